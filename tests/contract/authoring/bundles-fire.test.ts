import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addToBundle } from '../../../server/authoring/add-to-bundle.ts';
import { createBundle } from '../../../server/authoring/create-bundle.ts';
import { publishBundle } from '../../../server/authoring/publish-bundle.ts';
import { readBundleOf } from '../../../server/authoring/read-bundle.ts';
import { schedulePublication } from '../../../server/authoring/schedule-publication.ts';
import { DIALECTS } from '../../support/databases.ts';
import { seen } from './desk.ts';
import { codeOf, NOON, openScheduleDesk, type ScheduleDesk } from './schedule-desk.ts';

describe.each(DIALECTS)('a bundle and its schedule on %s', (dialect) => {
  let desk: ScheduleDesk;

  beforeEach(async () => {
    desk = await openScheduleDesk(dialect);
  });
  afterEach(() => desk.close());

  const make = async (...ids: string[]) =>
    await createBundle(desk.context, {
      ...desk.call,
      title: 'At noon',
      note: '',
      entries: ids.map((entryId) => ({ entryId, action: 'publish' })),
    });
  const read = (id: string) => readBundleOf(desk.context, { ...desk.call, id });

  test('is published when its schedule fires, with the number that this takes', async () => {
    const [one, two] = [await desk.post('One'), await desk.post('Two')];
    const { id } = await make(one.id, two.id);
    const items = [
      { action: 'publish' as const, ...seen(one) },
      { action: 'publish' as const, ...seen(two) },
    ];
    const schedule = await schedulePublication(desk.context, { ...desk.call, at: NOON, items, bundleId: id });
    desk.due();
    expect(await desk.fire(schedule.id)).toBe('fired');
    expect(await read(id)).toMatchObject({
      state: 'published',
      publicationSeq: 1,
      publishedAt: '2026-03-01T12:00:00.000Z',
      schedule: { id: schedule.id, state: 'fired' },
    });
  });

  test('leaves no trace of a schedule that is not made', async () => {
    const [one, two] = [await desk.post('Named'), await desk.post('Left out')];
    const { id } = await make(one.id, two.id);
    const items = [{ action: 'publish' as const, ...seen(one) }];
    const attempt = schedulePublication(desk.context, { ...desk.call, at: NOON, items, bundleId: id });
    expect(await codeOf(attempt)).toBe('bundle-changed');
    expect(await desk.count('timed_publication')).toBe(0);
    expect(await read(id)).toMatchObject({ state: 'open', schedule: null });
  });

  test('is either published as it was seen or added to, never both', async () => {
    for (let times = 0; times < 5; times += 1) {
      const [one, two] = [await desk.post(`Seen ${times}`), await desk.post(`Added ${times}`)];
      const { id } = await make(one.id);
      const items = [{ action: 'publish' as const, ...seen(one) }];
      const entries = [{ entryId: two.id, action: 'publish' as const }];
      const outcomes = await Promise.all([
        codeOf(publishBundle(desk.context, { ...desk.call, items, bundleId: id })),
        codeOf(addToBundle(desk.context, { ...desk.call, id, entries })),
      ]);
      const { items: after, state } = await read(id);
      expect(state === 'published' ? [after.length, outcomes[1]] : [after.length, outcomes[0]]).toEqual(
        state === 'published' ? [1, 'bundle-closed'] : [2, 'bundle-changed'],
      );
    }
  });
});
