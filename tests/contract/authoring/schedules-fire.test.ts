import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { publishBundle } from '../../../server/authoring/publish-bundle.ts';
import { createScheduler, type Scheduler } from '../../../server/authoring/scheduler.ts';
import { readEntries } from '../../../server/store/entries.ts';
import { readLogHead } from '../../../server/store/publications.ts';
import { setUserRole } from '../../../server/store/users.ts';
import { seen } from './desk.ts';
import { DIALECTS } from '../../support/databases.ts';
import { NOON, openScheduleDesk, type ScheduleDesk } from './schedule-desk.ts';

const DUE = '2026-03-01T12:00:00.000Z';
const PATIENCE = { timeout: 20_000, interval: 10 };

describe.each(DIALECTS)('a schedule that fires on %s', (dialect) => {
  let desk: ScheduleDesk;
  let scheduler: Scheduler | null;

  beforeEach(async () => {
    desk = await openScheduleDesk(dialect);
    scheduler = null;
  });
  afterEach(async () => {
    await scheduler?.stop();
    await desk.close();
  });

  /** Another process: what is made at the desk is in its database, and nobody tells it. */
  function start(): void {
    const log = pino({ level: 'silent' });
    scheduler = createScheduler({ context: desk.context, log, target: 'disk', pollMs: 20 });
    scheduler.start();
  }

  test('is taken first in its transaction, before anything is looked at or locked, and recorded last', async () => {
    const entry = await desk.post();
    const steps: object[] = [];
    const { publication } = await publishBundle(desk.context, {
      ...desk.call,
      items: [{ action: 'publish', ...seen(entry) }],
      decided: {
        at: DUE,
        due: async () => void steps.push({ step: 'due', seq: (await desk.logHead()).seq }),
        claim: async (tx) => {
          const [found] = await readEntries(tx, { ids: [entry.id] });
          const { seq } = await readLogHead(tx);
          steps.push({ step: 'claim', seq, isPublic: found?.publishedVersionId !== null });
        },
        record: async (tx, { publication: made }) => {
          const [found] = await readEntries(tx, { ids: [entry.id] });
          steps.push({ step: 'record', seq: made?.seq, isPublic: found?.publishedVersionId !== null });
        },
      },
    });
    expect(publication?.seq).toBe(1);
    expect(steps).toEqual([
      { step: 'due', seq: 0 },
      { step: 'claim', seq: 0, isPublic: false },
      { step: 'record', seq: 1, isPublic: true },
    ]);
  });

  test('leaves no publication where it cannot be taken', async () => {
    const entry = await desk.post();
    const attempt = publishBundle(desk.context, {
      ...desk.call,
      items: [{ action: 'publish', ...seen(entry) }],
      decided: {
        at: DUE,
        due: () => Promise.resolve(),
        claim: () => Promise.reject(new Error('taken by another one')),
        record: () => Promise.resolve(),
      },
    });
    await expect(attempt).rejects.toThrow('taken by another one');
    expect(await desk.count('publication')).toBe(0);
    expect((await desk.entryNow(entry)).state).toBe('draft');
  });

  test('does so in the name of whoever made it, also with another role by then that may', async () => {
    const maker = await desk.actor('editor');
    const [entry, old] = [await desk.post('Fresh'), await desk.post('Old')];
    await desk.publish(old);
    const schedule = await desk.plan(entry, { actor: maker });
    const withdrawal = await desk.plan(old, { actor: maker, action: 'withdraw' });
    await desk.database.write((tx) => setUserRole(tx, { id: maker.userId ?? '', role: 'admin' }));
    desk.due();
    for (const { id } of [schedule, withdrawal]) expect(await desk.fire(id)).toBe('fired');
    const { db } = desk.database;
    const publications = await db
      .selectFrom('publication')
      .select(['seq', 'actor_id'])
      .orderBy('seq')
      .execute();
    expect(publications.slice(1)).toEqual([
      { seq: 2, actor_id: maker.userId },
      { seq: 3, actor_id: maker.userId },
    ]);
    const audit = await desk.audit();
    const doneThen = audit.filter(({ at, action }) => at === DUE && /^(entry|schedule)\./.test(action));
    expect(doneThen.map(({ action, actorId }) => ({ action, actorId }))).toEqual(
      expect.arrayContaining(
        ['schedule.fire', 'entry.publish', 'entry.withdraw'].map((action) => ({
          action,
          actorId: maker.userId,
        })),
      ),
    );
    expect(doneThen.every(({ actorId }) => actorId === maker.userId)).toBe(true);
  });

  test('is found by a process that nobody has told of it', async () => {
    start();
    const schedule = await desk.plan(await desk.post());
    desk.due();
    await vi.waitFor(async () => expect((await desk.read(schedule.id)).state).toBe('fired'), PATIENCE);
  });

  test('is prepared anew once something is published, and every hour, and not all the time', async () => {
    const schedule = await desk.plan(await desk.post(), { at: { ...NOON, localTime: '2026-03-02T12:00' } });
    start();
    const preparedFor = async () => (await desk.read(schedule.id)).preparedFor;
    const until = (state: string) =>
      vi.waitFor(async () => expect(await preparedFor()).toBe(state), PATIENCE);
    await until('0 0 2026-03-01T09');
    const { proven } = desk.templates;
    const other = await desk.post('Other');
    await desk.publish(other);
    await until('1 0 2026-03-01T09');
    expect(desk.templates.proven).toBe(proven + 1);
    desk.due('2026-03-01T10:00:00.000Z');
    await until('1 0 2026-03-01T10');
    expect(desk.templates.proven).toBe(proven + 2);
  });
});
