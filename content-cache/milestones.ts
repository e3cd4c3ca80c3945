import type Database from 'better-sqlite3';
import { NO_VALUE, type Stretch } from './query-sql.ts';

/**
 * A list that begins far into an order would walk over all that comes before. So the order of each sortable field is cut into stretches, and
 * for each it is kept where it begins and how many entries stand in it: to begin anywhere takes a walk over the stretches and one within a
 * stretch. Written inside the transaction of the caller, after the row of the field.
 */
export type Milestones = {
  added(row: MilestoneRow): void;
  removed(row: MilestoneRow): void;
};

export type MilestoneRow = {
  collection: string;
  locale: string;
  field: string;
  value: string | number;
  entryId: string;
};

/** A longer stretch is cut in two: a walk over 500 takes as long as one over the stretches of some 100,000 entries. */
const ENTRIES_MAX = 512;

export function createMilestones(connection: Database.Database): Milestones {
  const sql = prepare(connection);

  function cut({ collection, locale, field }: MilestoneRow, { entryId, entries, value }: Stretch): void {
    const kept = Math.floor(entries / 2);
    const order = [collection, locale, field];
    const middle = sql.entryAfter.get(...order, value, entryId, kept) as Omit<Stretch, 'entries'>;
    sql.setEntries.run(kept, ...order, value, entryId);
    sql.insert.run(...order, middle.value, middle.entryId, entries - kept);
  }

  return {
    added: (row) => {
      const order = [row.collection, row.locale, row.field];
      const stretch = sql.stretchOf.get(...order, row.value, row.entryId) as Stretch | undefined;
      if (stretch === undefined) {
        sql.insert.run(...order, ...BEGINNING, 1);
        return;
      }
      const longer = { ...stretch, entries: stretch.entries + 1 };
      if (longer.entries > ENTRIES_MAX) cut(row, longer);
      else sql.setEntries.run(longer.entries, ...order, stretch.value, stretch.entryId);
    },
    removed: (row) => {
      const order = [row.collection, row.locale, row.field];
      const { entries, entryId, value } = sql.stretchOf.get(...order, row.value, row.entryId) as Stretch;
      // The first one stays: whatever comes has to be in one.
      if (entries === 1 && value !== NO_VALUE) sql.remove.run(...order, value, entryId);
      else sql.setEntries.run(entries - 1, ...order, value, entryId);
    },
  };
}

/** Before every value and entry. */
const BEGINNING = [NO_VALUE, ''];

function prepare(connection: Database.Database) {
  const statement = (text: string): Database.Statement => connection.prepare(text);
  const order = 'collection = ? AND locale = ? AND field = ?';
  return {
    stretchOf: statement(`SELECT value, entry_id AS entryId, entries FROM item_milestone
      WHERE ${order} AND (value, entry_id) <= (?, ?) ORDER BY value DESC, entry_id DESC LIMIT 1`),
    entryAfter: statement(`SELECT value, entry_id AS entryId FROM item_field
      WHERE ${order} AND (value, entry_id) >= (?, ?) ORDER BY value, entry_id LIMIT 1 OFFSET ?`),
    setEntries: statement(
      `UPDATE item_milestone SET entries = ? WHERE ${order} AND value = ? AND entry_id = ?`,
    ),
    insert: statement('INSERT INTO item_milestone VALUES (?, ?, ?, ?, ?, ?)'),
    remove: statement(`DELETE FROM item_milestone WHERE ${order} AND value = ? AND entry_id = ?`),
  };
}
