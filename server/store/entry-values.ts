import { sql } from 'kysely';
import type { Kysely, RawBuilder, SqlBool } from 'kysely';
import { compileOnce } from './compile-once.ts';
import { isInScope, type EntryScope } from './entry-scope.ts';
import type { Tables } from './tables.ts';

/** `posts.featured`, and one of the values that a draft has there, as a text in whose order ranges are. */
export type ListedValue = { field: string; value: string };

/** Of `collection.field`: one value, or a part of their order. */
export type FieldTest = {
  field: string;
  equals?: string;
  from?: string;
  /** Not included. */
  before?: string;
  /** The same as moments, where a draft without a value is taken by its first publication. */
  published?: { from?: string; before?: string };
};

/** On SQLite. Mostly they are what they were. */
export async function putListedValues(
  tx: Kysely<Tables>,
  { entryId, values }: { entryId: string; values: readonly ListedValue[] },
): Promise<void> {
  const before = (await selectValues(tx, { entryId })).rows;
  const known = new Set(before.map(textOf));
  if (known.size === values.length && values.every((each) => known.has(textOf(each)))) return;
  if (before.length > 0) await deleteListedValues(tx, { entryId });
  const rows = values.map(({ field, value }) => ({ entry_id: entryId, field, value }));
  if (rows.length > 0) await insertValues(tx, { rows });
}

function textOf({ field, value }: ListedValue): string {
  return `${field}:${value}`;
}

const selectValues = compileOnce((db, { entryId }: { entryId: string }) =>
  db.selectFrom('entry_value').select(['field', 'value']).where('entry_id', '=', entryId),
);
export const deleteListedValues = compileOnce((db, { entryId }: { entryId: string }) =>
  db.deleteFrom('entry_value').where('entry_id', '=', entryId),
);
const insertValues = compileOnce(
  (db, { rows }: { rows: readonly { entry_id: string; field: string; value: string }[] }) =>
    db.insertInto('entry_value').values(rows),
);

/** Parts of a statement, for PostgreSQL: of the entry whose id `moved` gives. */
export function valuedWith(values: string): RawBuilder<unknown> {
  return sql`given as (
      select each ->> 0 as field, each ->> 1 as value from jsonb_array_elements(cast(${values} as jsonb)) as each
    ), unvalued as (
      delete from entry_value using moved
      where entry_value.entry_id = moved.id
        and (entry_value.field, entry_value.value) not in (select field, value from given)
    ), valued as (
      insert into entry_value (entry_id, field, value)
      select moved.id, given.field, given.value from moved, given
      on conflict do nothing
    )`;
}

/**
 * Whether an entry is one of those that a list is narrowed to: asked of each row as it comes, of which PostgreSQL expects every second one. Without the `offset` it
 * would rather join, or hash, all that have the value.
 */
export function passes(test: FieldTest): RawBuilder<SqlBool> {
  const found = sql<SqlBool>`exists (select 1 from entry_value as listed
    where listed.entry_id = entry.id and ${isValue(test)} limit 1 offset 0)`;
  const published = firstPublished(test);
  if (published === null) return found;
  return sql<SqlBool>`(${found} or (${published} and not exists (select 1 from entry_value as listed
    where listed.entry_id = entry.id and listed.field = ${test.field} limit 1 offset 0)))`;
}

/** At least the entries that pass, by their ids, from an index. */
export function sourceOf(test: FieldTest): RawBuilder<unknown> {
  const found = sql`select entry_id as id from entry_value as listed where ${isValue(test)}`;
  const published = firstPublished(test);
  if (published === null) return found;
  return sql`${found} union all select id from entry where entry.collection = ${test.field.split('.')[0]} and ${published}`;
}

function isValue({ before, equals, field, from }: FieldTest): RawBuilder<SqlBool> {
  const conditions = [sql`listed.field = ${field}`];
  if (equals !== undefined) conditions.push(sql`listed.value = ${equals}`);
  if (from !== undefined) conditions.push(sql`listed.value >= ${from}`);
  if (before !== undefined) conditions.push(sql`listed.value < ${before}`);
  return sql<SqlBool>`${sql.join(conditions, sql` and `)}`;
}

/** Where the first publication stands in for a day that was left empty. */
function firstPublished({ published }: FieldTest): RawBuilder<SqlBool> | null {
  if (published === undefined) return null;
  const conditions = [
    ...(published.from === undefined ? [] : [sql`entry.first_published_at >= ${published.from}`]),
    ...(published.before === undefined ? [] : [sql`entry.first_published_at < ${published.before}`]),
  ];
  return sql<SqlBool>`${sql.join(conditions, sql` and `)}`;
}

export type ShownValue = ListedValue & { entryId: string; title: string | null };

/** Of the entries of a page. A value that is the id of an entry that may be read comes with its title. */
export async function readListedValues(
  tx: Kysely<Tables>,
  { entryIds, fields, scope }: { entryIds: readonly string[]; fields: readonly string[]; scope: EntryScope },
): Promise<ShownValue[]> {
  if (entryIds.length === 0 || fields.length === 0) return [];
  const { rows } = await sql<ShownValue>`select
      listed.entry_id as ${sql.ref('entryId')}, listed.field, listed.value, target.title
    from entry_value as listed
    left join entry as target on target.id = listed.value and target.trashed_at is null and ${isInScope(scope, 'target')}
    where listed.entry_id in (${sql.join([...entryIds])}) and listed.field in (${sql.join([...fields])})
    order by target.sort_title, listed.value`.execute(tx);
  return rows;
}
