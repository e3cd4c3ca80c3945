import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Preferences } from '../../../model/api/preferences.ts';
import { api } from '../api/api.ts';
import { preferencesQuery } from '../content/views/preferences-query.ts';

type Change = (before: Preferences) => Preferences;

const CHANGE_KEY = ['preferences', 'change'];

/** Shown at once, and kept upon what is there by then: another window may have changed something else. One after the other. */
export function useChangePreferences() {
  const client = useQueryClient();
  const { queryKey } = preferencesQuery;
  return useMutation({
    mutationKey: CHANGE_KEY,
    scope: { id: 'preferences' },
    mutationFn: async (change: Change) => {
      const before = (await api.readPreferences()).body;
      return (await api.changePreferences({ body: change(before) })).body;
    },
    onMutate: (change) => {
      client.setQueryData(queryKey, (before) => before && change(before));
    },
    onSuccess: (preferences) => {
      // What was changed since is shown already.
      if (client.isMutating({ mutationKey: CHANGE_KEY }) === 1) client.setQueryData(queryKey, preferences);
    },
    onError: () => void client.invalidateQueries({ queryKey }),
  });
}
