import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/api.ts';

export const redirectsQuery = queryOptions({
  queryKey: ['redirects'],
  queryFn: async () => (await api.listRedirects()).body.redirects,
});
