import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { canonicalJson } from '../../model/canonical-json.ts';
import { compileOnce } from './compile-once.ts';
import { isPostgres } from './dialects/is-postgres.ts';
import { decodeJson, encodeJson } from './json.ts';
import { newId } from './new-id.ts';
import { PUBLICATION_CHANNEL } from './publications.ts';
import type { Tables } from './tables.ts';

/** What other processes ask of the one that publishes. They write it down here, and read here what became of it. */
export const PUBLISHER_JOB_KINDS = ['rebuild', 'rollback', 'resume', 'takedown', 'verify'] as const;

export type PublisherJobKind = (typeof PUBLISHER_JOB_KINDS)[number];

/** Whoever asked for these does not wait for them, and they have to be done: a publisher that ends leaves them to the next one. */
const LASTING_KINDS: readonly PublisherJobKind[] = ['takedown'];

type Payload = Record<string, unknown>;

export type PublisherJob = {
  id: string;
  state: 'waiting' | 'running' | 'done' | 'dead';
  /** What the publisher answered when it was done. */
  result: Payload | null;
  /** Why it failed, when it is dead. */
  failure: JobFailure | null;
};

export type TakenJob = { id: string; kind: PublisherJobKind; payload: Payload };

export type JobFailure = { code: string; message: string };

/** Returns the id of the job. Whoever asks for the same while one is still waiting shares it. */
export async function addPublisherJob(
  tx: Kysely<Tables>,
  { kind, payload, now }: { kind: PublisherJobKind; payload: Payload; now: string },
): Promise<string> {
  const key = `${kind} ${canonicalJson(payload)}`;
  const { id } = await tx
    .insertInto('job')
    .values({
      id: newId(),
      kind,
      payload: encodeJson({ request: payload }),
      unique_key: key,
      run_at: now,
      attempts: 0,
      state: 'waiting',
      last_error: null,
      created_at: now,
      finished_at: null,
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
  if (isPostgres(tx)) await sql`select pg_notify(${PUBLICATION_CHANNEL}, ${kind})`.execute(tx);
  return id;
}

export async function readPublisherJob(
  tx: Kysely<Tables>,
  { id }: { id: string },
): Promise<PublisherJob | null> {
  const row = await tx
    .selectFrom('job')
    .select(['id', 'state', 'payload'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { result, failure } = contentOf(row.payload);
  return { id: row.id, state: row.state, result: result ?? null, failure: failure ?? null };
}

type JobContent = { request: Payload; result?: Payload; failure?: JobFailure };

/** What this file has written. */
function contentOf(payload: string): JobContent {
  return decodeJson(payload) as JobContent;
}

/** All jobs of these kinds that wait, in the order in which they were asked for; from now on they are running. */
export async function takePublisherJobs(
  tx: Kysely<Tables>,
  { kinds = PUBLISHER_JOB_KINDS }: { kinds?: readonly PublisherJobKind[] } = {},
): Promise<TakenJob[]> {
  const rows = await tx
    .updateTable('job')
    .set((expression) => ({ state: 'running', attempts: expression('attempts', '+', 1) }))
    .where('kind', 'in', kinds)
    .where('state', '=', 'waiting')
    .returning(['id', 'kind', 'payload'])
    .execute();
  // Ids begin with the time.
  return rows
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap(({ id, kind: name, payload }) => {
      const kind = PUBLISHER_JOB_KINDS.find((known) => known === name);
      return kind === undefined ? [] : [{ id, kind, payload: contentOf(payload).request }];
    });
}

/** Whether any job of these kinds waits, without taking it. */
export async function hasPublisherJob(
  tx: Kysely<Tables>,
  { kinds = PUBLISHER_JOB_KINDS }: { kinds?: readonly PublisherJobKind[] } = {},
): Promise<boolean> {
  const { rows } = await selectWaiting(tx, { kinds });
  return rows.length > 0;
}

const selectWaiting = compileOnce((db, { kinds }: { kinds: readonly PublisherJobKind[] }) =>
  db.selectFrom('job').select('id').where('kind', 'in', kinds).where('state', '=', 'waiting').limit(1),
);

export type JobOutcome = { id: string; now: string } & ({ result: Payload } | { failure: JobFailure });

export async function finishPublisherJob(tx: Kysely<Tables>, outcome: JobOutcome): Promise<void> {
  const { id, now } = outcome;
  const row = await tx.selectFrom('job').select('payload').where('id', '=', id).executeTakeFirst();
  if (row === undefined) return;
  const { request } = contentOf(row.payload);
  const answer = 'result' in outcome ? { result: outcome.result } : { failure: outcome.failure };
  await tx
    .updateTable('job')
    .set({
      state: 'result' in outcome ? 'done' : 'dead',
      payload: encodeJson({ request, ...answer }),
      last_error: 'failure' in outcome ? outcome.failure.message : null,
      finished_at: now,
    })
    .where('id', '=', id)
    .execute();
}

/** What a publisher that ended had taken and not finished. Only the one publisher may call it. */
export async function settleAbandonedJobs(tx: Kysely<Tables>, { now }: { now: string }): Promise<void> {
  const rows = await tx
    .selectFrom('job')
    .select(['id', 'kind'])
    .where('kind', 'in', PUBLISHER_JOB_KINDS)
    .where('state', '=', 'running')
    .execute();
  const failure = {
    code: 'publisher-busy',
    message: 'The publishing process ended before it was done. Ask again.',
  };
  for (const { id, kind } of rows) {
    if (LASTING_KINDS.some((lasting) => lasting === kind)) await postponePublisherJob(tx, { id });
    else await finishPublisherJob(tx, { id, now, failure });
  }
}

/** It could not be done now: whoever publishes next tries it again. */
export async function postponePublisherJob(tx: Kysely<Tables>, { id }: { id: string }): Promise<void> {
  // Without its key: another one like it may have been asked for since.
  await tx.updateTable('job').set({ state: 'waiting', unique_key: null }).where('id', '=', id).execute();
}
