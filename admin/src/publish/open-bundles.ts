import { queryOptions } from '@tanstack/react-query';
import { api } from '../api/api.ts';

const BUNDLES_MAX = 100;

/** Those that can still be changed; those of an entry, where one is named. */
export function openBundlesQuery({ entryId }: { entryId?: string }) {
  return queryOptions({
    queryKey: ['bundles', 'open', entryId ?? null],
    queryFn: async ({ signal }) => {
      const query = { state: 'open', entry: entryId, limit: BUNDLES_MAX } as const;
      return (await api.listBundles({ query, signal })).body.bundles;
    },
  });
}
