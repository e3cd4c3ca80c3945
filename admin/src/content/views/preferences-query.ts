import { queryOptions } from '@tanstack/react-query';
import { firstApi as api } from '../../api/first-api.ts';

export const preferencesQuery = queryOptions({
  queryKey: ['preferences'],
  queryFn: async () => (await api.readPreferences()).body,
  staleTime: Infinity,
});
