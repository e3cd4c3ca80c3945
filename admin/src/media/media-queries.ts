import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { ApiRequest } from '../../../model/api/client.ts';
import { api } from '../api/api.ts';

export type MediaFilter = NonNullable<ApiRequest<'listMedia'>['query']>;

const FILES_PER_PAGE = 100;

export function mediaListQuery(filter: MediaFilter) {
  return infiniteQueryOptions({
    queryKey: ['media', 'list', filter],
    queryFn: async ({ pageParam, signal }) => {
      const cursor = pageParam === null ? {} : { cursor: pageParam };
      const query = { ...filter, ...cursor, limit: FILES_PER_PAGE };
      return (await api.listMedia({ query, signal })).body;
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}

export function mediaQuery(id: string) {
  return queryOptions({
    queryKey: ['media', 'one', id],
    queryFn: async ({ signal }) => (await api.readMedia({ id, signal })).body,
  });
}

export const mediaTagsQuery = queryOptions({
  queryKey: ['media', 'tags'],
  queryFn: async ({ signal }) => (await api.listMediaTags({ signal })).body.tags,
});

/** As many as somebody reads before they decide. */
const USES_SHOWN = 20;

/** The first ones, and how many there are. Below the entries: what is published or saved changes it. */
export function mediaUsageQuery(id: string) {
  return queryOptions({
    queryKey: ['entries', 'with-media', id],
    queryFn: async ({ signal }) =>
      (await api.listMediaUsage({ id, query: { limit: USES_SHOWN }, signal })).body,
  });
}
