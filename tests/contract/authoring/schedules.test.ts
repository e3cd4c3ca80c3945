import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AuthoringContext } from '../../../server/authoring/authoring-context.ts';
import { cancelSchedule } from '../../../server/authoring/cancel-schedule.ts';
import { fireSchedule } from '../../../server/authoring/fire-schedule.ts';
import { listEntries } from '../../../server/authoring/list-entries.ts';
import { listSchedules } from '../../../server/authoring/list-schedules.ts';
import { moveSchedule } from '../../../server/authoring/move-schedule.ts';
import { prepareSchedule } from '../../../server/authoring/prepare-schedule.ts';
import { schedulePublication } from '../../../server/authoring/schedule-publication.ts';
import { withdrawEntries } from '../../../server/authoring/withdraw-entries.ts';
import { AppError } from '../../../server/errors.ts';
import { sequenceEvents } from '../../../server/store/sequence-events.ts';
import { seen } from './desk.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openScheduleDesk, type ScheduleDesk, NOON, codeOf } from './schedule-desk.ts';

describe.each(DIALECTS)('schedules on %s', (dialect) => {
  let desk: ScheduleDesk;

  beforeEach(async () => {
    desk = await openScheduleDesk(dialect);
  });
  afterEach(() => desk.close());

  test('publishes the version that was pinned, whatever is saved afterwards, and takes its number when it fires', async () => {
    const entry = await desk.post();
    const schedule = await desk.plan(entry);
    expect(schedule).toMatchObject({
      state: 'armed',
      dueAt: '2026-03-01T12:00:00.000Z',
      publicationSeq: null,
    });
    const other = await desk.post('Second');
    await desk.save(entry, { title: 'Changed since' });
    await desk.publish(other);
    desk.due();
    expect(await desk.fire(schedule.id)).toBe('fired');
    const after = await desk.entryNow(entry);
    expect(after).toMatchObject({ state: 'changed', publishedVersionId: entry.draft.versionId });
    expect(after.publishedAt).toBe('2026-03-01T12:00:00.000Z');
    expect(after.draft.content['title']).toBe('Changed since');
    expect(await desk.read(schedule.id)).toMatchObject({
      state: 'fired',
      latenessMs: 0,
      publicationSeq: 2,
      ledger: [{ kind: 'armed' }, { kind: 'fired', latenessMs: 0 }],
    });
    expect((await desk.audit()).map(({ action }) => action)).toContain('schedule.fire');
  });

  test('keeps the version of a schedule from being replaced by the next save', async () => {
    const entry = await desk.post();
    await desk.plan(entry);
    const saved = await desk.save(entry, { title: 'Another' });
    expect(saved.draft.versionId).not.toBe(entry.draft.versionId);
    expect(saved.draft.number).toBe(2);
  });

  test('fires once, however many ask for it at the same time', async () => {
    const schedule = await desk.plan(await desk.post());
    desk.due();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => desk.fire(schedule.id)));
    expect(outcomes.filter((outcome) => outcome === 'fired')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'elsewhere')).toHaveLength(7);
    expect(await desk.count('publication')).toBe(1);
    expect((await desk.read(schedule.id)).ledger.map(({ kind }) => kind)).toEqual(['armed', 'fired']);
  });

  test('fires in the order in which they are due: a later one waits for its turn', async () => {
    const [first, second] = [await desk.post('First'), await desk.post('Second')];
    const later = await desk.plan(second, { at: { ...NOON, localTime: '2026-03-01T12:00:01' } });
    const sooner = await desk.plan(first);
    desk.due('2026-03-01T12:30:00.000Z');
    expect(await desk.fire(later.id)).toBe('elsewhere');
    expect(await desk.fire(sooner.id)).toBe('fired');
    expect(await desk.fire(later.id)).toBe('fired');
    expect([(await desk.read(sooner.id)).publicationSeq, (await desk.read(later.id)).publicationSeq]).toEqual(
      [1, 2],
    );
    expect((await desk.read(later.id)).latenessMs).toBe(30 * 60_000 - 1_000);
    // Late, it carries the time at which it was published.
    expect((await desk.entryNow(second)).publishedAt).toBe('2026-03-01T12:30:00.000Z');
  });

  test('leaves nothing of a publication whose record in the ledger fails', async () => {
    const entry = await desk.post();
    const schedule = await desk.plan(entry);
    desk.due();
    const broken: AuthoringContext = {
      ...desk.context,
      database: {
        ...desk.context.database,
        write: (work) =>
          desk.context.database.write(async (tx) => {
            await work(tx);
            throw new Error('killed before the commit');
          }),
      },
    };
    await expect(fireSchedule(broken, { id: schedule.id })).rejects.toThrow('killed before');
    expect(await desk.entryNow(entry)).toMatchObject({ state: 'draft' });
    expect(await desk.read(schedule.id)).toMatchObject({ state: 'armed', ledger: [{ kind: 'armed' }] });
    expect(await desk.fire(schedule.id)).toBe('fired');
    expect(await desk.count('publication')).toBe(1);
  });

  test('withdraws, and publishes a bundle, as one publication', async () => {
    const [old, fresh] = [await desk.post('Old'), await desk.post('Fresh')];
    await desk.publish(old);
    const schedule = await schedulePublication(desk.context, {
      ...desk.call,
      at: NOON,
      items: [
        { action: 'publish', ...seen(fresh) },
        { action: 'withdraw', ...seen(old) },
      ],
    });
    // What is withdrawn is so whatever was saved meanwhile.
    await desk.save(old, { title: 'Old, and changed' });
    desk.due();
    expect(await desk.fire(schedule.id)).toBe('fired');
    expect([(await desk.entryNow(fresh)).state, (await desk.entryNow(old)).state]).toEqual([
      'live',
      'withdrawn',
    ]);
    expect(await desk.count('publication')).toBe(2);
  });

  test('refuses a time that is past, skipped, or of no zone, and a version that is not the draft', async () => {
    const entry = await desk.post();
    const at = (localTime: string, timeZone: string) =>
      codeOf(desk.plan(entry, { at: { localTime, timeZone } }));
    expect(await at('2026-03-01T09:00', 'Europe/Berlin')).toBe('invalid-input');
    expect(await at('2026-03-29T02:30', 'Europe/Berlin')).toBe('invalid-input');
    expect(await at('2026-03-29T03:30', 'Europe/Nowhere')).toBe('invalid-input');
    await desk.save(entry, { title: 'Newer' });
    expect(await codeOf(desk.plan(entry))).toBe('version-conflict');
    expect(await desk.count('timed_publication')).toBe(0);
    expect(await desk.count('schedule')).toBe(0);
  });

  test('keeps the local time and says which of two was chosen', async () => {
    desk.due('2026-10-01T00:00:00.000Z');
    const at = { localTime: '2026-10-25T02:30', timeZone: 'Europe/Berlin' };
    expect(await desk.plan(await desk.post('One'), { at })).toMatchObject({
      localTime: '2026-10-25T02:30:00',
      timeZone: 'Europe/Berlin',
      repeated: 'first',
      dueAt: '2026-10-25T00:30:00.000Z',
    });
  });

  test('moves and cancels, and what is cancelled or has fired stays so', async () => {
    const entry = await desk.post();
    const schedule = await desk.plan(entry);
    const moved = await moveSchedule(desk.context, {
      ...desk.call,
      id: schedule.id,
      at: { localTime: '2026-03-01T15:00', timeZone: 'Asia/Kolkata' },
    });
    expect(moved).toMatchObject({ dueAt: '2026-03-01T09:30:00.000Z', state: 'armed' });
    expect(await desk.entryNow(entry)).toMatchObject({
      scheduled: { id: schedule.id, action: 'publish', dueAt: moved.dueAt, state: 'armed' },
    });
    await cancelSchedule(desk.context, { ...desk.call, id: schedule.id });
    expect((await desk.entryNow(entry)).scheduled).toBeNull();
    desk.due();
    expect(await desk.fire(schedule.id)).toBe('elsewhere');
    expect(await desk.count('publication')).toBe(0);
    expect(await codeOf(cancelSchedule(desk.context, { ...desk.call, id: schedule.id }))).toBe(
      'schedule-closed',
    );
    const { ledger } = await desk.read(schedule.id);
    expect(ledger.map(({ kind }) => kind)).toEqual(['armed', 'moved', 'cancelled']);
  });

  test('lists what is due first, and entries for which something is scheduled', async () => {
    const [first, second] = [await desk.post('First'), await desk.post('Second')];
    await desk.post('Third');
    const later = await desk.plan(first, { at: { ...NOON, localTime: '2026-03-02T12:00' } });
    const sooner = await desk.plan(second);
    const page = await listSchedules(desk.context, { ...desk.call, limit: 1 });
    expect(page.schedules.map(({ id }) => id)).toEqual([sooner.id]);
    const rest = await listSchedules(desk.context, { ...desk.call, limit: 1, cursor: page.nextCursor ?? '' });
    expect([rest.schedules.map(({ id }) => id), rest.nextCursor]).toEqual([[later.id], null]);
    const ofEntry = await listSchedules(desk.context, {
      ...desk.call,
      limit: 9,
      entryId: first.id,
      state: 'armed',
    });
    expect(ofEntry.schedules.map(({ id }) => id)).toEqual([later.id]);
    const { entries } = await listEntries(desk.context, { ...desk.call, state: 'scheduled', limit: 9 });
    expect(entries.map(({ id }) => id).toSorted()).toEqual([first.id, second.id].toSorted());
  });

  test('tells of all of it by events that name the schedule and its entries', async () => {
    const entry = await desk.post();
    const schedule = await desk.plan(entry);
    await moveSchedule(desk.context, {
      ...desk.call,
      id: schedule.id,
      at: { ...NOON, localTime: '2026-03-01T11:00' },
    });
    desk.templates.refuse = new AppError('template-failed', 'no');
    await prepareSchedule(desk.context, { id: schedule.id });
    desk.templates.refuse = null;
    desk.due('2026-03-01T11:00:00.000Z');
    await desk.fire(schedule.id);
    const other = await desk.plan(await desk.post('Other'));
    await cancelSchedule(desk.context, { ...desk.call, id: other.id });
    await desk.database.write((tx) => sequenceEvents(tx, { now: desk.context.now().toISOString() }));
    const rows = await desk.database.db
      .selectFrom('event')
      .select(['kind', 'about'])
      .where('kind', 'like', 'schedule.%')
      .orderBy('seq')
      .execute();
    expect(rows.map(({ kind }) => kind)).toEqual([
      'schedule.armed',
      'schedule.armed',
      'schedule.blocked',
      'schedule.fired',
      'schedule.armed',
      'schedule.cancelled',
    ]);
    expect(rows[3]?.about).toContain(schedule.id);
    expect(rows[3]?.about).toContain(entry.id);
  });

  test('publishes nothing where all of it is public just so', async () => {
    const entry = await desk.post();
    const schedule = await desk.plan(entry);
    await desk.publish(entry);
    desk.due();
    expect(await desk.fire(schedule.id)).toBe('fired');
    expect(await desk.read(schedule.id)).toMatchObject({ state: 'fired', publicationSeq: null });
    const published = await desk.entryNow(entry);
    await withdrawEntries(desk.deskContext, { ...desk.call, entryIds: [published.id] });
  });
});
