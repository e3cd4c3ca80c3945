import { sql } from 'kysely';
import type { Kysely, RawBuilder, SqlBool } from 'kysely';
import { isPostgres } from './dialects/is-postgres.ts';
import { stateFilter } from './entry-state.ts';
import { allOf, otherConditions, placeConditions, type ListQuery } from './list-conditions.ts';
import type { ListedId, Search, SoughtTerm } from './list-filter.ts';
import type { Tables } from './tables.ts';

/**
 * What fits best first: a title that is what was typed, then one that begins so, then one that has the words, then a text that has them; and after those, a
 * title and a text with words of which the last one begins so. Of each, the last saved first. Nobody is in two of them, and each is asked of the search
 * index by itself, which gives as many as the page still takes: to put together all words that begin so takes it the longest.
 */
export async function selectByWords(
  tx: Kysely<Tables>,
  query: ListQuery & { words: Search },
): Promise<ListedId[]> {
  if (query.words.alternatives.length === 0) return [];
  const from = query.after === null ? null : readPlace(query.after);
  const found: ListedId[] = [];
  for (const [rank, words] of ranksOf(query.words, isPostgres(tx) ? POSTGRES : SQLITE).entries()) {
    if (found.length === query.limit) break;
    if (words === null) continue;
    if (from !== null && rank < from.rank) continue;
    const after = from?.rank === rank ? from.after : null;
    const isRare = rank < TITLE_BEGINNINGS;
    const wanted = { ...query, after, limit: query.limit - found.length };
    const rows = await selectOfRank(tx, wanted, { words, isRare });
    found.push(...rows.map(({ id, key }) => ({ id, key: `${rank} ${key}` })));
  }
  return found;
}

/** The first ranks: few titles begin with what somebody types. */
const TITLE_BEGINNINGS = 2;

function readPlace({ id, key }: ListedId): { rank: number; after: ListedId } {
  const rank = Number(key.slice(0, 1));
  return { rank, after: { id, key: key.slice(2) } };
}

type Syntax = {
  and: string;
  or: string;
  not: string;
  term: (sought: SoughtTerm) => string;
};

/** Words hold letters, marks and digits, and what stands for a collection or a title is made of those as well. */
const SQLITE: Syntax = {
  and: ' AND ',
  or: ' OR ',
  not: ' NOT ',
  term: ({ isBeginning, term }) => `"${term.replaceAll('"', '""')}"${isBeginning ? '*' : ''}`,
};

const POSTGRES: Syntax = {
  and: ' & ',
  or: ' | ',
  not: ' & !',
  term: ({ isBeginning, term }) =>
    `'${term.replaceAll('\\', '\\\\').replaceAll("'", "''")}'${isBeginning ? ':*' : ''}`,
};

/** Null where nobody can be of a rank. */
function ranksOf(search: Search, syntax: Syntax): (string | null)[] {
  const { and, not, term } = syntax;
  const having = (where: 'text' | 'title', isWhole: boolean): string | null =>
    anyPlace(search, syntax, ({ [where]: words }) => allWords(words, { isWhole, syntax }));
  const titled = (isBeginning: boolean): string | null =>
    anyPlace(search, syntax, () => [term({ term: search.titleBeginning, isBeginning })]);
  const without = (wanted: string | null, others: readonly (string | null)[]): string | null =>
    wanted && [wanted, ...others.filter((other) => other !== null)].join(not);
  const whole = titled(false);
  const [inTitle, inText] = [having('title', true), having('text', true)];
  const toTitle = isUnfinished(search, 'title') ? having('title', false) : null;
  const toText = isUnfinished(search, 'text') ? having('text', false) : null;
  // A title that only begins like a word that has an end has another word.
  const begun = toTitle === null ? inTitle && `(${[titled(true), inTitle].join(and)})` : titled(true);
  return [
    whole,
    without(begun, [whole]),
    without(inTitle, [begun, whole]),
    without(inText, [inTitle, begun, whole]),
    without(toTitle, [inText, inTitle, begun, whole]),
    without(toText, [toTitle, inText, inTitle, begun, whole]),
  ];
}

/** Whether somebody still types the last word. */
function isUnfinished({ alternatives }: Search, where: 'text' | 'title'): boolean {
  return alternatives.some(({ [where]: words }) => words.flat().some(({ isBeginning }) => isBeginning));
}

type Place = Search['alternatives'][number];

function anyPlace(
  { alternatives }: Search,
  { and, or, term }: Syntax,
  partsOf: (alternative: Place) => string[] | null,
): string | null {
  const all = alternatives.flatMap((alternative) => {
    const parts = partsOf(alternative);
    const place = alternative.place.map((each) => term({ term: each, isBeginning: false }));
    return parts === null ? [] : [`(${[...parts, ...place].join(and)})`];
  });
  return all.length === 0 ? null : `(${[...new Set(all)].join(or)})`;
}

