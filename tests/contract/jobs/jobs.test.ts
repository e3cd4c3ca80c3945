import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { HopelessJobError } from '../../../server/jobs/job-engine.ts';
import { addJob } from '../../../server/store/add-job.ts';
import { readJob } from '../../../server/store/job-records.ts';
import { addPublisherJob, takePublisherJobs } from '../../../server/store/publisher-jobs.ts';
import { ENGINES_UNDER_TEST } from './engines.ts';
import { NOTES, gate, noteKind, openJobsPlace } from './jobs-fixture.ts';
import type { JobsPlace } from './jobs-fixture.ts';

const UNTIL = { timeout: 20_000, interval: 10 };

describe.each(ENGINES_UNDER_TEST)('jobs of $engine on $dialect', (underTest) => {
  let place: JobsPlace;
  let done: string[];
  beforeEach(async () => {
    place = await openJobsPlace(underTest);
    done = [];
  });
  afterEach(() => place.close());

  const note = async ({ text }: { text: string }): Promise<void> => void done.push(text);
  const untilState = (id: string, state: string) =>
    vi.waitFor(async () => expect((await place.find(id))?.state).toBe(state), UNTIL);

  test('are done when the transaction that asked for them has committed, with their correlation id', async () => {
    const seen: unknown[] = [];
    place.start([
      [
        NOTES,
        async ({ text }, { attempt, correlationId, id }) =>
          void seen.push({ attempt, correlationId, id, text }),
      ],
    ]);
    const id = await place.add('a', { correlationId: 'request-1' });
    await untilState(id, 'done');
    expect(seen).toEqual([{ attempt: 1, correlationId: 'request-1', id, text: 'a' }]);
    expect(await place.find(id)).toMatchObject({ attempts: 1, lastError: null, leaseUntil: null });
  });

  test('are not there when the transaction that asked for them has not committed', async () => {
    const undone = place.opened.database.write(async (tx) => {
      await addJob(tx, NOTES, { payload: { text: 'a' }, now: new Date().toISOString() });
      throw new Error('changed my mind');
    });
    await expect(undone).rejects.toThrow('changed my mind');
    expect(await place.list()).toEqual([]);
  });

  test('cannot be asked for with a payload of another form', async () => {
    await expect(place.add(7 as unknown as string)).rejects.toThrow('test.note');
    expect(await place.list()).toEqual([]);
  });

  test('are tried again until they succeed', async () => {
    const attempts: number[] = [];
    place.start([
      [
        NOTES,
        async (_, { attempt }) => {
          attempts.push(attempt);
          if (attempt < 3) throw new Error(`not yet ${attempt}`);
        },
      ],
    ]);
    const id = await place.add('a');
    await untilState(id, 'done');
    expect(attempts).toEqual([1, 2, 3]);
  });

  test('wait between attempts for as long as they are told to', async () => {
    const id = await place.add('a');
    place.start([[NOTES, () => Promise.reject(new Error('the server is away'))]], {
      retryDelayMs: (attempts) => attempts * 3_600_000,
    });
    await vi.waitFor(async () => {
      expect(await place.find(id)).toMatchObject({
        state: 'waiting',
        attempts: 1,
        lastError: 'the server is away',
      });
    }, UNTIL);
    const waitMs = Date.parse((await place.find(id))?.runAt ?? '') - Date.now();
    expect(waitMs).toBeGreaterThan(3_000_000);
  });

  test('are dead with their error after the last attempt, and are left alone then', async () => {
    let attempts = 0;
    place.start([
      [
        NOTES,
        async ({ text }) => {
          if (text === 'good') return;
          attempts++;
          throw new Error('no such address');
        },
      ],
    ]);
    const id = await place.add('bad');
    await untilState(id, 'dead');
    await untilState(await place.add('good'), 'done');
    expect(attempts).toBe(3);
    expect(await place.find(id)).toMatchObject({ attempts: 3, lastError: 'no such address' });
  });

  test('are dead at once when no attempt can help', async () => {
    const id = await place.add('a');
    place.start([[NOTES, () => Promise.reject(new HopelessJobError('refused for ever'))]]);
    await untilState(id, 'dead');
    expect(await place.find(id)).toMatchObject({ attempts: 1, lastError: 'refused for ever' });
  });

  test('that an older program asked for in another form are dead at once', async () => {
    const id = await place.add('a');
    await place.opened.database.write((tx) => tx.updateTable('job').set({ payload: '{"old":1}' }).execute());
    place.start([[NOTES, note]]);
    await untilState(id, 'dead');
    expect((await place.find(id))?.lastError).toContain('text');
  });

  test('that take too long count as failed, and are told so', async () => {
    let isAborted = false;
    const kind = noteKind('test.slow', { timeoutMs: 50, maxAttempts: 1 });
    place.start([
      [
        kind,
        (_, { signal }) => new Promise(() => signal.addEventListener('abort', () => (isAborted = true))),
      ],
    ]);
    const id = await place.add('a', { kind });
    await untilState(id, 'dead');
    expect(isAborted).toBe(true);
    expect((await place.find(id))?.lastError).toContain('0.05 s');
  });

  test('of one key are shared while one waits, and run one after the other', async () => {
    const { open, opened } = gate();
    let running = 0;
    let most = 0;
    const first = await place.add('a', { uniqueKey: 'k' });
    expect(await place.add('b', { uniqueKey: 'k' })).toBe(first);
    expect(await place.add('b', { uniqueKey: 'other' })).not.toBe(first);
    expect(await place.add('a', { uniqueKey: 'k', kind: noteKind('test.other') })).not.toBe(first);
    place.start([
      [
        NOTES,
        async ({ text }) => {
          if (text !== 'b') {
            most = Math.max(most, ++running);
            await opened;
            running--;
          }
          done.push(text);
        },
      ],
    ]);
    await untilState(first, 'running');
    const second = await place.add('c', { uniqueKey: 'k' });
    expect(second).not.toBe(first);
    await vi.waitFor(() => expect(done).toEqual(['b']), UNTIL);
    open();
    await untilState(second, 'done');
    expect(done).toEqual(['b', 'a', 'c']);
    expect(most).toBe(1);
  });

  test('of one key that fail while another one waits are both done', async () => {
    const { open, opened } = gate();
    place.start([
      [
        NOTES,
        async ({ text }, { attempt }) => {
          if (text === 'a' && attempt === 1) {
            await opened;
            throw new Error('once');
          }
          done.push(text);
        },
      ],
    ]);
    const first = await place.add('a', { uniqueKey: 'k' });
    await untilState(first, 'running');
    const second = await place.add('b', { uniqueKey: 'k' });
    open();
    await untilState(first, 'done');
    await untilState(second, 'done');
    expect(done.toSorted()).toEqual(['a', 'b']);
  });

  test('are not done before their time, and are then', async () => {
    let now = new Date('2026-03-01T08:00:00.000Z');
    const engine = place.start([[NOTES, note]], { now: () => now });
    await place.add('later', { now: now.toISOString(), runAt: '2026-03-01T09:00:00.000Z' });
    await untilState(await place.add('now', { now: now.toISOString() }), 'done');
    now = new Date('2026-03-01T08:59:59.999Z');
    await untilState(await place.add('still', { now: now.toISOString() }), 'done');
    expect(done).toEqual(['now', 'still']);
    now = new Date('2026-03-01T09:00:00.000Z');
    engine.wake();
    await vi.waitFor(() => expect(done).toEqual(['now', 'still', 'later']), UNTIL);
  });

  test('are each done once by several engines', async () => {
    const texts = Array.from({ length: 60 }, (_, index) => `note ${index}`);
    for (let count = 0; count < 3; count++) place.start([[NOTES, note]]);
    await Promise.all(texts.map((text) => place.add(text)));
    await vi.waitFor(() => expect(done.length).toBeGreaterThanOrEqual(texts.length), UNTIL);
    await vi.waitFor(async () => {
      expect((await place.list()).every(({ state }) => state === 'done')).toBe(true);
    }, UNTIL);
    expect(done.toSorted()).toEqual(texts.toSorted());
  });

  test('of one kind do not keep those of another waiting, however many there are and however long they take', async () => {
    const { open, opened } = gate();
    const flood = noteKind('test.flood', { priority: 10 });
    for (let count = 0; count < 30; count++) await place.add('flood', { kind: flood });
    place.start(
      [
        [flood, () => opened],
        [NOTES, note],
      ],
      { concurrency: 3 },
    );
    await vi.waitFor(async () => {
      expect((await place.list()).filter(({ state }) => state === 'running')).toHaveLength(2);
    }, UNTIL);
    for (const text of ['a', 'b', 'c']) await place.add(text);
    await vi.waitFor(() => expect(done).toHaveLength(3), UNTIL);
    open();
  });

  test('hold what they record together with their end, or not at all', async () => {
    place.start([
      [
        NOTES,
        async (_, { attempt }) =>
          async (tx) => {
            await tx
              .insertInto('audit')
              .values(auditRow(`attempt ${attempt}`))
              .execute();
            if (attempt === 1) throw new Error('after it was written');
          },
      ],
    ]);
    await untilState(await place.add('a'), 'done');
    const rows = await place.opened.database.db.selectFrom('audit').select('subject').execute();
    expect(rows).toEqual([{ subject: 'attempt 2' }]);
  });

  test('forget a payload that holds a secret once they are done, and show it to nobody before', async () => {
    const kind = noteKind('test.secret', { isForgotten: true, maxAttempts: 1 });
    const { db } = place.opened.database;
    const payloads = () => db.selectFrom('job').select('payload').orderBy('id').execute();
    const [good, bad] = [await place.add('good', { kind }), await place.add('bad', { kind })];
    expect(await readJob(db, { id: good })).toMatchObject({ payload: null });
    place.start([
      [kind, async ({ text }) => (text === 'bad' ? Promise.reject(new Error('away')) : note({ text }))],
    ]);
    await untilState(good, 'done');
    await untilState(bad, 'dead');
    expect(done).toEqual(['good']);
    // What is dead can still be tried again.
    expect((await payloads()).map(({ payload }) => JSON.parse(payload) as unknown)).toEqual([
      {},
      { text: 'bad' },
    ]);
    expect(await readJob(db, { id: bad })).toMatchObject({ payload: null });
  });

  test('of kinds that nobody here knows, and of the publisher, are left alone', async () => {
    const unknown = await place.add('a', { kind: noteKind('test.newer') });
    const now = '2026-03-01T08:00:00.000Z';
    const { database } = place.opened;
    const asked = await database.write((tx) => addPublisherJob(tx, { kind: 'rebuild', payload: {}, now }));
    await database.write((tx) => takePublisherJobs(tx));
    place.start([[NOTES, note]], { leaseMs: 60 });
    await untilState(await place.add('b'), 'done');
    await sleep(100);
    expect(await place.find(unknown)).toMatchObject({ state: 'waiting', attempts: 0 });
    expect(await place.find(asked)).toMatchObject({ state: 'running' });
  });

  test('go on once the database that was away is back', async () => {
    const { database } = place.opened;
    let isAway = true;
    const shaky: typeof database = {
      ...database,
      write: (work) => (isAway ? Promise.reject(new Error('away')) : database.write(work)),
    };
    const id = await place.add('a');
    place.start([[NOTES, note]], { database: shaky });
    await sleep(100);
    expect(done).toEqual([]);
    isAway = false;
    await untilState(id, 'done');
  });
});

function auditRow(subject: string) {
  const at = '2026-03-01T08:00:00.000Z';
  return { id: subject, at, actor_id: null, action: 'test', subject, correlation_id: null, details: '{}' };
}
