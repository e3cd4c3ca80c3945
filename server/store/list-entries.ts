import type { Kysely } from 'kysely';
import { selectAllSummaries } from './entries.ts';
import type { StoredEntrySummary } from './entries.ts';
import { decodeCursor, encodeCursor } from './list-cursor.ts';
import type { EntryFilter } from './list-filter.ts';
import { selectListedIds } from './listed-ids.ts';
import type { Tables } from './tables.ts';

export type EntryPage = { entries: StoredEntrySummary[]; nextCursor: string | null };

/**
 * Last changed first, unless told otherwise. A page begins after the last row of the one before, so that entries saved meanwhile move nothing. What
 * stands on the page is found in an index, whatever the list is narrowed by; only that is read whole.
 */
export async function listEntries(tx: Kysely<Tables>, filter: EntryFilter): Promise<EntryPage> {
  const { limit } = filter;
  const order = `${filter.words === undefined ? (filter.sort ?? 'updated') : 'words'}${filter.isAscending === true ? '+' : '-'}`;
  const after = filter.cursor === undefined ? null : decodeCursor(filter.cursor, order);
  const found = await selectListedIds(tx, { ...filter, after, limit: limit + 1 });
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  return {
    entries: await readSummaries(tx, page),
    nextCursor: last === undefined ? null : encodeCursor(last, order),
  };
}

/** In the order of the page. */
export async function readSummaries(
  tx: Kysely<Tables>,
  page: readonly { id: string }[],
): Promise<StoredEntrySummary[]> {
  if (page.length === 0) return [];
  const ids = page.map(({ id }) => id);
  const rows = await selectAllSummaries(tx).where('entry.id', 'in', ids).execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
