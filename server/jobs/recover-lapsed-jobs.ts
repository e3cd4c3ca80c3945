import { buryJob, postponeJob } from '../store/settle-job.ts';
import { listLapsedJobs } from '../store/take-jobs.ts';
import type { JobTools } from './run-job.ts';

const ERROR = 'The process that did it ended, or was not heard of for too long.';

/** Jobs of processes that were killed wait again. One that has had all its attempts is dead: it may be what kills them. */
export async function recoverLapsedJobs({ database, log, now, retryDelayMs }: JobTools): Promise<void> {
  const time = now();
  const lapsed = await listLapsedJobs(database.db, { now: time.toISOString() });
  if (lapsed.length === 0) return;
  await database.write(async (tx) => {
    for (const job of await listLapsedJobs(tx, { now: time.toISOString() })) {
      const { attempts, id, kind, maxAttempts } = job;
      log.warn({ job: id, kind, attempt: attempts }, 'the process that did a job is gone');
      // The first time at once: most probably the process was killed for reasons of its own.
      const delayMs = attempts === 1 ? 0 : retryDelayMs(attempts);
      const runAt = new Date(time.getTime() + delayMs).toISOString();
      if (attempts >= maxAttempts) await buryJob(tx, job, { error: ERROR, now: time.toISOString() });
      else await postponeJob(tx, job, { error: ERROR, runAt });
    }
  });
}
