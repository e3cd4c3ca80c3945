import { sql } from 'kysely';
import type { RawBuilder, SqlBool } from 'kysely';
import { isInScope } from './entry-scope.ts';
import type { StateFilter } from './entry-state.ts';
import { passes } from './entry-values.ts';
import type { EntryFilter, EntrySort, ListedId } from './list-filter.ts';

/** Of the list that is asked for, the rows behind `after`. */
export type ListQuery = EntryFilter & { after: ListedId | null };

export const COLUMNS = {
  updated: sql.ref('entry.updated_at'),
  created: sql.ref('entry.created_at'),
  published: sql.ref('entry.published_at'),
  title: sql.ref('entry.sort_title'),
} satisfies Record<EntrySort, RawBuilder<unknown>>;

export function placeConditions(
  { collection, locale }: ListQuery,
  { stored }: StateFilter,
): RawBuilder<SqlBool>[] {
  return [
    sql<SqlBool>`entry.state in (${sql.join(stored.map((state) => sql.lit(state)))})`,
    ...(collection === undefined ? [] : [sql<SqlBool>`entry.collection = ${collection}`]),
    ...(locale === undefined ? [] : [sql<SqlBool>`entry.locale = ${locale}`]),
  ];
}

export function otherConditions(query: ListQuery, { condition }: StateFilter): RawBuilder<SqlBool>[] {
  const {
    after,
    author,
    from,
    isAscending = false,
    scope = 'all',
    sort = 'updated',
    tag,
    to,
    where = [],
  } = query;
  const column = COLUMNS[sort];
  const conditions: RawBuilder<SqlBool>[] = condition === null ? [] : [condition];
  if (scope !== 'all') conditions.push(isInScope(scope));
  if (sort === 'published') conditions.push(sql<SqlBool>`${column} is not null`);
  if (author !== undefined) conditions.push(sql<SqlBool>`entry.created_by = ${author}`);
  if (tag !== undefined)
    conditions.push(
      sql<SqlBool>`exists (select 1 from entry_reference as reference
        where reference.target_id = ${tag} and reference.entry_id = entry.id)`,
    );
  conditions.push(...where.map(passes));
  if (from !== undefined) conditions.push(sql<SqlBool>`${column} >= ${from}`);
  if (to !== undefined) conditions.push(sql<SqlBool>`${column} < ${to}`);
  if (after !== null) {
    const behind = sql.raw(isAscending ? '>' : '<');
    conditions.push(sql<SqlBool>`(${column}, entry.id) ${behind} (${after.key}, ${after.id})`);
  }
  return conditions;
}

export function allOf(conditions: readonly RawBuilder<SqlBool>[]): RawBuilder<SqlBool> {
  return sql<SqlBool>`${sql.join([...conditions], sql` and `)}`;
}
