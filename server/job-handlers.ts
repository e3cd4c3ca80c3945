import type { JobHandler } from './jobs/job-engine.ts';
import { sweepDaily } from './jobs/sweep-jobs.ts';
import type { Database } from './store/database.ts';

/** Who does what was asked for with `addJob`: one line a kind. */
export function createJobHandlers({ database }: { database: Database }): JobHandler[] {
  return [sweepDaily(database)];
}
