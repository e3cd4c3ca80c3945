import { describe, expect, test } from 'vitest';
import type { ScheduledEntry } from '../../server/store/schedules.ts';
import { openDesk } from '../contract/authoring/desk.ts';
import { requireComponent } from '../support/components.ts';
import { DIALECTS } from '../support/databases.ts';
import { armAll, fireWhileKilling } from './fire-while-killing.ts';

const SCHEDULES = 200;
const APART_MS = 7_000;

const library = requireComponent('libfaketime');

describe.skipIf(library === null).each(DIALECTS)('processes on %s that are killed at random', (dialect) => {
  test(`fire ${SCHEDULES} schedules, each once, in the order in which they are due`, async () => {
    const desk = await openDesk(dialect);
    try {
      const due = await arm(desk);
      const { databaseUrl, dataDir } = desk.test;
      const place = { dataDir, ...(databaseUrl !== undefined && { databaseUrl }), model: 'desk' as const };
      const order = { place, library: library ?? '', count: SCHEDULES, spanMs: SCHEDULES * APART_MS };
      expect(await fireWhileKilling(desk.database, order)).toBeGreaterThan(5);
      await expectOnceInOrder(desk, due);
    } finally {
      await desk.close();
    }
  }, 420_000);
});

type Desk = Awaited<ReturnType<typeof openDesk>>;

async function arm(desk: Desk): Promise<string[]> {
  const bundles: ScheduledEntry[][] = [];
  for (let index = 0; index < SCHEDULES; index++) {
    const { draft, id } = await desk.create({ title: `Post ${index}` });
    bundles.push([{ action: 'publish', entryId: id, versionId: draft.versionId }]);
  }
  await armAll(desk.database, { bundles, apartMs: APART_MS, createdBy: desk.editor.userId });
  return bundles.flatMap((entries) => entries.map(({ entryId }) => entryId));
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
