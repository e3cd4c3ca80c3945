import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../server/store/database.ts';
import { newId } from '../../server/store/new-id.ts';
import { insertSchedule, type ScheduledEntry } from '../../server/store/schedules.ts';
import { startChild, type Child } from '../support/child-process.ts';
import { recordFaults } from '../support/fault-record.ts';
import type { SchedulePlace } from './schedule-child.ts';

/** So many times faster than ours goes the clock of the processes, at most. */
const SPEED_MAX = 60;
/** On a machine on which a process takes long to start, all would be due before enough of them have been killed. */
const STARTS_IN_ALL = 12;
const FIRST_DUE = Date.parse('2027-03-27T23:50:00.000Z');
/** Of the time that it took to start, so that each fires a few on a slow machine as well. */
const LIFE = { least: 0.7, most: 3 };

type Arming = {
  bundles: readonly (readonly ScheduledEntry[])[];
  /** By the clock of the processes. */
  apartMs: number;
  createdBy: string | null;
};

/** One schedule for each of the bundles, due in their order and made in another one. */
export async function armAll(database: Database, { apartMs, bundles, createdBy }: Arming): Promise<void> {
  for (let index = 0; index < bundles.length; index++) {
    const place = (index * 73) % bundles.length;
    const dueAt = new Date(FIRST_DUE + place * apartMs).toISOString();
    const time = { localTime: dueAt.slice(0, 19), timeZone: 'UTC', repeated: null, dueAt };
    const made = { id: newId(), createdAt: '2026-03-01T00:00:00.000Z', createdBy };
    await database.write((tx) => insertSchedule(tx, { ...time, ...made, entries: bundles[place] ?? [] }));
  }
}

type Killing = {
  place: SchedulePlace;
  library: string;
  /** So many are to fire. */
  count: number;
  /** From the first to the last of them, by the clock of the processes. */
  spanMs: number;
};

/** Two processes fire, each on a clock of its own that begins where that of the one before ended; both are killed again and again. Returns how often. */
export async function fireWhileKilling(
  database: Database,
  { count, library, place, spanMs }: Killing,
): Promise<number> {
  const children = new Set<Child>();
  let began = Date.now();
  let speed = 1;
  const start = (): Child => {
    const now = new Date(FIRST_DUE - 10_000 + (Date.now() - began) * speed);
    const child = startChild(join(import.meta.dirname, 'schedule-child.ts'), [JSON.stringify(place)], {
      env: {
        LD_PRELOAD: library,
        FAKETIME: `@${now.toISOString().slice(0, 19).replace('T', ' ')} x${speed}`,
        TZ: 'UTC',
      },
    });
    children.add(child);
    return child;
  };
  let kills = 0;
  const done = new AbortController();
  const keepKilling = async (): Promise<void> => {
    while (!done.signal.aborted) {
      const spawnedAt = Date.now();
      const child = start();
      await child.nextLine();
      const startMs = Date.now() - spawnedAt;
      await sleep(startMs * (LIFE.least + Math.random() * (LIFE.most - LIFE.least)));
      child.process.kill('SIGKILL');
      await child.ended;
      children.delete(child);
      kills += 1;
      recordFaults('a process that fires schedules is killed');
    }
  };
  try {
    const child = start();
    await child.nextLine();
    speed = Math.min(SPEED_MAX, Math.round(spanMs / (STARTS_IN_ALL * (Date.now() - began))));
    child.process.kill('SIGKILL');
    await child.ended;
    children.delete(child);
    began = Date.now();
    const killing = [keepKilling(), keepKilling()];
    const deadline = Date.now() + 300_000;
    while ((await countFired(database)) < count && Date.now() < deadline) await sleep(250);
    done.abort();
    await Promise.all(killing);
    return kills;
  } finally {
    for (const { process: child } of children) child.kill('SIGKILL');
  }
}

async function countFired(database: Database): Promise<number> {
  const row = await database.db
    .selectFrom('timed_publication')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('state', '=', 'fired')
    .executeTakeFirstOrThrow();
  return Number(row.count);
}
