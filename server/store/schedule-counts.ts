import type { Kysely } from 'kysely';
import { OPEN, readNextToFire } from './schedules.ts';
import type { Tables } from './tables.ts';

/** How the schedules stand, for who operates the site. */
export type ScheduleCounts = {
  armed: number;
  blocked: number;
  nextDueAt: string | null;
  /** Of the last one that fired. */
  lastLatenessMs: number | null;
  /** Of those that have fired within the last day, by the time that was given. */
  maxLatenessMs: number | null;
};

export async function countSchedules(
  tx: Kysely<Tables>,
  { since }: { since: string },
): Promise<ScheduleCounts> {
  const open = await tx
    .selectFrom('timed_publication')
    .select(['state', ({ fn }) => fn.countAll().as('count')])
    .where('state', 'in', OPEN)
    .groupBy('state')
    .execute();
  const counts = new Map(open.map(({ count, state }) => [state, Number(count)]));
  const last = await tx
    .selectFrom('timed_publication')
    .select('lateness_ms')
    .where('state', '=', 'fired')
    .orderBy('fired_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  const worst = await tx
    .selectFrom('timed_publication')
    .select(({ fn }) => fn.max('lateness_ms').as('ms'))
    .where('state', '=', 'fired')
    .where('fired_at', '>=', since)
    .executeTakeFirst();
  return {
    armed: counts.get('armed') ?? 0,
    blocked: counts.get('blocked') ?? 0,
    nextDueAt: (await readNextToFire(tx))?.dueAt ?? null,
    lastLatenessMs: last?.lateness_ms ?? null,
    maxLatenessMs: worst?.ms ?? null,
  };
}

/** How many are still to come, by their state; those that are blocked although their time has come were missed. */
export async function countOpenSchedules(
  tx: Kysely<Tables>,
  { now }: { now: string },
): Promise<{ armed: number; blocked: number; missed: number }> {
  const rows = await tx
    .selectFrom('timed_publication')
    .select([
      'state',
      ({ fn }) => fn.countAll().as('count'),
      ({ fn }) => fn.countAll().filterWhere('due_at', '<=', now).as('due'),
    ])
    .where('state', 'in', OPEN)
    .groupBy('state')
    .execute();
  const [armed, blocked] = OPEN.map((state) => rows.find((row) => row.state === state));
  return {
    armed: Number(armed?.count ?? 0),
    blocked: Number(blocked?.count ?? 0),
    missed: Number(blocked?.due ?? 0),
  };
}
