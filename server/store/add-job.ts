import assert from 'node:assert/strict';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { z } from 'zod';
import { encodeJson } from './json.ts';
import { lockDecision } from './locks.ts';
import { newId } from './new-id.ts';
import type { Tables } from './tables.ts';

export type JobPayload = Readonly<Record<string, unknown>>;

/** What can be asked for, declared beside whoever asks. `server/job-handlers.ts` says who does it. */
export type JobKind<Payload extends JobPayload = JobPayload> = {
  /** Such as `mail.send`. It is in the database: it never changes. */
  name: string;
  /** What is read back is checked by it too: another version of the program may have written it. */
  payload: z.ZodType<Payload>;
  /** How often it is tried before it is dead. */
  maxAttempts: number;
  /** Of two kinds that hold as many places, the one with the higher number is served first. */
  priority?: number;
  /** Past it, the job counts as failed. */
  timeoutMs?: number;
  /** How long to wait after so many attempts that failed; unless it says so, as the engine does for all. */
  retryDelayMs?: (attempts: number) => number;
  /** The payload holds a secret: nobody is shown it, and it is erased once the job is done. */
  isForgotten?: boolean;
};

export type NewJob<Payload extends JobPayload> = {
  payload: Payload;
  now: string;
  /** Not before then. */
  runAt?: string;
  /** Whoever asks for the same while one waits shares it, and of one key only one runs at a time. */
  uniqueKey?: string;
  correlationId?: string | null;
};

/** Part of the caller's transaction: the job is there if and only if that commits. Returns its id. */
export async function addJob<Payload extends JobPayload>(
  tx: Kysely<Tables>,
  kind: JobKind<Payload>,
  job: NewJob<Payload>,
): Promise<string> {
  const { now, runAt = now, uniqueKey } = job;
  const key = uniqueKey === undefined ? null : keyOf(kind, uniqueKey);
  if (key !== null) await lockJobKey(tx, { key });
  const { id } = await tx
    .insertInto('job')
    .values({ ...newRow(kind, job), run_at: runAt, unique_key: key })
    .onConflict((conflict) =>
      conflict
        .column('unique_key')
        .where('state', '=', sql.lit('waiting'))
        // Nothing changes, but nobody takes the job that waits before its id is known here.
        .doUpdateSet((expression) => ({ run_at: expression.ref('job.run_at') })),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** SQLite takes 32,766 parameters in a statement; a job has eleven. */
const JOBS_PER_INSERT = 1_000;

/** As `addJob`, but many at once, due at once and without keys. Returns their ids, in the order of the payloads. */
export async function addJobs<Payload extends JobPayload>(
  tx: Kysely<Tables>,
  kind: JobKind<Payload>,
  { payloads, ...more }: Pick<NewJob<Payload>, 'correlationId' | 'now'> & { payloads: readonly Payload[] },
): Promise<string[]> {
  const rows = payloads.map((payload) => newRow(kind, { ...more, payload }));
  for (let start = 0; start < rows.length; start += JOBS_PER_INSERT) {
    await tx
      .insertInto('job')
      .values(rows.slice(start, start + JOBS_PER_INSERT))
      .execute();
  }
  return rows.map(({ id }) => id);
}

function newRow<Payload extends JobPayload>(
  kind: JobKind<Payload>,
  { correlationId = null, now, payload }: Pick<NewJob<Payload>, 'correlationId' | 'now' | 'payload'>,
) {
  const { error } = kind.payload.safeParse(payload);
  assert(error === undefined, `a job of the kind ${kind.name} was asked for with ${error?.message}`);
  return {
    id: newId(),
    kind: kind.name,
    payload: encodeJson(payload),
    unique_key: null,
    run_at: now,
    attempts: 0,
    max_attempts: kind.maxAttempts,
    state: 'waiting' as const,
    created_at: now,
    correlation_id: correlationId,
    is_forgotten: kind.isForgotten === true ? (1 as const) : (0 as const),
  };
}

/** Two kinds may use the same words. */
export function keyOf({ name }: JobKind, uniqueKey: string): string {
  return `${name} ${uniqueKey}`;
}

/** Whether a job of a key waits is decided by one at a time. */
export async function lockJobKey(tx: Kysely<Tables>, { key }: { key: string }): Promise<void> {
  await lockDecision(tx, { name: `job ${key}` });
}
