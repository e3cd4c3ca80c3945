import type Database from 'better-sqlite3';
import type { PublishedEntry } from '../model/publication.ts';
import { indexValues, type CollectionIndex, type CollectionIndexes } from './collection-index.ts';
import { createMilestones } from './milestones.ts';
import { EVERY_ENTRY, sqlValue } from './query-sql.ts';

/** The rows by which lists find an entry, and what is counted of them. */
export type FieldIndex = {
  put(entry: PublishedEntry, index: CollectionIndex, found: { isNew: boolean }): void;
  remove(entryId: string, shelf: Shelf): void;
};

export type Shelf = Pick<PublishedEntry, 'collection' | 'locale'>;

type Row = { field: string; value: string | number };

export function createFieldIndex(connection: Database.Database, indexes: CollectionIndexes): FieldIndex {
  const sql = prepare(connection);
  const milestones = createMilestones(connection);
  const rowsOf = (entryId: string): Row[] => sql.rowsOf.all(entryId) as Row[];

  function addRow(entryId: string, { collection, locale }: Shelf, { field, value }: Row): void {
    sql.insert.run(collection, locale, field, value, entryId);
    sql.count.run(collection, locale, field, value);
    if (isOrdered(collection, field)) milestones.added({ collection, locale, field, value, entryId });
  }

  function removeRow(entryId: string, { collection, locale }: Shelf, { field, value }: Row): void {
    sql.remove.run(collection, locale, field, value, entryId);
    uncount({ collection, locale }, { field, value });
    if (isOrdered(collection, field)) milestones.removed({ collection, locale, field, value, entryId });
  }

  function uncount({ collection, locale }: Shelf, { field, value }: Row): void {
    sql.uncount.run(collection, locale, field, value);
    sql.removeCount.run(collection, locale, field, value);
  }

  function isOrdered(collection: string, field: string): boolean {
    return indexes.byName.get(collection)?.sortable.has(field) === true;
  }

  return {
    put: (entry, { indexed }, { isNew }) => {
      const { id, collection, fields, locale } = entry;
      if (isNew) sql.count.run(collection, locale, EVERY_ENTRY.field, EVERY_ENTRY.value);
      const before = isNew ? [] : rowsOf(id);
      const after = indexed.flatMap((field) =>
        indexValues(fields[field]).map((value) => ({ field, value: sqlValue(value) })),
      );
      for (const row of after.filter(isMissingIn(before))) addRow(id, entry, row);
      for (const row of before.filter(isMissingIn(after))) removeRow(id, entry, row);
    },
    remove: (entryId, shelf) => {
      uncount(shelf, EVERY_ENTRY);
      for (const row of rowsOf(entryId)) removeRow(entryId, shelf, row);
    },
  };
}

function isMissingIn(rows: readonly Row[]): (row: Row) => boolean {
  return ({ field, value }) => !rows.some((row) => row.field === field && row.value === value);
}

function prepare(connection: Database.Database) {
  const countKey = 'collection = ? AND locale = ? AND field = ? AND value = ?';
  return {
    rowsOf: connection.prepare('SELECT field, value FROM item_field WHERE entry_id = ?'),
    insert: connection.prepare('INSERT INTO item_field VALUES (?, ?, ?, ?, ?)'),
    remove: connection.prepare(`DELETE FROM item_field WHERE ${countKey} AND entry_id = ?`),
    count: connection.prepare(`INSERT INTO item_count VALUES (?, ?, ?, ?, 1)
      ON CONFLICT DO UPDATE SET entries = entries + 1`),
    uncount: connection.prepare(`UPDATE item_count SET entries = entries - 1 WHERE ${countKey}`),
    removeCount: connection.prepare(`DELETE FROM item_count WHERE ${countKey} AND entries = 0`),
  };
}
