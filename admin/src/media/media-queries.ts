import { infiniteQueryOptions } from '@tanstack/react-query';
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
