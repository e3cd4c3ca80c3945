import { queryOptions, skipToken } from '@tanstack/react-query';
import { api } from '../api/api.ts';

/** What was done with an entry from its panel. It is shown until something else is to be done, also when the panel was closed meanwhile. */
export type Outcome = {
  /** null: it was public already, just so. */
  seq: number | null;
  kind: 'published' | 'withdrawn' | 'reverted';
  /** What was public of the entry before: what taking it back brings again. */
  versionBefore: string | null;
  /** Links were changed along, or redirects made. */
  hasMendedLinks: boolean;
};

export function outcomeQuery(entryId: string) {
  return queryOptions({
    queryKey: ['outcome', entryId],
    queryFn: skipToken as unknown as () => Outcome | null,
    initialData: null as Outcome | null,
    staleTime: Infinity,
    gcTime: Infinity,
  });
}

/** The one that published or withdrew an entry last; null: none has. */
export function lastPublicationQuery(entryId: string) {
  return queryOptions({
    queryKey: ['publications', 'last', entryId],
    queryFn: async ({ signal }) => {
      const { body } = await api.listPublications({ query: { entry: entryId, limit: 1 }, signal });
      return body.publications[0] ?? null;
    },
  });
}

const POLL_MS = 1_000;

/** How far a publication has come. Events tell of it; where they are late, it is asked again. */
export function publicationQuery(seq: number) {
  return queryOptions({
    queryKey: ['publications', seq],
    queryFn: async ({ signal }) => (await api.readPublication({ seq, signal })).body,
    refetchInterval: ({ state: { data } }) =>
      data === undefined || data.state === 'accepted' ? POLL_MS : false,
  });
}

export function releaseQuery(number: number) {
  return queryOptions({
    queryKey: ['releases', number],
    queryFn: async ({ signal }) => (await api.readRelease({ number, signal })).body,
  });
}
