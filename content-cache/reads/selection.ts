import type { CountQuery, FullQuery, IndexValue, NeighboursQuery } from '../query.ts';
import {
  countForFar,
  countStatement,
  followingStatement,
  fromTheEnd,
  milestoneStatement,
  NO_VALUE,
  placeStatement,
  queryStatement,
  reversed,
  selectiveCondition,
} from '../query-sql.ts';
import type { Milestone, SqlStatement } from '../query-sql.ts';
import type { ReadWindow } from '../read-record.ts';
import { writeCursor } from '../cursor.ts';
import { AFTER_ALL, BEFORE_ALL, encodeSortKey, endOfValue } from './sort-key.ts';

/** Which entries meet a query, in its order, and where its window begins and ends. */
export type Selection = {
  window(query: FullQuery): { window: ReadWindow; cursors: string[] };
  count(query: CountQuery): number;
  neighbours(query: NeighboursQuery): { previous: string | null; next: string | null; window: ReadWindow };
};

type Run = {
  count: (statement: SqlStatement) => number;
  rows: (statement: SqlStatement) => unknown[];
};

type Row = { id: string; [value: `value${number}`]: string | number };

export function createSelection(run: Run): Selection {
  function driverOf(query: CountQuery): ReturnType<typeof selectiveCondition> {
    return selectiveCondition(query, run.count);
  }

  function rowsOf(query: FullQuery): Row[] {
    const counted = countForFar(query);
    if (counted === null) return run.rows(queryStatement(query, { driver: driverOf(query) })) as Row[];
    const fromEnd = fromTheEnd(query, run.count(counted));
    const found = rowsFromMilestone(query) ?? rowsFromMilestone(fromEnd)?.toReversed();
    if (found !== undefined) return found;
    const nearer = query.offset <= fromEnd.offset ? query : fromEnd;
    const rows = run.rows(queryStatement(nearer, { driver: driverOf(query) })) as Row[];
    return nearer === query ? rows : rows.toReversed();
  }

  function rowsFromMilestone(query: FullQuery): Row[] | undefined {
    const statement = milestoneStatement(query);
    if (statement === null) return undefined;
    const [milestone] = run.rows(statement) as Milestone[];
    return run.rows(queryStatement(query, { driver: undefined, milestone })) as Row[];
  }

  function following(
    query: Omit<FullQuery, 'limit' | 'offset'>,
    values: readonly IndexValue[],
  ): string | null {
    const [row] = run.rows(followingStatement(query, { driver: driverOf(query), values })) as Row[];
    return row?.id ?? null;
  }

  return {
    window: (query) => {
      const rows = rowsOf(query);
      const [first, last] = [rows[0], rows.at(-1)];
      const isFull = query.limit !== null && rows.length === query.limit;
      const keyOf = (row: Row | undefined): Buffer => (row === undefined ? AFTER_ALL : sortKeyOf(query, row));
      const window = {
        members: rows.map(({ id }) => id),
        first: query.offset === 0 ? BEFORE_ALL : keyOf(first),
        // A window of no length holds nothing, whatever comes.
        last: query.limit === 0 ? BEFORE_ALL : isFull ? keyOf(last) : endOf(query),
      };
      return { window, cursors: rows.map((row) => writeCursor(placeValues(query, row))) };
    },
    count: (query) => run.count(countStatement(query, driverOf(query))),
    neighbours: (query) => {
      const values = placeOf(run, query);
      const alone = { members: [query.id], first: BEFORE_ALL, last: BEFORE_ALL };
      if (values === null) return { previous: null, next: null, window: alone };
      const next = following(query, values);
      const previous = following({ ...query, sort: query.sort.map(reversed) }, values);
      const members = [query.id, previous, next].filter((id) => id !== null);
      return { previous, next, window: { ...alone, members } };
    },
  };
}

/**
 * Of a list that could take more: where its entries are in a range of what they are sorted by, the end of that range. One without a limit is
 * looked up by its end alone when a card of it changes, and ends after everything.
 */
function endOf({ limit, sort, where }: FullQuery): Buffer {
  const [key] = sort;
  const condition = where.find(({ field }) => field === key?.field);
  if (key === undefined || limit === null || condition?.kind !== 'range') return AFTER_ALL;
  const { gt, gte, lt, lte } = condition.range;
  const bound = key.order === 'ascending' ? (lt ?? lte) : (gt ?? gte);
  return bound === undefined ? AFTER_ALL : endOfValue(key, bound);
}

function placeValues({ sort }: Pick<FullQuery, 'sort'>, row: Row): IndexValue[] {
  return sort.map((_, place) => valueOf(row, place));
}

function sortKeyOf({ sort }: FullQuery, row: Row): Buffer {
  const places = new Map(sort.map(({ field }, place) => [field, place]));
  return encodeSortKey(sort, (field) => valueOf(row, places.get(field) ?? 0));
}

function valueOf(row: Row, place: number): IndexValue {
  const value = row[`value${place}`] ?? null;
  return value === NO_VALUE ? null : value;
}

/** The values by which an entry stands in the order; null for an entry that does not meet the query. */
function placeOf(run: Run, query: NeighboursQuery): readonly IndexValue[] | null {
  const [row] = run.rows(placeStatement(query, query.id)) as Row[];
  return row === undefined ? null : placeValues(query, row);
}
