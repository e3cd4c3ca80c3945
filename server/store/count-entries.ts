import { sql } from 'kysely';
import type { Kysely, RawBuilder, SqlBool } from 'kysely';
import { countedStates } from './entry-state.ts';
import { allOf, otherConditions, placeConditions } from './list-conditions.ts';
import type { EntryFilter } from './list-filter.ts';
import { selectListedIds } from './listed-ids.ts';
import type { Tables } from './tables.ts';

type CountFilter = Omit<EntryFilter, 'cursor' | 'limit'>;

export type EntryCount = {
  count: number;
  /** false: there are more. */
  isExact: boolean;
};

/** What no index counts is walked as a list is, and no further: whoever finds so many narrows them down. */
const WALKED_MAX = 2_000;

/**
 * How many a list has in all. By place and date, the entries of an index are counted, which is a matter of milliseconds for 100,000. What has to be
 * looked up row by row (words, authors, tags, values) is counted as far as it is quick.
 */
export async function countEntries(tx: Kysely<Tables>, filter: CountFilter): Promise<EntryCount> {
  if (isByIndex(filter)) return { count: await countInIndex(tx, filter), isExact: true };
  const limit = WALKED_MAX + 1;
  const found = await selectListedIds(tx, { ...filter, after: null, limit });
  return { count: Math.min(found.length, WALKED_MAX), isExact: found.length < limit };
}

function isByIndex({ author, scope = 'all', tag, where = [], words }: CountFilter): boolean {
  const isWhole = scope === 'all' || scope.every(({ createdBy }) => createdBy === null);
  return isWhole && (author ?? tag ?? where[0] ?? words) === undefined;
}

async function countInIndex(tx: Kysely<Tables>, filter: CountFilter): Promise<number> {
  const query = { ...filter, after: null, limit: 1 };
  let total = 0;
  for (const { sign, states } of countedStates(filter.state)) {
    const conditions = allOf([
      ...knownPlaces(filter),
      ...placeConditions(query, states),
      ...otherConditions(query, states),
    ]);
    const counted = sql<{ count: number | string }>`select count(*) as count from entry where ${conditions}`;
    total += sign * Number((await counted.execute(tx)).rows[0]?.count ?? 0);
  }
  return total;
}

/** With a name for each part of the place, a range of dates is one of an index that begins with the place. */
function knownPlaces({ collection, known, locale, state }: CountFilter): RawBuilder<SqlBool>[] {
  const isNarrowed = (collection ?? locale ?? state) !== undefined;
  if (known === undefined || !isNarrowed) return [];
  return [
    ...(collection === undefined
      ? [sql<SqlBool>`entry.collection in (${sql.join([...known.collections])})`]
      : []),
    ...(locale === undefined ? [sql<SqlBool>`entry.locale in (${sql.join([...known.locales])})`] : []),
  ];
}
