import { sql } from 'kysely';
import type { Kysely, RawBuilder, SqlBool } from 'kysely';
import { isPostgres } from './dialects/is-postgres.ts';
import type { EntryScope } from './entry-scope.ts';
import { stateFilter } from './entry-state.ts';
import { sourceOf } from './entry-values.ts';
import { allOf, COLUMNS, otherConditions, placeConditions, type ListQuery } from './list-conditions.ts';
import type { ListedId } from './list-filter.ts';
import { selectByWords } from './listed-by-words.ts';
import type { StoredState, Tables } from './tables.ts';

/**
 * What makes the first page of 100,000 entries cost what it does of 1,000 is never to read what does not stand on it:
 *
 * 1. Words: the search index gives what fits best, of that the newest first, and is left when the page is full.
 * 2. An author, a tag or a value of few entries: those are read and sorted. One of many is met soon on the way of 3 or 4,
 *    a value on that of 3: fields are those of a collection.
 * 3. A collection, a locale or a state: the list of each combination of the three has its own place in the index. The first rows of each are
 *    put together.
 * 4. Anything else: the index over all entries by the order that is asked for.
 */
export async function selectListedIds(tx: Kysely<Tables>, query: ListQuery): Promise<ListedId[]> {
  if (query.scope?.length === 0) return [];
  if (query.words !== undefined) return await selectByWords(tx, { ...query, words: query.words });
  const few = await findFew(tx, query);
  if (few !== null) return await selectAmong(tx, { query, ids: few });
  const parts = partsOf(query);
  if (parts.length === 1) return await run(tx, { query, statement: parts[0] ?? sql`` });
  const union = sql.join(
    parts.map((part) => sql`select * from (${part}) as part`),
    sql` union all `,
  );
  return await run(tx, { query, statement: sql`select * from (${union}) as list` });
}

async function run(
  tx: Kysely<Tables>,
  { query, statement }: { query: ListQuery; statement: RawBuilder<unknown> },
): Promise<ListedId[]> {
  const direction = directionOf(query);
  const { rows } = await sql<ListedId>`${statement} order by key ${direction}, id ${direction}
    limit ${sql.lit(query.limit)}`.execute(tx);
  return rows;
}

function directionOf({ isAscending = false }: ListQuery): RawBuilder<unknown> {
  return sql.raw(isAscending ? 'asc' : 'desc');
}

/** One statement for all, or one for each place in the index that the list is put together from. */
function partsOf(query: ListQuery): RawBuilder<unknown>[] {
  const { author, collection, locale, state, tag } = query;
  const known = knownOf(query);
  const column = COLUMNS[query.sort ?? 'updated'];
  const select = sql`select entry.id, ${column} as key from entry`;
  const filter = stateFilter(state);
  // Author and tag are those of many entries: among all they are met soon, in a single place there may be none.
  const isAmongAll = (author ?? tag) !== undefined && (state === undefined || state === 'live');
  const isNarrowed = (collection ?? locale ?? state) !== undefined || known !== query.known;
  if (known === undefined || isAmongAll || !isNarrowed) {
    return [
      sql`${select} where ${allOf([...placeConditions(query, filter), ...otherConditions(query, filter)])}`,
    ];
  }
  const direction = directionOf(query);
  const others = otherConditions(query, filter);
  const places = combinations({
    collections: collection === undefined ? known.collections : [collection],
    locales: locale === undefined ? known.locales : [locale],
    states: filter.stored,
  });
  // A single one is all of the list, which is ordered and cut as a whole.
  const first =
    places.length === 1
      ? sql``
      : sql`order by key ${direction}, entry.id ${direction} limit ${sql.lit(query.limit)}`;
  return places.map((place) => {
    const conditions = allOf([
      sql<SqlBool>`entry.collection = ${place.collection}`,
      sql<SqlBool>`entry.locale = ${place.locale}`,
      sql<SqlBool>`entry.state = ${place.state}`,
      ...others,
    ]);
    return sql`${select} where ${conditions} ${first}`;
  });
}

/** The places in the index where something of the scope can be. */
function knownOf({ known, scope = 'all' }: ListQuery): ListQuery['known'] {
  if (known === undefined || scope === 'all') return known;
  const collections = namedIn(scope, 'collections') ?? known.collections;
  const locales = namedIn(scope, 'locales') ?? known.locales;
  return collections === known.collections && locales === known.locales ? known : { collections, locales };
}

/** Null where a part of the scope has them all. */
function namedIn(scope: Exclude<EntryScope, 'all'>, what: 'collections' | 'locales'): string[] | null {
  const names = scope.map((part) => part[what]);
  return names.includes('all') ? null : [...new Set(names.flat())];
}

type Places = {
  collections: readonly string[];
  locales: readonly string[];
  states: readonly StoredState[];
};

function combinations({ collections, locales, states }: Places) {
  return collections.flatMap((collection) =>
    locales.flatMap((locale) => states.map((state) => ({ collection, locale, state }))),
  );
}

/** To read and sort so many takes about as long as to walk an index for one in a hundred. */
const FEW = 1_000;

/** The entries of an author, or with a tag or a value, if they are few; null if they are many, or the list is narrowed by none of these. */
async function findFew(tx: Kysely<Tables>, query: ListQuery): Promise<string[] | null> {
  const { tag, where = [] } = query;
  const author = query.author ?? authorIn(query.scope);
  const sources = [
    ...(tag === undefined ? [] : [sql`select entry_id as id from entry_reference where target_id = ${tag}`]),
    ...(author === undefined ? [] : [sql`select id from entry where created_by = ${author}`]),
    ...where.map(sourceOf),
  ];
  for (const source of sources) {
    const { rows } = await sql<{ id: string }>`${source} limit ${sql.lit(FEW + 1)}`.execute(tx);
    if (rows.length <= FEW) return [...new Set(rows.map(({ id }) => id))];
  }
  return null;
}

/** Who has made all that is in the scope. */
function authorIn(scope: EntryScope = 'all'): string | undefined {
  if (scope === 'all') return undefined;
  const authors = new Set(scope.map(({ createdBy }) => createdBy));
  return authors.size === 1 ? (scope[0]?.createdBy ?? undefined) : undefined;
}

async function selectAmong(
  tx: Kysely<Tables>,
  { query, ids }: { query: ListQuery; ids: readonly string[] },
): Promise<ListedId[]> {
  if (ids.length === 0) return [];
  const filter = stateFilter(query.state);
  const conditions = allOf([...placeConditions(query, filter), ...otherConditions(query, filter)]);
  // SQLite would rather read the whole collection, in whose index the other conditions are: of a cross join it begins with the first part.
  const among = isPostgres(tx)
    ? sql`entry where entry.id = any(${ids}) and`
    : sql`json_each(${JSON.stringify(ids)}) as few cross join entry on entry.id = few.value where`;
  const column = COLUMNS[query.sort ?? 'updated'];
  const { rows } = await sql<ListedId>`select entry.id, ${column} as key from ${among} ${conditions}`.execute(
    tx,
  );
  const sign = query.isAscending === true ? 1 : -1;
  return rows.sort((left, right) => sign * compareListed(left, right)).slice(0, query.limit);
}

/** As both databases sort: by the bytes. */
function compareListed(left: ListedId, right: ListedId): number {
  const byKey = Buffer.compare(Buffer.from(left.key), Buffer.from(right.key));
  return byKey === 0 ? Buffer.compare(Buffer.from(left.id), Buffer.from(right.id)) : byKey;
}
