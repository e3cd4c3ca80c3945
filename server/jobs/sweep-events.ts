import { z } from 'zod';
import type { JobKind } from '../store/add-job.ts';
import type { Database } from '../store/database.ts';
import { deleteOldEvents } from '../store/events.ts';
import { handleJob } from './job-engine.ts';
import type { JobHandler } from './job-engine.ts';

const SWEEP = {
  name: 'events.sweep',
  payload: z.object({}),
  maxAttempts: 5,
} satisfies JobKind;

/** A laptop that was closed overnight goes on where it was; whoever has been away for longer reads anew what they show. */
const KEEP_MS = 24 * 60 * 60_000;

/** What was told long ago is in the audit and in the releases, if anywhere. */
export function sweepEvents(database: Database, now: () => Date = () => new Date()): JobHandler {
  return handleJob(
    SWEEP,
    async () => {
      const before = new Date(now().getTime() - KEEP_MS).toISOString();
      await database.write((tx) => deleteOldEvents(tx, { before }));
    },
    { cron: '41 * * * *' },
  );
}
