import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { z } from 'zod';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { handleJob } from '../../../server/jobs/job-engine.ts';
import type { JobEngine } from '../../../server/jobs/job-engine.ts';
import type { JobKind } from '../../../server/store/add-job.ts';
import { listJobs } from '../../../server/store/job-records.ts';
import { openTestDatabase } from '../../support/databases.ts';
import type { TestDatabase } from '../../support/databases.ts';
import { ENGINES_UNDER_TEST } from './engines.ts';

const UNTIL = { timeout: 20_000, interval: 10 };
const HOURLY = { name: 'test.hourly', payload: z.object({}), maxAttempts: 2 } satisfies JobKind;

describe.each(ENGINES_UNDER_TEST)('recurring jobs of $engine on $dialect', ({ create, dialect }) => {
  let opened: TestDatabase;
  let engines: JobEngine[];
  let now: Date;
  let ran: string[];
  beforeEach(async () => {
    opened = await openTestDatabase(dialect);
    engines = [];
    now = new Date('2026-03-01T08:30:00.000Z');
    ran = [];
  });
  afterEach(async () => {
    for (const engine of engines) await engine.stop();
    await opened.close();
  });

  type Start = { behindMs?: number; cron?: string; run?: () => Promise<void> };
  const runs = async (): Promise<void> => void ran.push(now.toISOString());
  const start = ({ behindMs = 0, cron = '0 * * * *', run = runs }: Start = {}) => {
    const engine = create({
      database: opened.database,
      log: pino({ level: 'silent' }),
      handlers: [handleJob(HOURLY, run, { cron })],
      now: () => new Date(now.getTime() - behindMs),
      pollMs: 10,
      leaseMs: 60,
      retryDelayMs: () => 0,
    });
    engines.push(engine);
    engine.start();
  };
  const occurrences = async (state: 'waiting' | 'done' | 'running' | 'dead') =>
    (await listJobs(opened.database.db, { limit: 100, state })).map(({ runAt }) => runAt);
  const untilWaiting = (...times: string[]) =>
    vi.waitFor(async () => expect(await occurrences('waiting')).toEqual(times), UNTIL);

  test('are asked for once over all processes, by their expression in UTC', async () => {
    for (let count = 0; count < 3; count++) start();
    await untilWaiting('2026-03-01T09:00:00.000Z');
    now = new Date('2026-03-01T09:00:00.000Z');
    await untilWaiting('2026-03-01T10:00:00.000Z');
    expect(ran).toEqual(['2026-03-01T09:00:00.000Z']);
    expect(await occurrences('done')).toEqual(['2026-03-01T09:00:00.000Z']);
  });

  test('are not done twice where the clock of a process is behind', async () => {
    start();
    start({ behindMs: 2_000 });
    await untilWaiting('2026-03-01T09:00:00.000Z');
    now = new Date('2026-03-01T09:00:00.000Z');
    await vi.waitFor(() => expect(ran).toHaveLength(1), UNTIL);
    await sleep(300);
    expect(ran).toHaveLength(1);
    now = new Date('2026-03-01T09:00:05.000Z');
    await untilWaiting('2026-03-01T10:00:00.000Z');
    expect(ran).toHaveLength(1);
  });

  test('never run beside themselves, and are not piled up meanwhile', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let running = 0;
    let most = 0;
    const run = async () => {
      most = Math.max(most, ++running);
      await promise;
      running--;
    };
    start({ run });
    start({ run });
    await untilWaiting('2026-03-01T09:00:00.000Z');
    now = new Date('2026-03-01T09:00:00.000Z');
    await vi.waitFor(() => expect(running).toBe(1), UNTIL);
    // Within its lease.
    await sleep(100);
    expect(await occurrences('waiting')).toEqual([]);
    expect(most).toBe(1);
    resolve();
    await untilWaiting('2026-03-01T10:00:00.000Z');
  });

  test('that were missed while nothing ran are done once', async () => {
    start();
    await untilWaiting('2026-03-01T09:00:00.000Z');
    now = new Date('2026-03-04T11:20:00.000Z');
    await untilWaiting('2026-03-04T12:00:00.000Z');
    expect(ran).toHaveLength(1);
  });

  test('follow an expression that was changed', async () => {
    start();
    await untilWaiting('2026-03-01T09:00:00.000Z');
    await engines[0]?.stop();
    start({ cron: '45 * * * *' });
    await untilWaiting('2026-03-01T08:45:00.000Z');
    expect(ran).toEqual([]);
  });

  test('go on after one that failed for good', async () => {
    start({ run: () => Promise.reject(new Error('broken')) });
    await untilWaiting('2026-03-01T09:00:00.000Z');
    now = new Date('2026-03-01T09:00:00.000Z');
    await untilWaiting('2026-03-01T10:00:00.000Z');
    expect(await occurrences('dead')).toHaveLength(1);
  });
});
