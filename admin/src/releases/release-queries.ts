import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { publicationListSchema } from '../../../model/api/publication.ts';
import type { releaseListSchema } from '../../../model/api/release.ts';
import { api } from '../api/api.ts';
import { PUBLICATIONS_PER_PAGE, RELEASES_PER_PAGE } from './page-sizes.ts';

type ReleaseList = z.output<typeof releaseListSchema>;
export type ReleaseSummary = ReleaseList['releases'][number];
export type Pin = NonNullable<ReleaseList['pin']>;
export type ListedPublication = z.output<typeof publicationListSchema>['publications'][number];

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

/** Where the site is held; null where it is not. */
export const pinQuery = queryOptions({
  queryKey: ['releases', 'pin'],
  queryFn: async ({ signal }) => (await api.listReleases({ query: { limit: 1 }, signal })).body.pin,
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
