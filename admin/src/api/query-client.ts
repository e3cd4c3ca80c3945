import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from '../../../model/api/api-error.ts';
import { reportEnd } from './session-end.ts';

const TRIES = 3;
/** Worth asking again: nobody knows whether the server has heard, or it has said that it will soon be able to answer. */
const PASSING = new Set(['no-answer', 'not-understood', 'database-unavailable']);

function onError(error: Error): void {
  if (error instanceof ApiError) reportEnd(error.code);
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      // What changes is told by the server: `live-events.ts`.
      staleTime: 60_000,
      retry: (failures, error) => failures < TRIES && error instanceof ApiError && PASSING.has(error.code),
    },
    mutations: { retry: false },
  },
});
