import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PublicationChange } from '../../../model/publication.ts';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import { cancelSchedule } from '../../../server/authoring/cancel-schedule.ts';
import { deleteEntry } from '../../../server/authoring/delete-entry.ts';
import { fireSchedule } from '../../../server/authoring/fire-schedule.ts';
import { moveSchedule } from '../../../server/authoring/move-schedule.ts';
import { createScheduler } from '../../../server/authoring/scheduler.ts';
import { prepareSchedule } from '../../../server/authoring/prepare-schedule.ts';
import { readSchedule } from '../../../server/authoring/read-schedule.ts';
import { schedulePublication } from '../../../server/authoring/schedule-publication.ts';
import { trashEntry } from '../../../server/authoring/trash-entry.ts';
import { AppError } from '../../../server/errors.ts';
import { setUserDisabledAt, setUserRole } from '../../../server/store/users.ts';
import { seen } from './desk.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openScheduleDesk, type ScheduleDesk, NOON, codeOf } from './schedule-desk.ts';

describe.each(DIALECTS)('schedules that cannot be published on %s', (dialect) => {
  let desk: ScheduleDesk;

  beforeEach(async () => {
    desk = await openScheduleDesk(dialect);
  });
  afterEach(() => desk.close());

  test('is blocked with the reason well before its time, and armed again once that is mended', async () => {
    const entry = await desk.post();
    desk.templates.refuse = new AppError('template-failed', 'site/pages/post.astro:3:1: no');
    const schedule = await desk.plan(entry);
    expect(schedule).toMatchObject({ state: 'blocked', code: 'template-failed' });
    expect(schedule.reason).toContain('post.astro');
    // Said once, however often it is found.
    await prepareSchedule(desk.context, { id: schedule.id, preparedFor: '1' });
    expect((await desk.read(schedule.id)).ledger.map(({ kind }) => kind)).toEqual(['armed', 'blocked']);
    desk.templates.refuse = null;
    await prepareSchedule(desk.context, { id: schedule.id, preparedFor: '2' });
    expect(await desk.read(schedule.id)).toMatchObject({ state: 'armed', reason: null, preparedFor: '2' });
    expect(await desk.entryNow(entry)).toMatchObject({ state: 'draft' });
    expect(desk.templates.proven).toBe(5);
  });

  test('does not take what passes by itself for an obstacle', async () => {
    desk.templates.refuse = new AppError('starting-up', 'not yet');
    const schedule = await desk.plan(await desk.post());
    expect(schedule.state).toBe('armed');
    desk.templates.refuse = new Error('a bug');
    expect(await prepareSchedule(desk.context, { id: schedule.id, preparedFor: '1' })).toBe(false);
    expect(await desk.read(schedule.id)).toMatchObject({ state: 'armed', preparedFor: null });
  });

  test('tries one that is blocked once more when it is desk.due, and leaves it blocked until it is moved', async () => {
    const entry = await desk.post();
    desk.templates.refuse = new AppError('template-failed', 'no');
    const schedule = await desk.plan(entry);
    desk.due();
    expect(await desk.fire(schedule.id)).toBe('blocked');
    desk.templates.refuse = null;
    desk.due('2026-03-01T13:00:00.000Z');
    // Hours later nobody wants to be surprised by it.
    expect(await desk.fire(schedule.id)).toBe('elsewhere');
    expect((await desk.entryNow(entry)).state).toBe('draft');
    await moveSchedule(desk.context, {
      ...desk.call,
      id: schedule.id,
      at: { ...NOON, localTime: '2026-03-01T14:00' },
    });
    desk.due('2026-03-01T14:00:00.000Z');
    expect(await desk.fire(schedule.id)).toBe('fired');
  });

  test('does not keep those behind it from firing when it cannot be published', async () => {
    const [first, second] = [await desk.post('First'), await desk.post('Second')];
    const stuck = await desk.plan(first);
    const next = await desk.plan(second, { at: { ...NOON, localTime: '2026-03-01T12:01' } });
    await trashEntry(desk.deskContext, {
      ...desk.call,
      entryId: first.id,
      expectedVersionId: first.draft.versionId,
    });
    desk.due('2026-03-01T12:05:00.000Z');
    expect(await desk.fire(stuck.id)).toBe('blocked');
    expect(await desk.read(next.id)).toMatchObject({ state: 'armed' });
    expect(await desk.fire(next.id)).toBe('fired');
  });

  test('asks again when it fires whether whoever made it may: role, account', async () => {
    const author = await desk.actor('author');
    const change = async (work: Parameters<typeof desk.database.write>[0]) =>
      void (await desk.database.write(work));
    const theirs = async (title: string) => {
      const entry = await desk.create({ title });
      return await desk.plan(entry, { actor: await desk.actor('editor') });
    };
    const lost = await theirs('Lost');
    await change((tx) => setUserRole(tx, { id: lost.createdBy ?? '', role: 'viewer' }));
    const gone = await theirs('Gone');
    await change((tx) =>
      setUserDisabledAt(tx, { id: gone.createdBy ?? '', disabledAt: desk.context.now().toISOString() }),
    );
    await prepareSchedule(desk.context, { id: lost.id });
    expect(await desk.read(lost.id)).toMatchObject({ state: 'blocked', code: 'not-allowed' });
    desk.due();
    expect([await desk.fire(lost.id), await desk.fire(gone.id)]).toEqual(['blocked', 'blocked']);
    expect(await desk.read(gone.id)).toMatchObject({ state: 'blocked', code: 'not-allowed' });
    expect(await desk.count('publication')).toBe(0);
    expect(author.role).toBe('author');
  });

  test('asks once more in the very transaction that fires', async () => {
    const actor = await desk.actor('editor');
    const schedule = await desk.plan(await desk.post(), { actor });
    desk.due();
    const { database } = desk.context;
    const prove = async () => {
      await database.write((tx) => setUserRole(tx, { id: actor.userId ?? '', role: 'viewer' }));
      return [];
    };
    expect(await fireSchedule({ ...desk.context, prove }, { id: schedule.id })).toBe('elsewhere');
    expect(await desk.fire(schedule.id)).toBe('blocked');
  });

  test('is for those alone who may publish what it publishes', async () => {
    const entry = await desk.post();
    expect(await codeOf(desk.plan(entry, { actor: await desk.actor('viewer') }))).toBe('not-allowed');
    const schedule = await desk.plan(entry);
    const viewer = { ...desk.call, actor: await desk.actor('viewer'), id: schedule.id };
    expect(await codeOf(cancelSchedule(desk.context, viewer))).toBe('not-allowed');
    expect(await codeOf(moveSchedule(desk.context, { ...viewer, at: NOON }))).toBe('not-allowed');
    expect((await readSchedule(desk.context, viewer)).id).toBe(schedule.id);
    expect((await desk.plan(entry, { actor: SYSTEM_ACTOR })).createdBy).toBeNull();
  });

  test('withdraws later what another one publishes before', async () => {
    const entry = await desk.post();
    const publishing = await desk.plan(entry);
    const withdrawing = await desk.plan(entry, {
      at: { ...NOON, localTime: '2026-03-01T18:00' },
      action: 'withdraw',
    });
    expect(withdrawing.state).toBe('armed');
    await cancelSchedule(desk.context, { ...desk.call, id: publishing.id });
    await prepareSchedule(desk.context, { id: withdrawing.id });
    expect(await desk.read(withdrawing.id)).toMatchObject({ state: 'blocked', code: 'not-published' });
  });

  test('goes with an entry that is deleted for good, and what a template has said of it as well', async () => {
    const [entry, other] = [await desk.post('Secret'), await desk.post('Other')];
    desk.templates.refuse = new AppError('template-failed', 'Cannot show "Secret"');
    const schedule = await schedulePublication(desk.context, {
      ...desk.call,
      at: NOON,
      items: [
        { action: 'publish', ...seen(entry) },
        { action: 'publish', ...seen(other) },
      ],
    });
    const trashed = { ...desk.call, entryId: entry.id, expectedVersionId: entry.draft.versionId };
    await trashEntry(desk.deskContext, trashed);
    await deleteEntry(desk.deskContext, trashed);
    const after = await readSchedule(desk.context, {
      actor: SYSTEM_ACTOR,
      correlationId: null,
      id: schedule.id,
    });
    expect(after.state).toBe('cancelled');
    expect(JSON.stringify(after)).not.toContain('Secret');
    expect((await desk.entryNow(other)).scheduled).toBeNull();
  });

  test('is given up after five failures that nobody has foreseen, and never since the database was away', async () => {
    const [first, second] = [await desk.post('First'), await desk.post('Second')];
    const stuck = await desk.plan(first);
    const next = await desk.plan(second, { at: { ...NOON, localTime: '2026-03-01T12:01' } });
    desk.due('2026-03-01T12:05:00.000Z');
    let away = 7;
    const fail = new AppError('database-unavailable', 'away');
    const prove = async (changes: readonly PublicationChange[]) => {
      if (away-- > 0) throw fail;
      const isFirst = changes.some((change) => change.kind === 'publish' && change.entry.id === first.id);
      if (isFirst) throw new TypeError('a bug');
      return [];
    };
    const context = { ...desk.context, prove };
    const log = pino({ level: 'silent' });
    const scheduler = createScheduler({ context, log, target: 'disk', retryMs: 1 });
    await scheduler.fireDue();
    expect(away).toBeLessThan(0);
    expect(await desk.read(stuck.id)).toMatchObject({ state: 'blocked', code: 'internal' });
    expect((await desk.read(stuck.id)).reason).toContain('5 times: a bug');
    expect(await desk.read(next.id)).toMatchObject({ state: 'fired' });
    await scheduler.stop();
  });
});
