import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import type { Bundle } from '../../../model/api/bundle.ts';
import { api } from '../api/api.ts';
import { showToast } from '../ui/toast.ts';
import { bundleQuery } from './bundle-queries.ts';

export type BundleAction = 'publish' | 'withdraw';

type Change = { kind: 'add'; entryId: string; action: BundleAction } | { kind: 'remove'; entryId: string };

/** Adds entries and takes them out; what the server refuses is said in passing, and what it has is shown again. */
export function useChangeBundle(id: string): UseMutationResult<Bundle, Error, Change> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (change: Change) => {
      if (change.kind === 'add') {
        const entries = [{ id: change.entryId, action: change.action }];
        return (await api.addToBundle({ id, body: { entries } })).body;
      }
      await api.removeFromBundle({ id, entryId: change.entryId });
      return (await api.readBundle({ id })).body;
    },
    onSuccess: (bundle) => {
      client.setQueryData(bundleQuery(id).queryKey, bundle);
      void client.invalidateQueries({ queryKey: ['bundles', 'list'] });
    },
    onError: ({ message }) => {
      showToast({ kind: 'problem', text: message });
      void client.invalidateQueries({ queryKey: ['bundles'] });
    },
  });
}
