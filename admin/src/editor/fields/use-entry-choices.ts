import { queryOptions, useQuery } from '@tanstack/react-query';
import type { EntrySummary } from '../../../../model/api/entry.ts';
import { api } from '../../api/api.ts';
import { useSettled } from '../../ui/use-settled.ts';

type Search = { collections: readonly string[]; locale: string; text: string };

/** As many as somebody looks through; whoever looks for another one types. */
const LISTED = 100;
const FOUND = 20;
const REST_MS = 200;

/** Entries by name, those of the same language first: what has the letters in its name, and what the search of the server finds by its words. */
export function useEntryChoices({ text, ...where }: Search): {
  choices: readonly EntrySummary[];
  isLooking: boolean;
} {
  const typed = useSettled(text.trim(), REST_MS);
  const all = useQuery(listedQuery(where));
  const found = useQuery({ ...foundQuery({ ...where, text: typed }), enabled: typed !== '' });
  const wanted = text.trim().toLocaleLowerCase();
  const named = (all.data ?? []).filter(({ title }) => title.toLocaleLowerCase().includes(wanted));
  const byId = new Map(
    [...named, ...(wanted === '' ? [] : (found.data ?? []))].map((entry) => [entry.id, entry]),
  );
  const choices = [...byId.values()].sort(
    (one, other) => Number(other.locale === where.locale) - Number(one.locale === where.locale),
  );
  return { choices, isLooking: all.isPending || found.isFetching || typed !== text.trim() };
}

type Where = Omit<Search, 'text'>;

function listedQuery({ collections, locale }: Where) {
  return queryOptions({
    queryKey: ['entries', 'choices', collections, locale],
    queryFn: async ({ signal }) =>
      await ofEach(collections, async (collection) => {
        const query = { collection, sort: 'title', limit: LISTED } as const;
        const own = await api.listEntries({ query: { ...query, locale }, signal });
        if (own.body.nextCursor !== null) return own.body.entries;
        return (await api.listEntries({ query, signal })).body.entries;
      }),
  });
}

function foundQuery({ collections, text }: Search) {
  return queryOptions({
    queryKey: ['entries', 'choices', collections, text],
    queryFn: async ({ signal }) =>
      await ofEach(
        collections,
        async (collection) =>
          (await api.listEntries({ query: { collection, q: text, limit: FOUND }, signal })).body.entries,
      ),
  });
}

async function ofEach(
  collections: readonly string[],
  list: (collection: string) => Promise<EntrySummary[]>,
): Promise<EntrySummary[]> {
  return (await Promise.all(collections.map(list))).flat();
}
