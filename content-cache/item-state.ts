import type Database from 'better-sqlite3';
import type { IndexValue } from './query.ts';
import { NO_VALUE } from './query-sql.ts';

/** What of a published entry decides which answers it stands in. */
export type ItemState = {
  collection: string;
  locale: string;
  translationGroup: string;
  slug: string | null;
  path: string | null;
  publishedAt: string;
  digest: string;
  cardDigest: string;
  /** Of every indexed field. */
  values: ReadonlyMap<string, readonly IndexValue[]>;
  /** The entries that it names. */
  links: readonly string[];
};

/** An entry before and after a step; null where it is not public. */
export type ItemChange = { id: string; before: ItemState | null; after: ItemState | null };

export function createItemStateReader(connection: Database.Database): (entryId: string) => ItemState | null {
  const facts =
    connection.prepare(`SELECT collection, locale, translation_group AS translationGroup, slug, path,
    published_at AS publishedAt, digest, card_digest AS cardDigest FROM item WHERE entry_id = ?`);
  const fields = connection.prepare(
    'SELECT field, value FROM item_field WHERE entry_id = ? ORDER BY field, value',
  );
  const links = connection
    .prepare('SELECT target_id FROM item_link WHERE source_id = ? ORDER BY target_id')
    .pluck();
  return (entryId) => {
    const item = facts.get(entryId) as Omit<ItemState, 'values' | 'links'> | undefined;
    if (item === undefined) return null;
    const rows = fields.all(entryId) as { field: string; value: string | number }[];
    const values = new Map<string, IndexValue[]>();
    for (const { field, value } of rows) {
      const known = values.get(field) ?? [];
      known.push(value === NO_VALUE ? null : value);
      values.set(field, known);
    }
    return { ...item, values, links: links.all(entryId) as string[] };
  };
}
