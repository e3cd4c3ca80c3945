import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** How the jobs stand, for who operates the site. */
export type JobCounts = {
  waiting: number;
  running: number;
  dead: number;
  /** Since when the first of those that are due has waited; null where none is due. */
  dueSince: string | null;
};

export async function countJobs(tx: Kysely<Tables>, { now }: { now: string }): Promise<JobCounts> {
  const rows = await tx
    .selectFrom('job')
    .select(['state', ({ fn }) => fn.countAll().as('count')])
    .where('state', '!=', 'done')
    .groupBy('state')
    .execute();
  const counts = new Map(rows.map(({ count, state }) => [state, Number(count)]));
  const first = await tx
    .selectFrom('job')
    .select(({ fn }) => fn.min('run_at').as('runAt'))
    .where('state', '=', 'waiting')
    .where('run_at', '<=', now)
    .executeTakeFirst();
  return {
    waiting: counts.get('waiting') ?? 0,
    running: counts.get('running') ?? 0,
    dead: counts.get('dead') ?? 0,
    dueSince: first?.runAt ?? null,
  };
}
