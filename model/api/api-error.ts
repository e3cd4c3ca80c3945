import type { Problem } from './problem.ts';

/** RFC 9457. */
export const PROBLEM_CONTENT_TYPE = 'application/problem+json';

export type ApiIssue = { path: string; message: string };

/**
 * A request that was not done, or of which nobody knows. `code` is the server's, which `docs/errors.md` explains, or one of ours: `no-answer` (the
 * server was not reached, or its answer broke off) and `not-understood` (something else than the server has answered).
 */
export class ApiError extends Error {
  readonly code: string;
  /** Of the answer; null where there was none. */
  readonly status: number | null;
  /** Where in the input the problem is. */
  readonly issues: readonly ApiIssue[];
  /** Everything that the server said; null where it was not the server that failed the request. */
  readonly problem: Problem | null;
  /** The same request will do after so many seconds; null where it will not, or nobody knows. */
  readonly retryAfterSeconds: number | null;
  /** What the request was sent under: sent again under it, nothing is done twice. */
  readonly idempotencyKey: string | null;

  constructor(
    message: string,
    { code, status, issues, problem, retryAfterSeconds, idempotencyKey, cause }: ApiErrorDetails,
  ) {
    super(message, { cause });
    this.name = 'ApiError';
    this.code = code;
    this.status = status ?? null;
    this.issues = issues ?? problem?.errors ?? [];
    this.problem = problem ?? null;
    this.retryAfterSeconds = retryAfterSeconds ?? null;
    this.idempotencyKey = idempotencyKey ?? null;
  }
}

/** What is said of it to people. */
export type Explained = Pick<ApiError, 'message' | 'issues'>;

type ApiErrorDetails = {
  code: string;
  status?: number;
  issues?: readonly ApiIssue[];
  problem?: Problem;
  retryAfterSeconds?: number | null;
  idempotencyKey?: string | null;
  cause?: unknown;
};
