import type { Kysely } from 'kysely';
import { decodeJson, encodeJson } from './json.ts';
import type { Tables } from './tables.ts';

/** Null while somebody has chosen nothing. */
export async function readPreferences(
  tx: Kysely<Tables>,
  { userId }: { userId: string },
): Promise<Record<string, unknown> | null> {
  const row = await tx
    .selectFrom('preferences')
    .select('value')
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row === undefined ? null : decodeJson(row.value);
}

export async function putPreferences(
  tx: Kysely<Tables>,
  { preferences, userId }: { userId: string; preferences: Readonly<Record<string, unknown>> },
): Promise<void> {
  const value = encodeJson(preferences);
  await tx
    .insertInto('preferences')
    .values({ user_id: userId, value })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ value }))
    .execute();
}
