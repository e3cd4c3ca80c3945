import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { publicationListSchema } from '../../../model/api/publication.ts';
import type { releaseListSchema } from '../../../model/api/release.ts';
import { api } from '../api/api.ts';

type ReleaseList = z.output<typeof releaseListSchema>;
export type ReleaseSummary = ReleaseList['releases'][number];
export type Pin = NonNullable<ReleaseList['pin']>;
export type ListedPublication = z.output<typeof publicationListSchema>['publications'][number];

const RELEASES_PER_PAGE = 30;
const PUBLICATIONS_PER_PAGE = 100;

/** The newest first, with the publications that they brought. */
export const releasesQuery = infiniteQueryOptions({
  queryKey: ['releases', 'list'],
  queryFn: async ({ pageParam, signal }) => {
    const before = pageParam === null ? {} : { before: pageParam };
    const { body } = await api.listReleases({ query: { ...before, limit: RELEASES_PER_PAGE }, signal });
    const publications = await publicationsOf(body.releases, signal);
    return { ...body, publications };
  },
  initialPageParam: null as number | null,
  getNextPageParam: ({ nextBefore }) => nextBefore,
});

/** As they stand in the log, whether or not visitors have them yet. */
export const newestPublicationsQuery = queryOptions({
  queryKey: ['publications', 'newest'],
  queryFn: async ({ signal }) => {
    const query = { limit: PUBLICATIONS_PER_PAGE };
    return (await api.listPublications({ query, signal })).body.publications;
  },
});

/** As many of them as one request brings: a release of more says how many it is. */
async function publicationsOf(
  releases: readonly ReleaseSummary[],
  signal: AbortSignal,
): Promise<ListedPublication[]> {
  const newest = Math.max(0, ...releases.map(({ seq }) => seq));
  if (newest === 0) return [];
  const query = { before: newest + 1, limit: PUBLICATIONS_PER_PAGE };
  return (await api.listPublications({ query, signal })).body.publications;
}
