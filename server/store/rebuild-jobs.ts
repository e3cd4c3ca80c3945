import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { isPostgres } from './dialects/is-postgres.ts';
import { decodeJson, encodeJson } from './json.ts';
import { newId } from './new-id.ts';
import { PUBLICATION_CHANNEL } from './publications.ts';
import type { Tables } from './tables.ts';

/** How one process asks the one that publishes to render everything again, and learns what became of it. */
export type RebuildJob = {
  id: string;
  state: 'waiting' | 'running' | 'done' | 'dead';
  /** What the publisher answered when it was done. */
  result: Record<string, unknown> | null;
  /** Why it failed, when it is dead. */
  failure: RebuildFailure | null;
};

export type RebuildFailure = { code: string; message: string };

const KIND = 'rebuild';

/** Returns the id of the job. Whoever asks while one is still waiting shares it. */
export async function addRebuildJob(tx: Kysely<Tables>, { now }: { now: string }): Promise<string> {
  await tx
    .insertInto('job')
    .values({
      id: newId(),
      kind: KIND,
      payload: encodeJson({}),
      unique_key: KIND,
      run_at: now,
      attempts: 0,
      state: 'waiting',
      last_error: null,
      created_at: now,
      finished_at: null,
    })
    .onConflict((conflict) =>
      conflict.column('unique_key').where('state', '=', sql.lit('waiting')).doNothing(),
    )
    .execute();
  if (isPostgres(tx)) await sql`select pg_notify(${PUBLICATION_CHANNEL}, ${KIND})`.execute(tx);
  const { id } = await tx
    .selectFrom('job')
    .select('id')
    .where('kind', '=', KIND)
    .where('state', '=', 'waiting')
    .executeTakeFirstOrThrow();
  return id;
}

export async function readRebuildJob(tx: Kysely<Tables>, { id }: { id: string }): Promise<RebuildJob | null> {
  const row = await tx
    .selectFrom('job')
    .select(['id', 'state', 'payload'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { payload, ...job } = row;
  return {
    ...job,
    result: job.state === 'done' ? decodeJson(payload) : null,
    failure: job.state === 'dead' ? readFailure(decodeJson(payload)) : null,
  };
}

function readFailure({ code, message }: Record<string, unknown>): RebuildFailure {
  return { code: String(code), message: String(message) };
}

/** The ids of all jobs that wait, which are from now on running. */
export async function takeRebuildJobs(tx: Kysely<Tables>): Promise<string[]> {
  const rows = await tx
    .updateTable('job')
    .set((expression) => ({ state: 'running', attempts: expression('attempts', '+', 1) }))
    .where('kind', '=', KIND)
    .where('state', '=', 'waiting')
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Whether any job waits, without taking it. */
export async function hasRebuildJob(tx: Kysely<Tables>): Promise<boolean> {
  const row = await tx
    .selectFrom('job')
    .select('id')
    .where('kind', '=', KIND)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  return row !== undefined;
}

export type RebuildOutcome = { ids: readonly string[]; now: string } & (
  | { result: Record<string, unknown> }
  | { failure: RebuildFailure }
);

export async function finishRebuildJobs(tx: Kysely<Tables>, outcome: RebuildOutcome): Promise<void> {
  if (outcome.ids.length === 0) return;
  const values =
    'result' in outcome
      ? { state: 'done' as const, payload: encodeJson(outcome.result), last_error: null }
      : failed(outcome.failure);
  await tx
    .updateTable('job')
    .set({ ...values, finished_at: outcome.now })
    .where('id', 'in', outcome.ids)
    .execute();
}

function failed(failure: RebuildFailure) {
  return { state: 'dead' as const, payload: encodeJson(failure), last_error: failure.message };
}

/** What a publisher that ended had taken and not finished. Only the one publisher may call it. */
export async function failAbandonedRebuildJobs(tx: Kysely<Tables>, { now }: { now: string }): Promise<void> {
  await tx
    .updateTable('job')
    .set({
      ...failed({
        code: 'publisher-busy',
        message: 'The publishing process ended before it was done. Ask again.',
      }),
      finished_at: now,
    })
    .where('kind', '=', KIND)
    .where('state', '=', 'running')
    .execute();
}
