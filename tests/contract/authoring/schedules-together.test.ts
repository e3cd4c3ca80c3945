import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createScheduler, type Scheduler } from '../../../server/authoring/scheduler.ts';
import type { AuthoringContext } from '../../../server/authoring/authoring-context.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import type { PublicationChange } from '../../../model/publication.ts';
import { AppError } from '../../../server/errors.ts';
import { DIALECTS } from '../../support/databases.ts';
import { NOON, openScheduleDesk, type ScheduleDesk } from './schedule-desk.ts';

const DUE = '2026-03-01T12:00:00.000Z';
const PATIENCE = { timeout: 20_000, interval: 10 };

describe.each(DIALECTS)('schedules that are due in the same second on %s', (dialect) => {
  let desk: ScheduleDesk;
  let scheduler: Scheduler | null;
  /** The titles of what was proven. */
  let proven: string[];

  beforeEach(async () => {
    desk = await openScheduleDesk(dialect);
    scheduler = null;
    proven = [];
  });
  afterEach(async () => {
    desk.due();
    await scheduler?.stop();
    await desk.close();
  });

  /** Within the lead: whatever is due at noon is proven from now on. */
  function begin(prove: AuthoringContext['prove'] = noteProven): Promise<void> {
    desk.due('2026-03-01T11:59:59.900Z');
    const context = { ...desk.context, prove };
    scheduler = createScheduler({ context, log: pino({ level: 'silent' }), target: 'disk', retryMs: 1 });
    return scheduler.fireDue();
  }
  async function noteProven(changes: readonly PublicationChange[]): Promise<[]> {
    proven.push(...titlesOf(changes));
    return [];
  }
  const untilProven = (...titles: string[]) =>
    vi.waitFor(() => expect(proven.toSorted()).toEqual(titles.toSorted()), PATIENCE);
  const seqs = async (...schedules: { id: string }[]) =>
    await Promise.all(schedules.map(async ({ id }) => (await desk.read(id)).publicationSeq));
  async function three(): Promise<EntryDetails[]> {
    return [await desk.post('First'), await desk.post('Second'), await desk.post('Third')];
  }

  test('are proven before their time, fire in their order, and all carry the second for which they were planned', async () => {
    const schedules = [];
    for (const post of await three()) schedules.push({ post, ...(await desk.plan(post)) });
    const firing = begin();
    await untilProven('First', 'Second', 'Third');
    await sleep(100);
    expect(await desk.count('publication')).toBe(0);
    desk.due();
    await firing;
    expect(await seqs(...schedules)).toEqual([1, 2, 3]);
    for (const { post } of schedules) expect((await desk.entryNow(post)).publishedAt).toBe(DUE);
    expect(proven).toHaveLength(3);
  });

  test('the one that needs what the one before does is tried again after it', async () => {
    const [first, other] = [await desk.post('First'), await desk.post('Other')];
    await desk.publish(other);
    const publishing = await desk.plan(first);
    const withdrawing = await desk.plan(first, { action: 'withdraw' });
    const firing = begin();
    await untilProven('First');
    desk.due();
    await firing;
    expect(await seqs(publishing, withdrawing)).toEqual([2, 3]);
    expect(await desk.entryNow(first)).toMatchObject({ state: 'withdrawn' });
  });

  test('the one that is proven first waits for its turn all the same, and is not proven again', async () => {
    const [first, second] = [await desk.post('First'), await desk.post('Second')];
    const schedules = [await desk.plan(first), await desk.plan(second)];
    const gate = Promise.withResolvers<void>();
    const firing = begin(async (changes) => {
      if (titlesOf(changes).includes('First')) await gate.promise;
      return await noteProven(changes);
    });
    await untilProven('Second');
    desk.due();
    await sleep(200);
    gate.resolve();
    await firing;
    expect(await seqs(...schedules)).toEqual([1, 2]);
    expect(proven).toEqual(['Second', 'First']);
    expect((await desk.entryNow(second)).publishedAt).toBe(DUE);
  });

  test('what was in the way while the one before was not there is looked at again, also after its time', async () => {
    const [first, second] = [await desk.post('First'), await desk.post('Second')];
    const schedules = [await desk.plan(first), await desk.plan(second)];
    const gate = Promise.withResolvers<void>();
    const firing = begin(async (changes) => {
      await noteProven(changes);
      if (titlesOf(changes).includes('First')) return [];
      const isAlone = (await desk.count('publication')) === 0;
      await gate.promise;
      if (isAlone) throw new AppError('template-failed', 'Cannot be shown without the first');
      return [];
    });
    await untilProven('First', 'Second');
    desk.due();
    await vi.waitFor(async () => expect(await desk.count('publication')).toBe(1), PATIENCE);
    gate.resolve();
    await firing;
    expect(await seqs(...schedules)).toEqual([1, 2]);
  });

  test('the one that cannot be published is blocked, and those behind it fire', async () => {
    const posts = await three();
    const schedules = [];
    for (const post of posts) schedules.push(await desk.plan(post));
    const firing = begin(async (changes) => {
      await noteProven(changes);
      if (titlesOf(changes).includes('Second')) throw new AppError('template-failed', 'Cannot show "Second"');
      return [];
    });
    await untilProven('First', 'Second', 'Third');
    desk.due();
    await firing;
    expect(await seqs(...schedules)).toEqual([1, null, 2]);
    expect(await desk.read(schedules[1]?.id ?? '')).toMatchObject({
      state: 'blocked',
      code: 'template-failed',
    });
  });

  test('one that is due a second later is proven on what they have left', async () => {
    const [sooner, later] = [await desk.post('Sooner'), await desk.post('Later')];
    const one = await desk.plan(sooner);
    const two = await desk.plan(later, { at: { ...NOON, localTime: '2026-03-01T12:00:01' } });
    const firing = begin();
    await untilProven('Sooner');
    desk.due();
    await untilProven('Sooner', 'Later');
    expect(await seqs(one, two)).toEqual([1, null]);
    desk.due('2026-03-01T12:00:01.000Z');
    await firing;
    expect(await seqs(one, two)).toEqual([1, 2]);
  });

  test('nothing else is proven until they have fired: the pages of what was proven last are kept', async () => {
    await desk.plan(await desk.post('Due'));
    await desk.plan(await desk.post('Later'), { at: { ...NOON, localTime: '2026-03-02T12:00' } });
    const firing = begin();
    await untilProven('Due');
    scheduler?.start();
    await sleep(100);
    expect(proven).toEqual(['Due']);
    desk.due();
    await firing;
    scheduler?.wake();
    await untilProven('Due', 'Later');
  });

  test('what is scheduled for later meanwhile does not begin the proof anew, and what comes first does', async () => {
    await desk.plan(await desk.post('Due'));
    const firing = begin();
    await untilProven('Due');
    const later = { at: { ...NOON, localTime: '2026-03-02T12:00' } };
    await desk.plan(await desk.post('Later'), later);
    scheduler?.wake();
    await sleep(100);
    expect(proven).toEqual(['Due']);
    const sooner = await desk.plan(await desk.post('Sooner'), {
      at: { ...NOON, localTime: '2026-03-01T12:00:00' },
    });
    await desk.database.write((tx) =>
      tx
        .updateTable('timed_publication')
        .set({ due_at: '2026-03-01T11:59:59.950Z' })
        .where('id', '=', sooner.id)
        .execute(),
    );
    scheduler?.wake();
    await vi.waitFor(() => expect(proven.slice(1)).toContain('Sooner'), PATIENCE);
    desk.due();
    await firing;
    expect((await desk.read(sooner.id)).publicationSeq).toBe(1);
  });
});

function titlesOf(changes: readonly PublicationChange[]): string[] {
  return changes.flatMap((change) =>
    change.kind === 'publish' ? [String(change.entry.fields['title'])] : [],
  );
}
