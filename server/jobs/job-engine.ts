import type { Kysely } from 'kysely';
import type { Log } from '../log.ts';
import type { JobKind, JobPayload } from '../store/add-job.ts';
import type { Database } from '../store/database.ts';
import type { Tables } from '../store/tables.ts';

/**
 * Does the jobs that were asked for with `addJob`, in any number of processes. Each is done at least once: one whose process was killed
 * is taken up by another when its lease has lapsed. What a handler gives back to be recorded is recorded exactly once.
 */
export type JobEngine = {
  /** Idempotent. */
  start(): void;
  /** Looks at once whether something is due, instead of at the next turn. */
  wake(): void;
  /**
   * Takes no more jobs, waits for those that run, and gives back those that do not end in time: another process does them. Idempotent.
   */
  stop(): Promise<void>;
};

/** Given back: as if it had not been tried. */
export type JobOutcome = 'done' | 'failed' | 'dead' | 'given-back';

export type JobEngineOptions = {
  database: Database;
  log: Log;
  /** Jobs of other kinds are left alone: a newer version of the program may have asked for them. */
  handlers: readonly JobHandler[];
  now?: () => Date;
  /** How many run at the same time in this process. */
  concurrency?: number;
  /** How long after the death of a process its jobs are taken up again. */
  leaseMs?: number;
  pollMs?: number;
  /** How long the jobs that run have to end once the process stops. */
  drainMs?: number;
  retryDelayMs?: (attempts: number) => number;
  /** Told of each attempt that has ended. */
  onEnded?: ((ended: { kind: string; outcome: JobOutcome; ms: number }) => void) | undefined;
};

export type JobHandler = {
  kind: JobKind;
  /** Asked for by itself, by a cron expression in UTC, with an empty payload. */
  cron?: string;
  run: (payload: JobPayload, context: JobContext) => Promise<JobRecording>;
};

export type JobContext = {
  id: string;
  /** 1 the first time. */
  attempt: number;
  correlationId: string | null;
  /** Aborted when the job takes too long, its process stops, or somebody else has taken it up. */
  signal: AbortSignal;
  log: Log;
};

/** Done in the transaction that records the job as done, so that both are there or neither. */
export type JobRecording = ((tx: Kysely<Tables>) => Promise<void>) | void;

/** How `server/job-handlers.ts` ties a kind to who does it. */
export function handleJob<Payload extends JobPayload>(
  kind: JobKind<Payload>,
  run: (payload: Payload, context: JobContext) => Promise<JobRecording>,
  { cron }: { cron?: string } = {},
): JobHandler {
  return {
    kind,
    ...(cron !== undefined && { cron }),
    run: async (payload, context) => await run(kind.payload.parse(payload), context),
  };
}

/** No further attempt can help: the job is dead at once. */
export class HopelessJobError extends Error {
  constructor(message: string, { cause }: { cause?: unknown } = {}) {
    super(message, { cause });
    this.name = 'HopelessJobError';
  }
}
