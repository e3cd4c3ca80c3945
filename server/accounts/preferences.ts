import { preferencesSchema, type Preferences } from '../../model/api/preferences.ts';
import type { Database } from '../store/database.ts';
import { putPreferences, readPreferences as selectPreferences } from '../store/preferences.ts';

const NONE: Preferences = { views: [], columns: {} };

/** One's own: no role is needed for that. What an other version has kept in a form that this one does not know counts as not chosen. */
export async function readPreferences(
  { db }: Pick<Database, 'db'>,
  { userId }: { userId: string },
): Promise<Preferences> {
  return preferencesSchema.safeParse(await selectPreferences(db, { userId })).data ?? NONE;
}

/** Whatever was there before. */
export async function changePreferences(
  database: Database,
  { preferences, userId }: { userId: string; preferences: Preferences },
): Promise<Preferences> {
  await database.write(async (tx) => await putPreferences(tx, { userId, preferences }));
  return preferences;
}
