import type { SortKey } from '../model/content-model.ts';
import type { CountQuery, FieldCondition, FullQuery, IndexValue, Range } from './query.ts';

export type SqlStatement = { sql: string; parameters: unknown[] };

type Equality = Extract<FieldCondition, { kind: 'equal' }>;
type InRange = Extract<FieldCondition, { kind: 'range' }>;

/** The condition whose matches are walked, the rest being tested on each; undefined: every entry, in the order of the sort. */
export type DrivingCondition = Equality | undefined;

/**
 * Two ways to answer a filtered list: walk the sort and test each entry, cheap when many match, or take all that match and sort them,
 * cheap when few do. With N entries and a window of W the worst of both is least where they meet, at √(N·W) matches: 1,000 for
 * 100,000 entries and a window of ten.
 */
const SELECTIVE_MATCHES = 1000;

/** The first equality with few matches. */
export function selectiveCondition(
  query: CountQuery,
  countOf: (statement: SqlStatement) => number,
): DrivingCondition {
  return query.where
    .filter(isEquality)
    .find((condition) => countOf(countedStatement(query, condition)) <= SELECTIVE_MATCHES);
}

/** How many entries have this value, or how many there are, from the numbers that are kept of them. */
function countedStatement(
  { collection, locale }: CountQuery,
  condition: { field: string; value: IndexValue },
): SqlStatement {
  return {
    sql: 'SELECT coalesce(max(entries), 0) AS found FROM item_count WHERE collection = ? AND locale = ? AND field = ? AND value = ?',
    parameters: [collection, locale, condition.field, sqlValue(condition.value)],
  };
}

/** How many entries meet the query, where that is kept. */
export function keptCount(query: CountQuery): SqlStatement | null {
  const [condition, ...others] = query.where;
  if (condition === undefined) return countedStatement(query, EVERY_ENTRY);
  return others.length === 0 && isEquality(condition) ? countedStatement(query, condition) : null;
}

/** The ids of the window with their values in the order, first to last. Cards are read afterwards: what an offset passes over costs an index entry only. */
export function queryStatement(
  query: FullQuery,
  { driver, milestone }: { driver: DrivingCondition; milestone?: Milestone | undefined },
): SqlStatement {
  const parts = emptyParts();
  addDriver(parts, query, driver);
  const columns = addSort(parts, query);
  if (query.after !== undefined) addFollowing(parts, { query, columns, values: query.after });
  addTests(parts, query, [driver, walkedRange(query)]);
  if (milestone !== undefined) {
    parts.where.push(`(${columns.join()}) >= (?, ?)`);
    parts.parameters.push(milestone.value, milestone.entryId);
  }
  return {
    sql: `${selectRows(parts, query, columns)} LIMIT ? OFFSET ?`,
    parameters: [...parts.parameters, query.limit ?? -1, query.offset - (milestone?.before ?? 0)],
  };
}

/** A place in an order, with the number of entries before it. */
export type Milestone = { value: string | number; entryId: string; before: number };

/** The stretches of an order, first to last, where it has any. */
export function stretchesStatement({
  collection,
  locale,
  sort,
}: Pick<FullQuery, 'collection' | 'locale' | 'sort'>): SqlStatement | null {
  const [first, last] = sort;
  const isOrdered =
    sort.length === 2 && sort.every(({ order }) => order === 'ascending') && last?.field === 'id';
  if (first === undefined || !isOrdered) return null;
  return {
    sql: `SELECT value, entry_id AS entryId, entries FROM item_milestone
      WHERE collection = ? AND locale = ? AND field = ? ORDER BY value, entry_id`,
    parameters: [collection, locale, first.field],
  };
}

/** Where a stretch of an order begins, and how many entries stand in it. */
export type Stretch = { value: string | number; entryId: string; entries: number };

/** The range that is the only condition. */
export function onlyRange({ where }: CountQuery): InRange | undefined {
  const [condition, ...others] = where;
  return condition !== undefined && others.length === 0 && isInRange(condition) ? condition : undefined;
}

/** A range holds what lies below all of `to`, but for what lies below any of `from`. */
export function edgesOf({ gt, gte, lt, lte }: Range): { from: Edge[]; to: Edge[] } {
  const from: Edge[] = [{ operator: '<=', value: NO_VALUE }];
  if (gt !== undefined) from.push({ operator: '<=', value: gt });
  if (gte !== undefined) from.push({ operator: '<', value: gte });
  const to: Edge[] = [];
  if (lt !== undefined) to.push({ operator: '<', value: lt });
  if (lte !== undefined) to.push({ operator: '<=', value: lte });
  return { from, to: to.length === 0 ? [{ operator: '<', value: ABOVE_ALL }] : to };
}

export type Edge = { operator: '<' | '<='; value: string | number | Buffer };

