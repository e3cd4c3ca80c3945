import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { insertSchedule } from '../../server/store/schedules.ts';
import { newId } from '../../server/store/new-id.ts';
import { openDesk } from '../contract/authoring/desk.ts';
import { startChild, type Child } from '../support/child-process.ts';
import { requireComponent } from '../support/components.ts';
import { DIALECTS } from '../support/databases.ts';

const SCHEDULES = 200;
/** By the clock of the processes, which goes so many times faster than ours. */
const APART_MS = 7_000;
const SPEED = 60;
const FIRST_DUE = Date.parse('2027-03-27T23:50:00.000Z');
/** Of the time that it took to start, so that each fires a few on a slow machine as well. */
const LIFE = { least: 0.7, most: 3 };

const library = requireComponent('libfaketime');

/** Two processes fire, each on a clock of its own that begins where that of the one before ended; both are killed again and again. */
describe.skipIf(library === null).each(DIALECTS)('processes on %s that are killed at random', (dialect) => {
  test(`fire ${SCHEDULES} schedules, each once, in the order in which they are due`, async () => {
    const desk = await openDesk(dialect);
    const children = new Set<Child>();
    try {
      const due = await arm(desk);
      const { databaseUrl } = desk.test;
      const place = JSON.stringify({
        dataDir: desk.test.dataDir,
        ...(databaseUrl !== undefined && { databaseUrl }),
      });
      const began = Date.now();
      const start = (): Child => {
        const now = new Date(FIRST_DUE - 10_000 + (Date.now() - began) * SPEED);
        const child = startChild(join(import.meta.dirname, 'schedule-child.ts'), [place], {
          env: {
            LD_PRELOAD: library ?? '',
            FAKETIME: `@${now.toISOString().slice(0, 19).replace('T', ' ')} x${SPEED}`,
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
        }
      };
      const killing = [keepKilling(), keepKilling()];
      const deadline = Date.now() + 300_000;
      while ((await countFired(desk)) < SCHEDULES && Date.now() < deadline) await sleep(250);
      done.abort();
      await Promise.all(killing);
      expect(kills).toBeGreaterThan(5);
      await expectOnceInOrder(desk, due);
    } finally {
      for (const { process: child } of children) child.kill('SIGKILL');
      await desk.close();
    }
  }, 420_000);
});

type Desk = Awaited<ReturnType<typeof openDesk>>;

/** Made in another order than that in which they are due. */
async function arm(desk: Desk): Promise<string[]> {
  const due: string[] = [];
  for (let index = 0; index < SCHEDULES; index++) {
    const place = (index * 73) % SCHEDULES;
    const entry = await desk.create({ title: `Post ${place}` });
    const dueAt = new Date(FIRST_DUE + place * APART_MS).toISOString();
    const id = newId();
    await desk.database.write((tx) =>
      insertSchedule(tx, {
        id,
        localTime: dueAt.slice(0, 19),
        timeZone: 'UTC',
        repeated: null,
        dueAt,
        createdAt: '2026-03-01T00:00:00.000Z',
        createdBy: desk.editor.userId,
        entries: [{ action: 'publish', entryId: entry.id, versionId: entry.draft.versionId }],
      }),
    );
    due[place] = entry.id;
  }
  return due;
}

async function countFired({ database }: Desk): Promise<number> {
  const row = await database.db
    .selectFrom('timed_publication')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('state', '=', 'fired')
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

async function expectOnceInOrder({ database }: Desk, due: readonly string[]): Promise<void> {
  const items = await database.db
    .selectFrom('publication_item')
    .select(['seq', 'entry_id'])
    .orderBy('seq')
    .execute();
  expect(items.map(({ entry_id: id }) => id)).toEqual(due);
  const schedules = await database.db
    .selectFrom('timed_publication')
    .select(['state', 'publication_seq', 'lateness_ms'])
    .orderBy('due_at')
    .execute();
  expect(schedules.map(({ publication_seq: seq }) => seq)).toEqual(items.map(({ seq }) => seq));
  const steps = await database.db
    .selectFrom('schedule_step')
    .select('timed_id')
    .where('kind', '=', 'fired')
    .execute();
  expect(new Set(steps.map(({ timed_id: id }) => id)).size).toBe(SCHEDULES);
  expect(steps).toHaveLength(SCHEDULES);
}
