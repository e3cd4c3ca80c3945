import { z } from 'zod';
import type { JobKind } from '../store/add-job.ts';
import type { Database } from '../store/database.ts';
import { sweepJobs } from '../store/job-records.ts';
import { handleJob } from './job-engine.ts';
import type { JobHandler } from './job-engine.ts';

const SWEEP = {
  name: 'jobs.sweep',
  payload: z.object({}),
  maxAttempts: 5,
} satisfies JobKind;

/** Long enough to see what was done last week; what is dead waits for somebody to look. Secrets go with the former. */
const KEEP_DONE_DAYS = 7;
const KEEP_DEAD_DAYS = 90;
const DAY_MS = 24 * 60 * 60_000;

/** The table of jobs does not grow for ever. */
export function sweepDaily(database: Database, now: () => Date = () => new Date()): JobHandler {
  const daysAgo = (days: number): string => new Date(now().getTime() - days * DAY_MS).toISOString();
  return handleJob(
    SWEEP,
    async (_, { log }) => {
      const before = { doneBefore: daysAgo(KEEP_DONE_DAYS), deadBefore: daysAgo(KEEP_DEAD_DAYS) };
      const swept = await database.write((tx) => sweepJobs(tx, before));
      if (swept > 0) log.info({ swept }, 'old jobs were removed');
    },
    { cron: '23 3 * * *' },
  );
}