/** How many entries lie below an edge: those of all stretches before the last that begins below it, and some of that one. No row where there are no milestones. */
export function belowStatement(
  { collection, locale, field }: { collection: string; locale: string; field: string },
  { operator, value }: Edge,
): SqlStatement {
  const order = 'collection = ? AND locale = ? AND field = ?';
  const parameters = [collection, locale, field];
  return {
    sql: `SELECT (
        SELECT coalesce(sum(entries), 0) FROM item_milestone
        WHERE ${order} AND (value, entry_id) < (last.value, last.entry_id)
      ) + (
        SELECT count(*) FROM item_field
        WHERE ${order} AND (value, entry_id) >= (last.value, last.entry_id) AND value ${operator} ?
      ) AS found
      FROM (
        SELECT value, entry_id FROM item_milestone
        WHERE ${order} AND value ${operator} ? ORDER BY value DESC, entry_id DESC LIMIT 1
      ) AS last`,
    parameters: [...parameters, ...parameters, value, ...parameters, value],
  };
}

/** A window that is far from the beginning. */
export function isFar({ after, limit, offset }: FullQuery): boolean {
  return after === undefined && limit !== null && offset >= OFFSET_MIN;
}

/** The window from the other end. What comes of it is in reverse. */
export function fromTheEnd(query: FullQuery, total: number): FullQuery {
  const last = Math.min(query.offset + (query.limit ?? total), total);
  const limit = Math.max(0, last - query.offset);
  return { ...query, sort: query.sort.map(reversed), limit, offset: Math.max(0, total - last) };
}

/** Below, walking is as quick as counting. */
const OFFSET_MIN = 100;

/** The entry that follows these values in the order of the query. */
export function followingStatement(
  query: Omit<FullQuery, 'limit' | 'offset'>,
  { driver, values }: { driver: DrivingCondition; values: readonly IndexValue[] },
): SqlStatement {
  const parts = emptyParts();
  addDriver(parts, query, driver);
  const columns = addSort(parts, query);
  addFollowing(parts, { query, columns, values });
  addTests(parts, query, [driver, walkedRange(query)]);
  return { sql: `${selectRows(parts, query, columns)} LIMIT 1`, parameters: parts.parameters };
}

/** The values by which one entry stands in the order; no row where it does not meet the query. */
export function placeStatement(query: Omit<FullQuery, 'limit' | 'offset'>, id: string): SqlStatement {
  const parts = emptyParts();
  addEveryEntry(parts, query);
  parts.where.push('item.entry_id = ?');
  parts.parameters.push(id);
  const columns = addSort(parts, query);
  addTests(parts, query, [walkedRange(query)]);
  return { sql: selectRows(parts, query, columns), parameters: parts.parameters };
}

export function reversed({ field, order }: SortKey): SortKey {
  return { field, order: order === 'ascending' ? 'descending' : 'ascending' };
}

export function countStatement(query: CountQuery, driver: DrivingCondition): SqlStatement {
  const parts = emptyParts();
  const driving = driver ?? query.where.find(isEquality) ?? query.where.find(isInRange);
  addDriver(parts, query, driving);
  addEveryEntry(parts, query);
  addTests(parts, query, [driving]);
  // Of a list, several values may lie in one range.
  const counted = driving?.kind === 'range' ? `DISTINCT ${parts.entryId}` : '*';
  return {
    sql: `SELECT count(${counted}) AS found FROM ${parts.from.join()} WHERE ${parts.where.join(' AND ')}`,
    parameters: parts.parameters,
  };
}

export function sqlValue(value: IndexValue): string | number {
  return value ?? NO_VALUE;
}

/** As SQLite orders values, below every text and every other number. */
export const NO_VALUE = -Infinity;
/** As SQLite orders values, above every text and number. */
const ABOVE_ALL = Buffer.alloc(0);

/** The name under which `item_count` counts all entries of a collection and locale. */
export const EVERY_ENTRY = { field: '', value: 0 };

/** `entryId` names the column that says which entry a row is about, once there is a table. */
type Parts = { from: string[]; where: string[]; parameters: unknown[]; entryId: string | undefined };

function emptyParts(): Parts {
  return { from: [], where: [], parameters: [], entryId: undefined };
}

/** CROSS JOIN keeps the order of the tables: SQLite has no statistics to choose by. */
function selectRows(parts: Parts, query: Pick<FullQuery, 'sort'>, columns: readonly string[]): string {
  const values = columns.map((column, place) => `${column} AS value${place}`);
  const order = columns.map((column, place) =>
    query.sort[place]?.order === 'descending' ? `${column} DESC` : column,
  );
  return `SELECT ${[`${parts.entryId} AS id`, ...values].join(', ')} FROM ${parts.from.join(' CROSS JOIN ')} WHERE ${parts.where.join(' AND ')} ORDER BY ${order.join()}`;
}

