import { setTimeout as delay } from 'node:timers/promises';
import { ZodError } from 'zod';
import type { JobKind } from '../store/add-job.ts';
import { buryJob, finishJob, giveBackJob, postponeJob } from '../store/settle-job.ts';
import type { HeldJob } from '../store/take-jobs.ts';
import { HopelessJobError } from './job-engine.ts';
import type { JobEngineOptions, JobHandler, JobOutcome, JobRecording } from './job-engine.ts';

export type JobTools = Required<Pick<JobEngineOptions, 'database' | 'log' | 'now' | 'retryDelayMs'>>;

type Run = {
  handler: JobHandler;
  job: HeldJob;
  /** Aborted when the process stops, or the job is somebody else's. */
  signal: AbortSignal;
};

/** Does a job and writes down what became of it. It never throws: what cannot be written down is done again when the lease has lapsed. */
export async function runJob(tools: JobTools, run: Run): Promise<JobOutcome> {
  const { database, log, now } = tools;
  const { job } = run;
  try {
    const record = await runInTime(tools, run);
    await database.write(async (tx) => {
      // First: it also locks the job, and whoever has lost it records nothing.
      if (!(await finishJob(tx, job, { now: now().toISOString() }))) throw new LostLease();
      await record?.(tx);
    });
    return 'done';
  } catch (error) {
    if (!(error instanceof LostLease)) return await recordFailure(tools, { ...run, error });
    log.warn(describe(job), 'a job took longer than its lease, and is done again elsewhere');
    return 'given-back';
  }
}

class LostLease extends Error {}

/** Nothing that waits for a network may hold a place for ever. */
const TIMEOUT_MS = 5 * 60_000;

async function runInTime({ log }: JobTools, { handler, job, signal }: Run): Promise<JobRecording> {
  const { timeoutMs = TIMEOUT_MS } = handler.kind;
  const ended = new AbortController();
  const { attempts: attempt, correlationId, id } = job;
  const context = {
    id,
    attempt,
    correlationId,
    signal: AbortSignal.any([signal, ended.signal]),
    log: log.child({ ...describe(job), ...(correlationId !== null && { correlationId }) }),
  };
  try {
    return await Promise.race([
      handler.run(job.payload, context),
      delay(timeoutMs, undefined, { signal: ended.signal, ref: false }).then(() => {
        throw new Error(`It was not done within ${timeoutMs / 1000} s.`);
      }),
    ]);
  } finally {
    ended.abort();
  }
}

async function recordFailure(
  { database, log, now, retryDelayMs }: JobTools,
  { error, handler, job, signal }: Run & { error: unknown },
): Promise<JobOutcome> {
  const text = describeError(error, handler.kind);
  const time = now();
  try {
    if (signal.aborted) {
      await database.write((tx) => giveBackJob(tx, job));
      return 'given-back';
    } else if (isHopeless(error) || job.attempts >= job.maxAttempts) {
      log.error({ ...describe(job), err: error }, 'a job is dead: `stillpress jobs retry` tries it again');
      await database.write((tx) => buryJob(tx, job, { error: text, now: time.toISOString() }));
      return 'dead';
    } else {
      const { retryDelayMs: ofKind = retryDelayMs } = handler.kind;
      const runAt = new Date(time.getTime() + ofKind(job.attempts)).toISOString();
      log.warn({ ...describe(job), err: error, runAt }, 'a job failed and is tried again');
      await database.write((tx) => postponeJob(tx, job, { error: text, runAt }));
      return 'failed';
    }
  } catch (cause) {
    log.warn(
      { ...describe(job), err: cause },
      'what became of a job could not be recorded; it is done again',
    );
    return 'failed';
  }
}

/** What another version of the program asked for in other words stays so. */
function isHopeless(error: unknown): boolean {
  return error instanceof HopelessJobError || error instanceof ZodError;
}

/** Enough to see what went wrong. */
const MAX_ERROR_LENGTH = 2_000;

/** A message about the payload may quote it, and a secret is to be forgotten. */
function describeError(error: unknown, { isForgotten = false }: Pick<JobKind, 'isForgotten'>): string {
  if (error instanceof ZodError && isForgotten)
    return 'The payload is not of the form that this version knows.';
  const text = error instanceof Error ? error.message : String(error);
  return text.slice(0, MAX_ERROR_LENGTH);
}

function describe({ attempts, id, kind }: HeldJob): Record<string, unknown> {
  return { job: id, kind, attempt: attempts };
}
