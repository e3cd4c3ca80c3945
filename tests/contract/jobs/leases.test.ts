import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startChild } from '../../support/child-process.ts';
import { ENGINES_UNDER_TEST } from './engines.ts';
import { NOTES, gate, noteKind, openJobsPlace } from './jobs-fixture.ts';
import type { JobsPlace } from './jobs-fixture.ts';

const UNTIL = { timeout: 25_000, interval: 20 };
/** Nobody extends it in these tests but the engines themselves. */
const SHORT_LEASE_MS = 400;

describe.each(ENGINES_UNDER_TEST)('leases of $engine on $dialect', (underTest) => {
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
  const startWorker = () => {
    const { dataDir, databaseUrl } = place.opened;
    const where = JSON.stringify({ engine: underTest.engine, dataDir, databaseUrl });
    return startChild(join(import.meta.dirname, 'work-child.ts'), [where]);
  };

  test('bring the job of a killed process to another one, and what it records is recorded once', async () => {
    const id = await place.add('a');
    const child = startWorker();
    expect(await child.nextLine()).toBe('begun a');
    child.process.kill('SIGKILL');
    await child.ended;
    expect(await place.find(id)).toMatchObject({ state: 'running', attempts: 1 });
    place.start([[NOTES, note]], { leaseMs: SHORT_LEASE_MS });
    await untilState(id, 'done');
    expect(done).toEqual(['a']);
    expect(await place.find(id)).toMatchObject({ attempts: 2 });
  }, 60_000);

  test('lose no job and record each once, however many processes are killed in the middle of them', async () => {
    const kind = noteKind('test.note', { maxAttempts: 50 });
    const ids = await Promise.all(Array.from({ length: 12 }, (_, n) => place.add(`quick ${n}`, { kind })));
    for (let kill = 0; kill < 4; kill++) {
      const child = startWorker();
      // The ones before may have left nothing to begin.
      await Promise.race([child.nextLine().catch(() => undefined), sleep(3_000)]);
      await sleep(Math.random() * 60);
      child.process.kill('SIGKILL');
      await child.ended;
    }
    place.start(
      [
        [
          kind,
          async ({ text }) =>
            async (tx) =>
              void (await tx.insertInto('audit').values(auditRow(text)).execute()),
        ],
      ],
      {
        leaseMs: SHORT_LEASE_MS,
      },
    );
    for (const id of ids) await untilState(id, 'done');
    const rows = await place.opened.database.db.selectFrom('audit').select('subject').execute();
    expect(rows.map(({ subject }) => subject).toSorted()).toEqual(
      Array.from({ length: 12 }, (_, n) => `quick ${n}`).toSorted(),
    );
  }, 120_000);

  test('end with the last attempt of a job that kills its process each time', async () => {
    const kind = noteKind('test.note', { maxAttempts: 1 });
    const id = await place.add('a', { kind });
    const child = startWorker();
    await child.nextLine();
    child.process.kill('SIGKILL');
    await child.ended;
    place.start([[kind, note]], { leaseMs: SHORT_LEASE_MS });
    await untilState(id, 'dead');
    expect(done).toEqual([]);
    expect((await place.find(id))?.lastError).toContain('ended');
  }, 60_000);

  test('are extended for as long as the job runs', async () => {
    const { open, opened } = gate();
    let begun = 0;
    const slow = async () => {
      begun++;
      await opened;
    };
    for (let count = 0; count < 2; count++) place.start([[NOTES, slow]], { leaseMs: SHORT_LEASE_MS });
    const id = await place.add('a');
    await untilState(id, 'running');
    await sleep(SHORT_LEASE_MS * 3);
    open();
    await untilState(id, 'done');
    expect(begun).toBe(1);
  });

  test('that were lost keep the late one from recording anything, and tell it', async () => {
    const { open, opened } = gate();
    let isAborted = false;
    const id = await place.add('a');
    place.start(
      [
        [
          NOTES,
          async (_, { signal }) => {
            signal.addEventListener('abort', () => (isAborted = true));
            await opened;
            return async (tx) => void (await tx.insertInto('audit').values(auditRow('late')).execute());
          },
        ],
      ],
      { leaseMs: SHORT_LEASE_MS },
    );
    await untilState(id, 'running');
    // As if it had stood still, and somebody else had done the job meanwhile.
    await place.opened.database.write((tx) =>
      tx.updateTable('job').set({ state: 'done', attempts: 2, locked_by: null, lease_until: null }).execute(),
    );
    await vi.waitFor(() => expect(isAborted).toBe(true), UNTIL);
    open();
    await sleep(200);
    expect(await place.opened.database.db.selectFrom('audit').selectAll().execute()).toEqual([]);
    expect(await place.find(id)).toMatchObject({ state: 'done', attempts: 2 });
  });

  test('end in order when the engine stops: it waits for what runs, and takes nothing more', async () => {
    const { open, opened } = gate();
    const engine = place.start([
      [
        NOTES,
        async ({ text }) => {
          await opened;
          done.push(text);
        },
      ],
    ]);
    const first = await place.add('a');
    await untilState(first, 'running');
    let isStopped = false;
    const stopping = engine.stop().then(() => (isStopped = true));
    const second = await place.add('b');
    await sleep(100);
    expect(isStopped).toBe(false);
    open();
    await stopping;
    expect(done).toEqual(['a']);
    expect(await place.find(first)).toMatchObject({ state: 'done' });
    expect(await place.find(second)).toMatchObject({ state: 'waiting' });
  });

  test('are given back when a job does not end in time: another process does it at once, as the same attempt', async () => {
    const { open, opened } = gate();
    const engine = place.start([[NOTES, () => opened]], { drainMs: 50 });
    const id = await place.add('a');
    await untilState(id, 'running');
    await engine.stop();
    expect(await place.find(id)).toMatchObject({ state: 'waiting', attempts: 0, leaseUntil: null });
    place.start([[NOTES, note]]);
    await untilState(id, 'done');
    open();
    expect(done).toEqual(['a']);
  });
});

function auditRow(subject: string) {
  const at = '2026-03-01T08:00:00.000Z';
  return { id: subject, at, actor_id: null, action: 'test', subject, correlation_id: null, details: '{}' };
}
