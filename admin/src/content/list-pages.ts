import { infiniteQueryOptions, keepPreviousData, type QueryClient } from '@tanstack/react-query';
import type { EntryList } from '../../../model/api/entry.ts';
import type { EntryFilter } from '../api/queries.ts';
import { firstApi as api } from '../api/first-api.ts';

/** The first and the last of the pages that rows in sight are on, by their place. */
export type Sight = { first: number; last: number };

const ENTRIES_PER_PAGE = 100;

/** Not in sight when the others were read again. */
const outdated = new WeakSet<EntryList>();

/**
 * A list of which somebody may have scrolled through a thousand pages. When something changes, those in sight alone are read again:
 * the ones before them stay as they were until they come into sight, and the ones after them are let go, since they begin elsewhere now.
 */
export function listQuery(
  filter: EntryFilter,
  { client, sight }: { client: QueryClient; sight: { readonly current: Sight } },
) {
  const queryKey = ['entries', 'list', filter] as const;
  const known = () => client.getQueryData<{ pages: EntryList[]; pageParams: (string | null)[] }>(queryKey);
  return infiniteQueryOptions({
    queryKey,
    queryFn: async ({ pageParam, signal }): Promise<EntryList> => {
      const place = known()?.pageParams.indexOf(pageParam) ?? -1;
      const before = known()?.pages[place];
      if (before !== undefined && place < sight.current.first) {
        outdated.add(before);
        return before;
      }
      const cursor = pageParam === null ? {} : { cursor: pageParam };
      const query = { ...filter, ...cursor, limit: ENTRIES_PER_PAGE };
      const { body } = await api.listEntries({ query, signal });
      if (before !== undefined) outdated.delete(before);
      return body;
    },
    // With other columns, the rows stay until there is more to say of them.
    placeholderData: keepPreviousData,
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }, pages) => {
      // Those that are known are asked for what comes after them; others are being read again.
      const isReading = pages !== known()?.pages;
      return isReading && pages.length > sight.current.last ? null : nextCursor;
    },
  });
}

/** The pages that hold these rows. */
export function sightOf(pages: readonly EntryList[], rows: Sight): Sight {
  const ends: number[] = [];
  for (const { entries } of pages) ends.push((ends.at(-1) ?? 0) + entries.length);
  const pageOf = (row: number): number => {
    const place = ends.findIndex((end) => row < end);
    return place === -1 ? Math.max(0, pages.length - 1) : place;
  };
  return { first: pageOf(rows.first), last: pageOf(rows.last) };
}

export function isOutdated(pages: readonly EntryList[], { first, last }: Sight): boolean {
  return pages.slice(first, last + 1).some((page) => outdated.has(page));
}

/** Each entry once, where it was read last: a page that is not in sight may name one that has gone to another. */
export function entriesOf(pages: readonly EntryList[]): EntryList['entries'] {
  const entries = pages.flatMap((page) => page.entries);
  const places = new Map(entries.map(({ id }, place) => [id, place]));
  return entries.filter(({ id }, place) => places.get(id) === place);
}
