/**
 * `work-child.ts WHERE`, where WHERE is JSON: `{ engine, dataDir, databaseUrl? }`. Does the jobs of the kind `test.note` with that engine and
 * a lease of a second, prints `begun TEXT` as each begins, and takes its time, but for those whose text begins with `quick`.
 */
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { z } from 'zod';
import { createEmbeddedEngine } from '../../../server/jobs/embedded-engine.ts';
import { createJobEngine } from '../../../server/jobs/create-job-engine.ts';
import { handleJob } from '../../../server/jobs/job-engine.ts';
import type { JobEngineOptions } from '../../../server/jobs/job-engine.ts';
import { openDatabase } from '../../../server/store/database.ts';

type Where = { engine: string; dataDir: string; databaseUrl?: string };

const ENGINES: Record<string, (options: JobEngineOptions) => { start(): void }> = {
  'the embedded engine': createEmbeddedEngine,
  'graphile-worker': createJobEngine,
};

const { dataDir, databaseUrl, engine } = JSON.parse(process.argv[2] ?? '') as Where;
const kind = { name: 'test.note', payload: z.object({ text: z.string() }), maxAttempts: 50 };
const run = handleJob(kind, async ({ text }) => {
  writeSync(1, `begun ${text}\n`);
  await sleep(text.startsWith('quick') ? 20 : 60_000);
  return async (tx) => {
    const at = '2026-03-01T08:00:00.000Z';
    const row = { id: text, at, actor_id: null, action: 'test', subject: text, correlation_id: null };
    await tx
      .insertInto('audit')
      .values({ ...row, details: '{}' })
      .execute();
  };
});
const database = await openDatabase({ dataDir, databaseUrl });
const log = pino({ level: 'silent' });
ENGINES[engine]?.({ database, log, handlers: [run], leaseMs: 1_000, pollMs: 10, concurrency: 4 }).start();
