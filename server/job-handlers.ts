import type { Config } from './config.ts';
import type { JobHandler } from './jobs/job-engine.ts';
import { sweepDaily } from './jobs/sweep-jobs.ts';
import { sendMail } from './mail/send-mail.ts';
import type { Database } from './store/database.ts';

type HandlerParts = { config: Config; database: Database };

/** Who does what was asked for with `addJob`: one line a kind. */
export function createJobHandlers({ config, database }: HandlerParts): JobHandler[] {
  return [sendMail(config), sweepDaily(database)];
}
