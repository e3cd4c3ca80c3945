import { listEntries as selectEntries, type EntryFilter } from '../store/list-entries.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { requireCollection, requireLocale } from './collection-and-locale.ts';
import { entrySummary, type EntrySummary } from './entry-details.ts';
import { requirePermission } from './permission.ts';

/** A screen shows about 30. A larger page would only keep others waiting. */
const LIST_LIMIT_DEFAULT = 50;
const LIST_LIMIT_MAX = 200;

export type EntryListing = Call & { [Name in keyof EntryFilter]?: EntryFilter[Name] | undefined };

/** Last changed first, in pages. */
export async function listEntries(
  { database, model }: AuthoringContext,
  { actor, collection, locale, state, cursor, limit = LIST_LIMIT_DEFAULT }: EntryListing,
): Promise<{ entries: EntrySummary[]; nextCursor: string | null }> {
  requirePermission(actor, 'entry.read', { kind: 'installation' });
  if (collection !== undefined) requireCollection(model, collection);
  if (locale !== undefined) requireLocale(model, locale);
  const filter = { collection, locale, state, cursor, limit: Math.min(limit, LIST_LIMIT_MAX) };
  const { entries, nextCursor } = await selectEntries(database.db, filter);
  return { entries: entries.map(entrySummary), nextCursor };
}
