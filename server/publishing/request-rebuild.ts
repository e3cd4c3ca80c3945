import { setTimeout as delay } from 'node:timers/promises';
import { AppError, isErrorCode } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { addRebuildJob, readRebuildJob } from '../store/rebuild-jobs.ts';
import type { RebuildFailure } from '../store/rebuild-jobs.ts';

export type RequestRebuildOptions = {
  /** Longer than the largest site takes. */
  timeoutMs?: number;
  signal?: AbortSignal;
};

const TIMEOUT_MS = 30 * 60_000;
const LOOK_EVERY_MS = 200;

/**
 * For a process that met `publisher-busy`: asks the one that publishes to render everything again, and waits for it. Resolves with that release's
 * summary; throws what the publisher met when it could not be done.
 */
export async function requestRebuild(
  database: Database,
  { signal, timeoutMs = TIMEOUT_MS }: RequestRebuildOptions = {},
): Promise<Record<string, unknown>> {
  const id = await database.write((tx) => addRebuildJob(tx, { now: new Date().toISOString() }));
  const endsAt = Date.now() + timeoutMs;
  while (Date.now() < endsAt) {
    const job = await readRebuildJob(database.db, { id });
    if (job?.result) return job.result;
    if (job === null || job.state === 'dead') {
      throw rebuildFailed(job?.failure ?? null);
    }
    await delay(LOOK_EVERY_MS, undefined, signal && { signal });
  }
  throw new AppError(
    'publisher-busy',
    `The publishing process has not rebuilt the site within ${Math.round(timeoutMs / 1000)} s. It goes on; "stillpress status" shows how far it is.`,
  );
}

function rebuildFailed(failure: RebuildFailure | null): AppError {
  if (failure === null)
    return new AppError('internal-error', 'The rebuild was asked for and is no longer known.');
  return new AppError(isErrorCode(failure.code) ? failure.code : 'internal-error', failure.message);
}
