import { z } from 'zod';
import { handleJob } from '../jobs/job-engine.ts';
import type { JobHandler } from '../jobs/job-engine.ts';
import type { JobKind } from '../store/add-job.ts';
import type { Database } from '../store/database.ts';
import { pruneDeliveries } from '../store/webhook-deliveries.ts';

const PRUNE = {
  name: 'webhooks.prune',
  payload: z.object({}),
  maxAttempts: 5,
} satisfies JobKind;

/** Long enough to find out what a receiver has missed, and have it sent again. */
const KEPT_MS = 30 * 24 * 60 * 60_000;

/** What was delivered is not kept for ever. */
export function pruneDeliveriesDaily(database: Database, now: () => Date = () => new Date()): JobHandler {
  return handleJob(
    PRUNE,
    async (_, { log }) => {
      const createdBefore = new Date(now().getTime() - KEPT_MS).toISOString();
      const pruned = await database.write((tx) => pruneDeliveries(tx, { createdBefore }));
      if (pruned > 0) log.info({ pruned }, 'old deliveries of webhooks were removed');
    },
    { cron: '41 3 * * *' },
  );
}
