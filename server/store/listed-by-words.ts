import { sql } from 'kysely';
import type { Kysely, SqlBool } from 'kysely';
import { isPostgres } from './dialects/is-postgres.ts';
import { stateFilter } from './entry-state.ts';
import { allOf, otherConditions, placeConditions, type ListQuery } from './list-conditions.ts';
import type { ListedId, Search, SoughtTerm } from './list-filter.ts';
import type { Tables } from './tables.ts';

/**
 * What fits best first: a title that is what was typed, then one that begins so, then one that has the words, then a text that has them. Of each, the
 * last saved first. Nobody is in two of the four, and each is asked of the search index by itself, which gives as many as the page still takes.
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
    if (from !== null && rank < from.rank) continue;
    const after = from?.rank === rank ? from.after : null;
    const rows = await selectOfRank(tx, { ...query, after, limit: query.limit - found.length }, words);
    found.push(...rows.map(({ id, key }) => ({ id, key: `${rank} ${key}` })));
  }
  return found;
}

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

function ranksOf({ alternatives, titleBeginning }: Search, { and, not, or, term }: Syntax): string[] {
  const any = (parts: readonly string[]): string => `(${parts.join(or)})`;
  const all = (parts: readonly string[]): string => `(${parts.join(and)})`;
  const having = (where: 'text' | 'title'): string =>
    any(
      alternatives.map(({ [where]: words, place }) =>
        all([
          ...words.map((forms) => any(forms.map(term))),
          ...place.map((each) => term({ term: each, isBeginning: false })),
        ]),
      ),
    );
  const [inText, inTitle] = [having('text'), having('title')];
  const whole = term({ term: titleBeginning, isBeginning: false });
  const beginning = term({ term: titleBeginning, isBeginning: true });
  return [
    all([inTitle, whole]),
    `${all([inTitle, beginning])}${not}${whole}`,
    `${inTitle}${not}${beginning}`,
    `${inText}${not}${inTitle}`,
  ];
}

/** On SQLite the rows of the search index are numbered in the order in which they were saved, PostgreSQL keeps the time beside its words. */
async function selectOfRank(tx: Kysely<Tables>, query: ListQuery, words: string): Promise<ListedId[]> {
  const { after, limit } = query;
  const filter = stateFilter(query.state);
  const conditions = [
    ...placeConditions(query, filter),
    ...otherConditions({ ...query, after: null, sort: 'updated' }, filter),
  ];
  if (isPostgres(tx)) {
    if (after !== null)
      conditions.push(
        sql<SqlBool>`(entry.updated_at, entry.id) < (cast(${after.key} as timestamptz), ${after.id})`,
      );
    const { rows } = await sql<ListedId>`select entry.id, entry.updated_at as key
      from entry join entry_text on entry_text.entry_id = entry.id
      where entry_text.terms @@ cast(${words} as tsquery) and ${allOf(conditions)}
      order by entry.updated_at desc, entry.id desc limit ${sql.lit(limit)}`.execute(tx);
    return rows;
  }
  if (after !== null) conditions.push(sql<SqlBool>`entry_terms.rowid < ${Number(after.key)}`);
  // Nothing may make SQLite begin with another table: it would sort all that it finds.
  const { rows } = await sql<{ id: string; row: number }>`select entry.id, entry_terms.rowid as row
    from entry_terms cross join entry_text on entry_text.id = entry_terms.rowid
    cross join entry on entry.id = entry_text.entry_id
    where entry_terms match ${words} and ${allOf(conditions)}
    order by entry_terms.rowid desc limit ${sql.lit(limit)}`.execute(tx);
  return rows.map(({ id, row }) => ({ id, key: String(row) }));
}
