import type { CountQuery, FieldCondition, FullQuery, IndexValue, Range } from './query.ts';

export type SqlStatement = { sql: string; parameters: unknown[] };

type Equality = Extract<FieldCondition, { kind: 'equal' }>;

/** The condition whose matches are walked, the rest being tested on each; undefined: every entry, in the order of the sort. */
export type DrivingCondition = Equality | undefined;

/**
 * Two ways to answer a filtered list: walk the sort and test each entry, cheap when many match, or take all that match and sort them,
 * cheap when few do. With N entries and a window of W the worst of both is least where they meet, at √(N·W) matches: 1,000 for
 * 100,000 entries and a window of ten.
 */
const SELECTIVE_MATCHES = 1000;

/** The first equality with few matches, found by counting in the index no further than the bound. */
export function selectiveCondition(
  query: CountQuery,
  countOf: (statement: SqlStatement) => number,
): DrivingCondition {
  return query.where.filter(isEquality).find((condition) => {
    const parts = emptyParts();
    addFieldTable(parts, query, { table: 'driver', field: condition.field });
    addCondition(parts, 'driver.value', condition);
    const matches = `SELECT 1 FROM ${parts.from.join()} WHERE ${parts.where.join(' AND ')} LIMIT ${SELECTIVE_MATCHES + 1}`;
    return countOf({ sql: countSql(`(${matches})`), parameters: parts.parameters }) <= SELECTIVE_MATCHES;
  });
}

/** The ids of the window, in order. Their cards are read afterwards: what an offset passes over costs an index entry only. */
export function queryStatement(query: FullQuery, driver: DrivingCondition): SqlStatement {
  const parts = emptyParts();
  addDriver(parts, query, driver);
  const order = query.sort.map(({ field, order: direction }, place) => {
    const table = `sort${place}`;
    if (field === 'id') addEveryEntry(parts, query);
    else addFieldTable(parts, query, { table, field });
    const column = field === 'id' ? parts.entryId : `${table}.value`;
    return direction === 'descending' ? `${column} DESC` : column;
  });
  addTests(parts, query, driver);
  return {
    // CROSS JOIN keeps the order of the tables: SQLite has no statistics to choose by.
    sql: `SELECT ${parts.entryId} AS id FROM ${parts.from.join(' CROSS JOIN ')} WHERE ${parts.where.join(' AND ')} ORDER BY ${order.join()} LIMIT ? OFFSET ?`,
    parameters: [...parts.parameters, query.limit ?? -1, query.offset],
  };
}

export function countStatement(query: CountQuery, driver: DrivingCondition): SqlStatement {
  const parts = emptyParts();
  const driving = driver ?? query.where.find(isEquality);
  addDriver(parts, query, driving);
  addEveryEntry(parts, query);
  addTests(parts, query, driving);
  return {
    sql: `${countSql(parts.from.join())} WHERE ${parts.where.join(' AND ')}`,
    parameters: parts.parameters,
  };
}

export function sqlValue(value: IndexValue): string | number {
  return value ?? NO_VALUE;
}

/** As SQLite orders values, below every text and every other number. */
const NO_VALUE = -Infinity;

/** `entryId` names the column that says which entry a row is about, once there is a table. */
type Parts = { from: string[]; where: string[]; parameters: unknown[]; entryId: string | undefined };

function emptyParts(): Parts {
  return { from: [], where: [], parameters: [], entryId: undefined };
}

function countSql(from: string): string {
  return `SELECT count(*) AS found FROM ${from}`;
}

function isEquality(condition: FieldCondition): condition is Equality {
  return condition.kind === 'equal';
}

function addDriver(parts: Parts, query: CountQuery, driver: DrivingCondition): void {
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

function addTests(parts: Parts, query: CountQuery, driver: DrivingCondition): void {
  for (const condition of query.where) {
    if (condition === driver) continue;
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
