import { Cron } from 'croner';
import { ensureRecurringJob } from '../store/recurring-jobs.ts';
import type { JobEngineOptions } from './job-engine.ts';

type Tools = Required<Pick<JobEngineOptions, 'database' | 'handlers' | 'now'>>;

/** The next occurrence of each waits, whichever process gets there first. */
export async function planRecurringJobs({ database, handlers, now }: Tools): Promise<void> {
  for (const { cron, kind } of handlers) {
    if (cron === undefined) continue;
    const time = now();
    const next = new Cron(cron, { timezone: 'UTC' }).nextRun(time);
    if (next === null) continue;
    const occurrence = { now: time.toISOString(), runAt: next.toISOString() };
    await database.write((tx) => ensureRecurringJob(tx, kind, occurrence));
  }
}
