import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { retryJob } from '../../../server/store/job-records.ts';
import { ENGINES_UNDER_TEST } from './engines.ts';
import { NOTES, gate, openJobsPlace } from './jobs-fixture.ts';
import type { JobsPlace } from './jobs-fixture.ts';

const UNTIL = { timeout: 20_000, interval: 10 };
/** Whatever is done within the test was told of, and not looked for. */
const NEVER = { pollMs: 3_600_000 };
const TOLD = ENGINES_UNDER_TEST.filter(({ engine }) => engine === 'graphile-worker');

describe.skipIf(TOLD.length === 0).each(TOLD)('PostgreSQL tells $engine', (underTest) => {
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
  const queued = async (): Promise<number> => {
    const { rows } = await sql<{ count: string }>`select count(*) from graphile_worker.jobs`.execute(
      place.opened.database.db,
    );
    return Number(rows[0]?.count);
  };

  test('of a job that is asked for, before it runs and while it does, and keeps none that is done', async () => {
    const before = await place.add('before');
    place.start([[NOTES, note]], NEVER);
    await untilState(before, 'done');
    await untilState(await place.add('while'), 'done');
    expect(done).toEqual(['before', 'while']);
    await vi.waitFor(async () => expect(await queued()).toBe(0), UNTIL);
  });

  test('of one that is to be tried again, by itself and when somebody asks for it', async () => {
    let isAway = true;
    const run = async (payload: { text: string }): Promise<void> => {
      if (isAway) throw new Error('away');
      await note(payload);
    };
    place.start([[NOTES, run]], NEVER);
    const id = await place.add('a');
    await untilState(id, 'dead');
    isAway = false;
    const now = new Date().toISOString();
    await place.opened.database.write((tx) => retryJob(tx, { id, now }));
    await untilState(id, 'done');
    expect(done).toEqual(['a']);
  });

  test('of the next one of a key once the one before it has ended', async () => {
    const { open, opened } = gate();
    place.start(
      [
        [
          NOTES,
          async (payload) => {
            if (payload.text === 'first') await opened;
            await note(payload);
          },
        ],
      ],
      NEVER,
    );
    const first = await place.add('first', { uniqueKey: 'k' });
    await untilState(first, 'running');
    const second = await place.add('second', { uniqueKey: 'k' });
    await vi.waitFor(async () => expect(await queued()).toBe(1), UNTIL);
    open();
    await untilState(second, 'done');
    expect(done).toEqual(['first', 'second']);
  });

  test('of one that its process has given back', async () => {
    const { open, opened } = gate();
    const engine = place.start([[NOTES, () => opened]], { ...NEVER, drainMs: 50 });
    const id = await place.add('a');
    await untilState(id, 'running');
    await engine.stop();
    place.start([[NOTES, note]], NEVER);
    await untilState(id, 'done');
    open();
    expect(done).toEqual(['a']);
  });

  test('of one whose time has come by the clock of the database, and it waits for that of its process', async () => {
    const behindMs = 700;
    place.start([[NOTES, note]], { ...NEVER, now: () => new Date(Date.now() - behindMs) });
    const id = await place.add('a');
    await untilState(id, 'done');
    const { createdAt } = (await place.find(id)) ?? { createdAt: '' };
    expect(Date.now() - Date.parse(createdAt)).toBeGreaterThanOrEqual(behindMs);
  });

  test('of nothing that an older program has waiting: that is looked for', async () => {
    const { database } = place.opened;
    await database.write((tx) => sql`alter table job disable trigger user`.execute(tx));
    const id = await place.add('a');
    await database.write((tx) => sql`alter table job enable trigger user`.execute(tx));
    expect(await queued()).toBe(0);
    place.start([[NOTES, note]], NEVER);
    await untilState(id, 'done');
    expect(done).toEqual(['a']);
  });
});
