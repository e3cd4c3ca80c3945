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
  const { correlationId = null, now, payload, runAt = now, uniqueKey } = job;
  const { error } = kind.payload.safeParse(payload);
  assert(error === undefined, `a job of the kind ${kind.name} was asked for with ${error?.message}`);
  const key = uniqueKey === undefined ? null : keyOf(kind, uniqueKey);
  if (key !== null) await lockJobKey(tx, { key });
  const { id } = await tx
    .insertInto('job')
    .values({
      id: newId(),
      kind: kind.name,
      payload: encodeJson(payload),
      unique_key: key,
      run_at: runAt,
      attempts: 0,
      max_attempts: kind.maxAttempts,
      state: 'waiting',
      created_at: now,
      correlation_id: correlationId,
      is_forgotten: kind.isForgotten === true ? 1 : 0,
    })
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

/** Two kinds may use the same words. */
export function keyOf({ name }: JobKind, uniqueKey: string): string {
  return `${name} ${uniqueKey}`;
}

/** Whether a job of a key waits is decided by one at a time. */
export async function lockJobKey(tx: Kysely<Tables>, { key }: { key: string }): Promise<void> {
  await lockDecision(tx, { name: `job ${key}` });
}
