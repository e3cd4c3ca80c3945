import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Fewer than any database takes in one statement. */
const IDS_AT_ONCE = 500;

export type EntryName = { title: string; collection: string };

/** Of those ids that are entries, whatever has become of them. */
export async function readEntryNames(
  tx: Kysely<Tables>,
  { ids }: { ids: readonly string[] },
): Promise<Map<string, EntryName>> {
  const names = new Map<string, EntryName>();
  for (let start = 0; start < ids.length; start += IDS_AT_ONCE) {
    const rows = await tx
      .selectFrom('entry')
      .select(['id', 'title', 'collection'])
      .where('id', 'in', ids.slice(start, start + IDS_AT_ONCE))
      .execute();
    for (const { collection, id, title } of rows) names.set(id, { title, collection });
  }
  return names;
}

/** Of those ids that are entries with a title, whatever has become of them. */
export async function readEntryTitles(
  tx: Kysely<Tables>,
  { ids }: { ids: readonly string[] },
): Promise<Map<string, string>> {
  const titles = new Map<string, string>();
  for (let start = 0; start < ids.length; start += IDS_AT_ONCE) {
    const rows = await tx
      .selectFrom('entry')
      .select(['id', 'title'])
      .where('id', 'in', ids.slice(start, start + IDS_AT_ONCE))
      .where('title', '<>', '')
      .execute();
    for (const { id, title } of rows) titles.set(id, title);
  }
  return titles;
}
