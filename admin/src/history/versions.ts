import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { versionComparisonSchema, versionListSchema } from '../../../model/api/version.ts';
import { api } from '../api/api.ts';

export type Version = z.output<typeof versionListSchema>['versions'][number];
export type Comparison = z.output<typeof versionComparisonSchema>;

const VERSIONS_PER_PAGE = 50;

export function versionsQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: ['entries', 'versions', id],
    queryFn: async ({ pageParam, signal }) => {
      const cursor = pageParam === null ? {} : { cursor: pageParam };
      return (await api.listVersions({ id, query: { ...cursor, limit: VERSIONS_PER_PAGE }, signal })).body;
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}

export function comparisonQuery(id: string, { from, to }: { from: string; to: string }) {
  return queryOptions({
    queryKey: ['entries', 'comparison', id, from, to],
    queryFn: async ({ signal }) => (await api.compareVersions({ id, query: { from, to }, signal })).body,
    retry: false,
  });
}
