import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  addPublisherJob,
  finishPublisherJob,
  hasPublisherJob,
  postponePublisherJob,
  readPublisherJob,
  settleAbandonedJobs,
  takePublisherJobs,
} from '../../../server/store/publisher-jobs.ts';
import type { PublisherJobKind } from '../../../server/store/publisher-jobs.ts';
import { DIALECTS, openTestDatabase } from '../../support/databases.ts';
import type { TestDatabase } from '../../support/databases.ts';

const NOW = '2026-03-01T09:00:00.000Z';

describe.each(DIALECTS)('jobs for the publisher on %s', (dialect) => {
  let opened: TestDatabase;
  beforeEach(async () => {
    opened = await openTestDatabase(dialect);
  });
  afterEach(() => opened.close());

  const add = (kind: PublisherJobKind, payload: Record<string, unknown> = {}) =>
    opened.database.write((tx) => addPublisherJob(tx, { kind, payload, now: NOW }));
  const take = (kinds?: readonly PublisherJobKind[]) =>
    opened.database.write((tx) => takePublisherJobs(tx, kinds === undefined ? {} : { kinds }));
  const read = (id: string) => readPublisherJob(opened.database.db, { id });

  test('are taken once, in the order in which they were asked for, by kind', async () => {
    const rollback = await add('rollback', { toNumber: 3 });
    const rebuild = await add('rebuild');
    expect(await take(['resume'])).toEqual([]);
    expect(await take(['rebuild'])).toEqual([{ id: rebuild, kind: 'rebuild', payload: {} }]);
    expect(await hasPublisherJob(opened.database.db, { kinds: ['rebuild'] })).toBe(false);
    expect(await hasPublisherJob(opened.database.db)).toBe(true);
    expect(await take()).toEqual([{ id: rollback, kind: 'rollback', payload: { toNumber: 3 } }]);
    expect(await take()).toEqual([]);
  });

  test('are shared by those who ask for the same while one waits, and by nobody else', async () => {
    const first = await add('rollback', { toNumber: 3 });
    expect(await add('rollback', { toNumber: 3 })).toBe(first);
    expect(await add('rollback', { toNumber: 4 })).not.toBe(first);
    expect(await add('rebuild')).not.toBe(first);
    await take();
    expect(await add('rollback', { toNumber: 3 })).not.toBe(first);
  });

  test('are never lost on whoever asks while others ask for the same and the publisher takes them', async () => {
    const asked: Promise<string>[] = [];
    const taken: string[] = [];
    for (let round = 0; round < 60; round++) {
      asked.push(add('rebuild'), add('rebuild'));
      taken.push(...(await take()).map(({ id }) => id));
    }
    const ids = await Promise.all(asked);
    taken.push(...(await take()).map(({ id }) => id));
    expect(new Set(ids)).toEqual(new Set(taken));
  });

  test('answer whoever asked, with a result or with a reason', async () => {
    const [good, bad] = [await add('rebuild'), await add('resume')];
    await take();
    expect(await read(good)).toEqual({ id: good, state: 'running', result: null, failure: null });
    const failure = { code: 'not-pinned', message: 'Nothing is held.' };
    await opened.database.write(async (tx) => {
      await finishPublisherJob(tx, { id: good, now: NOW, result: { number: 7 } });
      await finishPublisherJob(tx, { id: bad, now: NOW, failure });
    });
    expect(await read(good)).toMatchObject({ state: 'done', result: { number: 7 } });
    expect(await read(bad)).toMatchObject({ state: 'dead', failure });
    expect(await read('nothing')).toBeNull();
  });

  test('of a publisher that ended: somebody waits for these, and is told; a takedown is left to the next one', async () => {
    const [rebuild, takedown] = [await add('rebuild'), await add('takedown', { takedownId: 't' })];
    await take();
    await add('takedown', { takedownId: 't' });
    await opened.database.write((tx) => settleAbandonedJobs(tx, { now: NOW }));
    expect(await read(rebuild)).toMatchObject({ state: 'dead', failure: { code: 'publisher-busy' } });
    const again = await take();
    expect(again).toHaveLength(2);
    expect(again[0]).toEqual({ id: takedown, kind: 'takedown', payload: { takedownId: 't' } });
  });

  test('that cannot be done now wait again', async () => {
    const id = await add('takedown', { takedownId: 't' });
    await take();
    await opened.database.write((tx) => postponePublisherJob(tx, { id }));
    expect(await take()).toMatchObject([{ id }]);
  });
});
