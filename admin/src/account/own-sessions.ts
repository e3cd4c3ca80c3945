import { queryOptions } from '@tanstack/react-query';
import { api } from '../api/api.ts';

/** Where one is signed in. */
export const ownSessionsQuery = queryOptions({
  queryKey: ['session', 'own'],
  queryFn: async ({ signal }) => (await api.listOwnSessions({ signal })).body.sessions,
});

export type OwnSession = Awaited<ReturnType<typeof api.listOwnSessions>>['body']['sessions'][number];
