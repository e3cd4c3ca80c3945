import { sql } from 'kysely';
import type { Kysely, SqlBool } from 'kysely';
import { AppError } from '../errors.ts';
import { lockJobKey } from './add-job.ts';
import { isPostgres } from './dialects/is-postgres.ts';
import { decodeJson } from './json.ts';
import { PUBLISHER_JOB_KINDS } from './publisher-jobs.ts';
import { RECURRING_KEY } from './recurring-jobs.ts';
import type { JobTable } from './job-table.ts';
import type { Tables } from './tables.ts';

export const JOB_STATES = ['waiting', 'running', 'done', 'dead'] as const satisfies JobTable['state'][];

/** A job as those see it who look after an installation. */
export type JobRecord = {
  id: string;
  kind: string;
  state: JobTable['state'];
  attempts: number;
  maxAttempts: number;
  runAt: string;
  createdAt: string;
  finishedAt: string | null;
  leaseUntil: string | null;
  lastError: string | null;
  correlationId: string | null;
};

type JobFilter = {
  state?: JobTable['state'] | undefined;
  kind?: string | undefined;
  /** Whether what recurs by itself and is in order is among them. */
  isRoutine?: boolean | undefined;
  /** Only those that were asked for earlier than this one. */
  before?: string | undefined;
  limit: number;
};

const IS_NO_ROUTINE = sql<SqlBool>`(unique_key is null or unique_key not like ${`% ${RECURRING_KEY}`}
  or state = 'dead' or last_error is not null)`;

/** The newest first. */
export async function listJobs(
  tx: Kysely<Tables>,
  { before, isRoutine = true, kind, limit, state }: JobFilter,
): Promise<JobRecord[]> {
  return await tx
    .selectFrom('job')
    .select(RECORD_COLUMNS)
    .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'dead'))
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? ''))
    .$if(!isRoutine, (query) => query.where(IS_NO_ROUTINE))
    .$if(before !== undefined, (query) => query.where('id', '<', before ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** With its payload; null in the place of one that holds a secret. */
export async function readJob(
  tx: Kysely<Tables>,
  { id }: { id: string },
): Promise<JobRecord & { payload: Record<string, unknown> | null }> {
  const row = await tx
    .selectFrom('job')
    .select([...RECORD_COLUMNS, 'payload', 'is_forgotten'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw jobNotFound(id);
  const { is_forgotten: isForgotten, payload, ...record } = row;
  return { ...record, payload: isForgotten === 1 ? null : decodeJson(payload) };
}

/** A dead job is tried again from the beginning; one that waits, at once. */
export async function retryJob(tx: Kysely<Tables>, { id, now }: { id: string; now: string }): Promise<void> {
  const { kind, state, unique_key: key } = await lockJob(tx, { id });
  if (isOfPublisher(kind))
    throw new AppError(
      'job-busy',
      `The job ${id} was asked for by a command that waited for its answer. Run \`stillpress ${kind}\` again instead.`,
    );
  if (state === 'running' || state === 'done')
    throw new AppError(
      'job-busy',
      `The job ${id} is ${state}. Only one that is dead or waits can be tried again.`,
    );
  if (key !== null && state === 'dead') await refuseSecond(tx, { id, key });
  await tx
    .updateTable('job')
    .set({ state: 'waiting', run_at: now, finished_at: null, ...(state === 'dead' && { attempts: 0 }) })
    .where('id', '=', id)
    .execute();
}

async function refuseSecond(tx: Kysely<Tables>, { id, key }: { id: string; key: string }): Promise<void> {
  await lockJobKey(tx, { key });
  const other = await tx
    .selectFrom('job')
    .select('id')
    .where('unique_key', '=', key)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  if (other !== undefined)
    throw new AppError(
      'job-busy',
      `The same as ${id} has been asked for since, and waits as ${other.id}. Retry that one, and drop this one.`,
    );
}

/** It is never done, and nothing is left of it. */
export async function dropJob(tx: Kysely<Tables>, { id }: { id: string }): Promise<void> {
  const { state } = await lockJob(tx, { id });
  if (state === 'running')
    throw new AppError('job-busy', `The job ${id} is running. It can be dropped once it has ended.`);
  await tx.deleteFrom('job').where('id', '=', id).execute();
}

/** Jobs that have ended before these times. Returns how many. */
export async function sweepJobs(
  tx: Kysely<Tables>,
  { deadBefore, doneBefore }: { doneBefore: string; deadBefore: string },
): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('job')
    .where((is) =>
      is.or([
        is.and([is('state', '=', 'done'), is('finished_at', '<', doneBefore)]),
        is.and([is('state', '=', 'dead'), is('is_forgotten', '=', 1), is('finished_at', '<', doneBefore)]),
        is.and([is('state', '=', 'dead'), is('finished_at', '<', deadBefore)]),
      ]),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}

async function lockJob(tx: Kysely<Tables>, { id }: { id: string }) {
  const row = await tx
    .selectFrom('job')
    .select(['kind', 'state', 'unique_key'])
    .where('id', '=', id)
    .$if(isPostgres(tx), (query) => query.forUpdate())
    .executeTakeFirst();
  if (row === undefined) throw jobNotFound(id);
  return row;
}

function isOfPublisher(kind: string): boolean {
  return PUBLISHER_JOB_KINDS.some((known) => known === kind);
}

function jobNotFound(id: string): AppError {
  return new AppError(
    'job-not-found',
    `There is no job ${id}. \`stillpress jobs list\` shows which there are.`,
  );
}

const RECORD_COLUMNS = [
  'id',
  'kind',
  'state',
  'attempts',
  'max_attempts as maxAttempts',
  'run_at as runAt',
  'created_at as createdAt',
  'finished_at as finishedAt',
  'lease_until as leaseUntil',
  'last_error as lastError',
  'correlation_id as correlationId',
] as const;
