import { setTimeout as delay } from 'node:timers/promises';
import { AppError, isErrorCode } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { addPublisherJob, readPublisherJob } from '../store/publisher-jobs.ts';
import type { JobFailure, PublisherJobKind } from '../store/publisher-jobs.ts';

export type Patience = {
  /** Longer than the largest site takes. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** Told each time that it was not done yet. */
  onWait?: () => void;
};

const TIMEOUT_MS = 30 * 60_000;
const LOOK_EVERY_MS = 200;

/** For a process that met `publisher-busy`: asks the one that publishes, and waits for it. */
export async function requestPublisherJob(
  database: Database,
  { kind, payload = {}, ...patience }: PublisherRequest,
): Promise<Record<string, unknown>> {
  const now = new Date().toISOString();
  const id = await database.write((tx) => addPublisherJob(tx, { kind, payload, now }));
  return await awaitPublisherJob(database, { id, ...patience });
}

export type PublisherRequest = Patience & { kind: PublisherJobKind; payload?: Record<string, unknown> };

/** Resolves with the publisher's answer; throws what the publisher met when it could not be done. */
export async function awaitPublisherJob(
  database: Database,
  { id, onWait, signal, timeoutMs = TIMEOUT_MS }: Patience & { id: string },
): Promise<Record<string, unknown>> {
  const endsAt = Date.now() + timeoutMs;
  while (Date.now() < endsAt) {
    const job = await readPublisherJob(database.db, { id });
    if (job?.result) return job.result;
    if (job === null || job.state === 'dead') throw jobFailed(job?.failure ?? null);
    onWait?.();
    await delay(LOOK_EVERY_MS, undefined, signal && { signal });
  }
  throw new AppError(
    'publisher-busy',
    `The publishing process has not done it within ${Math.round(timeoutMs / 1000)} s. It goes on; "stillpress status" shows how far it is.`,
  );
}

function jobFailed(failure: JobFailure | null): AppError {
  if (failure === null)
    return new AppError('internal-error', 'The job was asked for and is no longer known.');
  return new AppError(isErrorCode(failure.code) ? failure.code : 'internal-error', failure.message);
}
