import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { bundleListSchema } from '../../../model/api/bundle.ts';
import { api } from '../api/api.ts';

export type BundleSummary = z.output<typeof bundleListSchema>['bundles'][number];

type BundleFilter = { state?: BundleSummary['state']; entry?: string };

const BUNDLES_PER_PAGE = 50;

export function bundlesQuery(filter: BundleFilter = {}) {
  return infiniteQueryOptions({
    queryKey: ['bundles', 'list', filter],
    queryFn: async ({ pageParam, signal }) => {
      const cursor = pageParam === null ? {} : { cursor: pageParam };
      const query = { ...filter, ...cursor, limit: BUNDLES_PER_PAGE };
      return (await api.listBundles({ query, signal })).body;
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}

export function bundleQuery(id: string) {
  return queryOptions({
    queryKey: ['bundles', 'one', id],
    queryFn: async ({ signal }) => (await api.readBundle({ id, signal })).body,
  });
}
