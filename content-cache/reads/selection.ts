import type { CountQuery, FullQuery, IndexValue, NeighboursQuery } from '../query.ts';
import {
  belowStatement,
  countStatement,
  edgesOf,
  followingStatement,
  fromTheEnd,
  isFar,
  keptCount,
  NO_VALUE,
  onlyRange,
  placeStatement,
  queryStatement,
  reversed,
  selectiveCondition,
  stretchesStatement,
} from '../query-sql.ts';
import type { Edge, Milestone, SqlStatement, Stretch } from '../query-sql.ts';
import type { ReadWindow } from '../read-record.ts';
import type { RowMemory } from '../row-memory.ts';
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
  /** What has been read already, where the content is the same. */
  recall: RowMemory['recall'];
};

/** What meets a query: how many entries, and where that is a stretch of a whole order, how many stand before it. */
type Span = { entries: number; before: number };

type Row = { id: string; [value: `value${number}`]: string | number };

export function createSelection(run: Run): Selection {
  function driverOf(query: CountQuery): ReturnType<typeof selectiveCondition> {
    return selectiveCondition(query, run.count);
  }

  function rowsOf(query: FullQuery): Row[] {
    const span = isFar(query) ? spanOf(run, query) : undefined;
    if (span === undefined) return walk(query);
    const fromEnd = fromTheEnd(query, span.entries);
    const found = rowsFromMilestone(query, span) ?? rowsFromMilestone(fromEnd, span)?.toReversed();
    if (found !== undefined) return found;
    return query.offset <= fromEnd.offset ? walk(query) : walk(fromEnd).toReversed();
  }

  function walk(query: FullQuery): Row[] {
    return run.rows(queryStatement(query, { driver: driverOf(query) })) as Row[];
  }

  function rowsFromMilestone(query: FullQuery, { before }: Span): Row[] | undefined {
    const isWhole = query.where.length === 0 || onlyRange(query)?.field === query.sort[0]?.field;
    const statement = isWhole ? stretchesStatement(query) : null;
    if (statement === null) return undefined;
    const stretches = run.recall(`stretches ${statement.parameters.join()}`, () => run.rows(statement));
    const found = lastBefore(stretches as Stretch[], before + query.offset);
    const milestone = found && { ...found, before: Math.max(0, found.before - before) };
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
      // What moves in from before a cursor was not counted there: then each place matters.
      const isFromStart = query.offset === 0 || query.after !== undefined;
      const keyOf = (row: Row | undefined): Buffer => (row === undefined ? AFTER_ALL : sortKeyOf(query, row));
      const window = {
        members: rows.map(({ id }) => id),
        first: isFromStart ? BEFORE_ALL : keyOf(first),
        // A window of no length holds nothing, whatever comes.
        last: query.limit === 0 ? BEFORE_ALL : isFull ? keyOf(last) : endOf(query),
      };
      return { window, cursors: rows.map((row) => writeCursor(placeValues(query, row))) };
    },
    count: (query) => spanOf(run, query)?.entries ?? run.count(countStatement(query, driverOf(query))),
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

/** Where the last stretch begins that begins no later than this place. */
function lastBefore(stretches: readonly Stretch[], place: number): Milestone | undefined {
  let found: Milestone | undefined;
  let before = 0;
  for (const { entries, entryId, value } of stretches) {
    if (before > place) break;
    found = { value, entryId, before };
    before += entries;
  }
  return found;
}

/** Undefined where it would take a count. */
function spanOf(run: Run, query: CountQuery): Span | undefined {
  const kept = keptCount(query);
  if (kept !== null) return { entries: run.count(kept), before: 0 };
  const condition = onlyRange(query);
  if (condition === undefined) return undefined;
  const { collection, locale } = query;
  const { from, to } = edgesOf(condition.range);
  const below = (edges: readonly Edge[]): number[] =>
    edges
      .flatMap((edge) => run.rows(belowStatement({ collection, locale, field: condition.field }, edge)))
      .map((row) => (row as { found: number }).found);
  const [starts, ends] = [below(from), below(to)];
  if (starts.length === 0) return undefined;
  const before = Math.max(...starts);
  return { before, entries: Math.max(0, Math.min(...ends) - before) };
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
