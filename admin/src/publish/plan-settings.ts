import { ApiError } from '../../../model/api/api-error.ts';

const TRIES = 5;
const PAUSE_MS = 1_000;

/** A plan is made anew for another question, and for nothing that happens elsewhere. */
export const PLAN_SETTINGS = {
  gcTime: 0,
  staleTime: Infinity,
  refetchOnWindowFocus: false,
  // What was published a moment ago is not on its pages yet.
  retry: (failures: number, error: Error): boolean =>
    failures < TRIES && error instanceof ApiError && error.code === 'not-released',
  retryDelay: PAUSE_MS,
} as const;
