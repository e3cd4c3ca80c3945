import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { HeldJob, Lease } from './take-jobs.ts';
import { takeWaitingJob } from './take-jobs.ts';
import type { Tables } from './tables.ts';

/** What was waiting before anything dispatched it, or was lost on the way. More than these wait for the next time. */
const AT_ONCE = 1_000;

/** Hands over to graphile-worker what is due of these kinds, once more where that was done already. On PostgreSQL. */
export async function dispatchDueJobs(
  tx: Kysely<Tables>,
  { kinds, now }: { kinds: readonly string[]; now: string },
): Promise<void> {
  if (kinds.length === 0) return;
  await sql`select graphile_worker.add_job(
      due.kind, payload := json_build_object('id', due.id), job_key := due.id, max_attempts := 1, flags := array[due.kind])
    from (
      select id, kind from job where kind in (${sql.join(kinds)}) and state = 'waiting' and run_at <= ${now}
      order by run_at, id limit ${AT_ONCE}
    ) as due`.execute(tx);
}

/** `dueAt` where its time has not come; null where somebody else has it, or the one of its key that runs has to end first. */
export type Taken = { job: HeldJob } | { dueAt: string | null };

/** From now on the job that was dispatched is the owner's. */
export async function takeJob(tx: Kysely<Tables>, { id, ...lease }: Lease & { id: string }): Promise<Taken> {
  const job = await takeWaitingJob(tx, { id, ...lease });
  if (job !== null) return { job };
  const waiting = await tx
    .selectFrom('job')
    .select('run_at as runAt')
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .where('run_at', '>', lease.now)
    .executeTakeFirst();
  return { dueAt: waiting?.runAt ?? null };
}