/** The column of each field of the order. */
function addSort(parts: Parts, query: Pick<FullQuery, 'collection' | 'locale' | 'sort' | 'where'>): string[] {
  return query.sort.map(({ field }, place) => {
    const table = `sort${place}`;
    if (field === 'id') addEveryEntry(parts, query);
    else addFieldTable(parts, query, { table, field });
    const column = field === 'id' ? String(parts.entryId) : `${table}.value`;
    const range = place === 0 ? walkedRange(query) : undefined;
    if (range !== undefined) addCondition(parts, column, range);
    return column;
  });
}

/** A range of the field that is walked bounds the walk; as a test, it would be asked of every entry that lies before. */
function walkedRange({ sort, where }: Pick<FullQuery, 'sort' | 'where'>): InRange | undefined {
  return where.filter(isInRange).find(({ field }) => field === sort[0]?.field);
}

/** Greater in the first field that differs. */
function addFollowing(
  parts: Parts,
  {
    query,
    columns,
    values,
  }: { query: Pick<FullQuery, 'sort'>; columns: string[]; values: readonly IndexValue[] },
): void {
  const bounds = values.map(sqlValue);
  const operator = (place: number): string => (query.sort[place]?.order === 'descending' ? '<' : '>');
  // Said once more by itself, it is where the walk of the index begins.
  parts.where.push(`${columns[0]} ${operator(0)}= ?`);
  parts.parameters.push(bounds[0]);
  // The plus signs keep these from being looked up one by one.
  const alternatives = columns.map((column, place) => {
    const equal = columns.slice(0, place).map((before) => `+${before} = ?`);
    parts.parameters.push(...bounds.slice(0, place + 1));
    return `(${[...equal, `+${column} ${operator(place)} ?`].join(' AND ')})`;
  });
  parts.where.push(`(${alternatives.join(' OR ')})`);
}

function isEquality(condition: FieldCondition): condition is Equality {
  return condition.kind === 'equal';
}

function isInRange(condition: FieldCondition): condition is InRange {
  return condition.kind === 'range';
}

function addDriver(parts: Parts, query: CountQuery, driver: DrivingCondition | InRange): void {
  if (driver === undefined) return;
  addFieldTable(parts, query, { table: 'driver', field: driver.field });
  addCondition(parts, 'driver.value', driver);
}

function addEveryEntry(parts: Parts, query: CountQuery): void {
  if (parts.entryId !== undefined) return;
  parts.from.push('item');
  parts.where.push('item.collection = ? AND item.locale = ?');
  parts.parameters.push(query.collection, query.locale);
  parts.entryId = 'item.entry_id';
}

/** The first table is walked in the order of the values, the others are looked up by entry. */
function addFieldTable(
  parts: Parts,
  query: CountQuery,
  { table, field }: { table: string; field: string },
): void {
  parts.from.push(`item_field AS ${table}`);
  if (parts.entryId === undefined) {
    parts.where.push(`${table}.collection = ? AND ${table}.locale = ? AND ${table}.field = ?`);
    parts.parameters.push(query.collection, query.locale, field);
    parts.entryId = `${table}.entry_id`;
  } else {
    parts.where.push(`${table}.entry_id = ${parts.entryId} AND ${table}.field = ?`);
    parts.parameters.push(field);
  }
}

/** The conditions that are not `met` by what is walked. */
function addTests(parts: Parts, query: CountQuery, met: readonly (DrivingCondition | InRange)[]): void {
  for (const condition of query.where) {
    if (met.some((other) => other === condition)) continue;
    const test: Parts = { ...emptyParts(), entryId: parts.entryId };
    addFieldTable(test, query, { table: 'tested', field: condition.field });
    addCondition(test, 'tested.value', condition);
    parts.where.push(`EXISTS (SELECT 1 FROM ${test.from.join()} WHERE ${test.where.join(' AND ')})`);
    parts.parameters.push(...test.parameters);
  }
}

function addCondition(parts: Parts, column: string, condition: FieldCondition): void {
  switch (condition.kind) {
    case 'equal':
      parts.where.push(`${column} = ?`);
      parts.parameters.push(sqlValue(condition.value));
      return;
    case 'in':
      parts.where.push(`${column} IN (SELECT value FROM json_each(?))`);
      parts.parameters.push(JSON.stringify(condition.values));
      return;
    case 'range':
      addRange(parts, column, condition.range);
      return;
  }
}

function addRange(parts: Parts, column: string, { gt, gte, lt, lte }: Range): void {
  const bounds = Object.entries({ '>': gt, '>=': gte, '<': lt, '<=': lte });
  for (const [operator, bound] of bounds) {
    if (bound === undefined) continue;
    parts.where.push(`${column} ${operator} ?`);
    parts.parameters.push(bound);
  }
  // Without this, no value would be below every upper bound.
  parts.where.push(`${column} > ?`);
  parts.parameters.push(NO_VALUE);
}
