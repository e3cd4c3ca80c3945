import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { isPostgres } from './dialects/is-postgres.ts';
import { decodeJson } from './json.ts';
import type { Tables } from './tables.ts';

/** A job that somebody does now. The id and the number of the attempt name the lease: no other attempt has both. */
export type HeldJob = {
  id: string;
  kind: string;
  payload: Record<string, unknown>;
  uniqueKey: string | null;
  attempts: number;
  maxAttempts: number;
  correlationId: string | null;
};

/** Of these kinds, those of which something waits and is due. */
export async function listDueKinds(
  tx: Kysely<Tables>,
  { kinds, now }: { kinds: readonly string[]; now: string },
): Promise<string[]> {
  if (kinds.length === 0) return [];
  const names = sql.join(kinds.map((kind) => sql`(${kind})`));
  const { rows } = await sql<{ kind: string }>`
    select column1 as kind from (values ${names}) as known
    where exists (select 1 from job where kind = column1 and state = 'waiting' and run_at <= ${now})`.execute(
    tx,
  );
  return rows.map(({ kind }) => kind);
}

export type Lease = { owner: string; now: string; leaseUntil: string };

/** The jobs of each kind that have waited longest, as many as `places` says; from now on they are the owner's. */
export async function takeJobs(
  tx: Kysely<Tables>,
  { leaseUntil, now, owner, places }: Lease & { places: ReadonlyMap<string, number> },
): Promise<HeldJob[]> {
  const held: HeldJob[] = [];
  for (const [kind, count] of places) {
    const due = await selectDue(tx, { now }).where('kind', '=', kind).limit(count).execute();
    if (due.length === 0) continue;
    const ids = due.map(({ id }) => id);
    held.push(...(await hold(tx, { ids, owner, leaseUntil })));
  }
  return held;
}

/** The one of this id; null where it does not wait, its time has not come, or another one of its key runs. */
export async function takeWaitingJob(
  tx: Kysely<Tables>,
  { id, leaseUntil, now, owner }: Lease & { id: string },
): Promise<HeldJob | null> {
  const due = await selectDue(tx, { now }).where('id', '=', id).executeTakeFirst();
  if (due === undefined) return null;
  const [job] = await hold(tx, { ids: [due.id], owner, leaseUntil });
  return job ?? null;
}

async function hold(
  tx: Kysely<Tables>,
  { ids, leaseUntil, owner }: Pick<Lease, 'leaseUntil' | 'owner'> & { ids: readonly string[] },
): Promise<HeldJob[]> {
  const rows = await tx
    .updateTable('job')
    .set((expression) => ({
      state: 'running',
      attempts: expression('attempts', '+', 1),
      locked_by: owner,
      lease_until: leaseUntil,
    }))
    .where('id', 'in', ids)
    .returning(HELD_COLUMNS)
    .execute();
  return rows.map(heldJobOf);
}

function selectDue(tx: Kysely<Tables>, { now }: { now: string }) {
  return (
    tx
      .selectFrom('job')
      .select('id')
      .where('state', '=', 'waiting')
      .where('run_at', '<=', now)
      .where((is) =>
        is.or([
          is('unique_key', 'is', null),
          is.not(
            is.exists(
              is
                .selectFrom('job as other')
                .select('other.id')
                .where('other.state', '=', 'running')
                .whereRef('other.unique_key', '=', 'job.unique_key'),
            ),
          ),
        ]),
      )
      .orderBy('run_at')
      .orderBy('id')
      // What another process is taking is its own.
      .$if(isPostgres(tx), (query) => query.forUpdate().skipLocked())
  );
}

/** Of all that the owner holds; returns the ids of what it still holds. */
export async function extendLeases(
  tx: Kysely<Tables>,
  { leaseUntil, owner }: { owner: string; leaseUntil: string },
): Promise<string[]> {
  const rows = await tx
    .updateTable('job')
    .set({ lease_until: leaseUntil })
    .where('state', '=', 'running')
    .where('locked_by', '=', owner)
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Whoever held these ended, or cannot be heard of. They are locked: one process takes care of each. */
export async function listLapsedJobs(tx: Kysely<Tables>, { now }: { now: string }): Promise<HeldJob[]> {
  const rows = await tx
    .selectFrom('job')
    .select(HELD_COLUMNS)
    .where('state', '=', 'running')
    .where('lease_until', '<', now)
    .$if(isPostgres(tx), (query) => query.forUpdate().skipLocked())
    .execute();
  return rows.map(heldJobOf);
}

const HELD_COLUMNS = [
  'id',
  'kind',
  'payload',
  'unique_key as uniqueKey',
  'attempts',
  'max_attempts as maxAttempts',
  'correlation_id as correlationId',
] as const;

function heldJobOf({ payload, ...job }: Omit<HeldJob, 'payload'> & { payload: string }): HeldJob {
  return Object.assign(job, { payload: decodeJson(payload) });
}
