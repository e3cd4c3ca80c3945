import { ApiError } from '../../../model/api/api-error.ts';

const GONE = new Set<number | null>([404, 410]);

/** There is no such thing, as the server says. Of a request that failed otherwise, nobody knows. */
export function isGone(error: unknown): boolean {
  return error instanceof ApiError && GONE.has(error.status);
}
