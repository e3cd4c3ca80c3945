import { sql } from 'kysely';
import type { RawBuilder, SqlBool } from 'kysely';
import type { Names } from '../../model/permission.ts';

/** Some of the entries: those of any of the parts. */
export type EntryScope = readonly ScopePart[] | 'all';

export type ScopePart = {
  collections: Names;
  locales: Names;
  /** Who made them; null: anybody. */
  createdBy: string | null;
  /** Collections that are not in it, whatever `collections` says. */
  except: readonly string[];
};

/** Whether a row of `entry`, under this name, is in the scope. */
export function isInScope(scope: EntryScope, table = 'entry'): RawBuilder<SqlBool> {
  if (scope === 'all') return sql<SqlBool>`1 = 1`;
  if (scope.length === 0) return sql<SqlBool>`1 = 0`;
  return sql<SqlBool>`(${sql.join(
    scope.map((part) => isInPart(part, table)),
    sql` or `,
  )})`;
}

function isInPart(
  { collections, createdBy, except, locales }: ScopePart,
  table: string,
): RawBuilder<SqlBool> {
  const column = (name: string) => sql.ref(`${table}.${name}`);
  const conditions = [
    ...(collections === 'all' ? [] : [isOneOf(column('collection'), collections)]),
    ...(locales === 'all' ? [] : [isOneOf(column('locale'), locales)]),
    ...(except.length === 0 ? [] : [sql`${column('collection')} not in (${sql.join([...except])})`]),
    ...(createdBy === null ? [] : [sql`${column('created_by')} = ${createdBy}`]),
  ];
  return conditions.length === 0 ? sql<SqlBool>`1 = 1` : sql<SqlBool>`(${sql.join(conditions, sql` and `)})`;
}

function isOneOf(column: RawBuilder<unknown>, names: readonly string[]): RawBuilder<unknown> {
  return names.length === 0 ? sql`1 = 0` : sql`${column} in (${sql.join([...names])})`;
}