/** Null where one of them has no whole form. */
function allWords(
  words: readonly (readonly SoughtTerm[])[],
  { isWhole, syntax: { or, term } }: { isWhole: boolean; syntax: Syntax },
): string[] | null {
  const sought = words.map((forms) => forms.filter(({ isBeginning }) => !isWhole || !isBeginning));
  return sought.some((forms) => forms.length === 0)
    ? null
    : sought.map((forms) => `(${forms.map(term).join(or)})`);
}

/** On SQLite the rows of the search index are numbered in the order in which they were saved, PostgreSQL keeps the time beside its words. */
async function selectOfRank(
  tx: Kysely<Tables>,
  query: ListQuery,
  { isRare, words }: { words: string; isRare: boolean },
): Promise<ListedId[]> {
  const { after, limit } = query;
  const filter = stateFilter(query.state);
  const conditions = [
    ...placeConditions(query, filter),
    ...otherConditions({ ...query, after: null, sort: 'updated' }, filter),
  ];
  if (isPostgres(tx)) return await selectOnPostgres(tx, { after, limit, words, conditions, isRare });
  if (after !== null) conditions.push(sql<SqlBool>`entry_terms.rowid < ${Number(after.key)}`);
  // Nothing may make SQLite begin with another table: it would sort all that it finds.
  const { rows } = await sql<{ id: string; row: number }>`select entry.id, entry_terms.rowid as row
    from entry_terms cross join entry_text on entry_text.id = entry_terms.rowid
    cross join entry on entry.id = entry_text.entry_id
    where entry_terms match ${words} and ${allOf(conditions)}
    order by entry_terms.rowid desc limit ${sql.lit(limit)}`.execute(tx);
  return rows.map(({ id, row }) => ({ id, key: String(row) }));
}

/** Of so many entries, words that many have fill a page. */
const NEWEST = 4_000;
/** Where fewer have them, the search index is quicker than any other way. */
const FEW = 1_000;
/** Where a smaller part has them, a page is not full before too many have been looked at. */
const SHARE = 0.015;

type OfRank = {
  after: ListedId | null;
  limit: number;
  words: string;
  isRare: boolean;
  conditions: readonly RawBuilder<SqlBool>[];
};

/**
 * PostgreSQL takes the wrong way where it guesses wrong how many entries have the words: through all of them for what none has, or through the search index
 * for what nearly all have. So words that many have are looked for in the newest, one entry after the other until the page is full, which the
 * `offset` holds it to; for all others, and where that was not enough, the search index is asked.
 */
async function selectOnPostgres(
  tx: Kysely<Tables>,
  { after, conditions, isRare, limit, words }: OfRank,
): Promise<ListedId[]> {
  const before =
    after === null
      ? sql<SqlBool>`true`
      : sql<SqlBool>`(entry.updated_at, entry.id) < (cast(${after.key} as timestamptz), ${after.id})`;
  const isFound = sql<SqlBool>`entry_text.terms @@ cast(${words} as tsquery)`;
  const inOrder = sql`order by entry.updated_at desc, entry.id desc limit ${sql.lit(limit)}`;
  const newest = !isRare && (await areOfMany(tx, isFound)) ? await selectNewest() : [];
  if (newest.length === limit) return newest;
  const { rows } = await sql<ListedId>`with found as materialized
      (select entry_text.entry_id from entry_text where ${isFound})
    select entry.id, entry.updated_at as key
    from found join entry on entry.id = found.entry_id
    where ${allOf([...conditions, before])} ${inOrder}`.execute(tx);
  return rows;

  async function selectNewest(): Promise<ListedId[]> {
    const { rows: found } = await sql<ListedId>`select entry.id, entry.updated_at as key
    from (select * from entry where ${before} order by updated_at desc, id desc limit ${sql.lit(NEWEST)}) as entry
    where ${allOf(conditions)} and exists
      (select 1 from entry_text where entry_text.entry_id = entry.id and ${isFound} limit 1 offset 0) ${inOrder}`.execute(
      tx,
    );
    return found;
  }
}

/** Its column is text here, as all JSON is. */
type Explained = { 'QUERY PLAN': string };
type QueryPlan = [{ Plan: { 'Plan Rows': number } }];

/** As its statistics have it: nothing is read for that. */
async function areOfMany(tx: Kysely<Tables>, isFound: RawBuilder<SqlBool>): Promise<boolean> {
  const expected = async (condition: RawBuilder<SqlBool>): Promise<number> => {
    const { rows } = await sql<Explained>`explain (format json)
      select 1 from entry_text where ${condition}`.execute(tx);
    const [{ Plan: plan }] = JSON.parse(rows[0]?.['QUERY PLAN'] ?? '') as QueryPlan;
    return plan['Plan Rows'];
  };
  const count = await expected(isFound);
  return count >= FEW && count >= SHARE * (await expected(sql<SqlBool>`true`));
}
