import { doneBy } from '../accounts/actor.ts';
import { appendAudit } from '../store/audit.ts';
import { readJob, retryJob as putBack } from '../store/job-records.ts';
import type { JobRecord } from '../store/job-records.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { requirePermission } from './permission.ts';

/** One that is dead has all its attempts again; one that waits is tried at once. */
export async function retryJob(
  { database, now }: Pick<AuthoringContext, 'database' | 'now'>,
  { actor, correlationId, id }: Call & { id: string },
): Promise<JobRecord> {
  requirePermission(actor, 'job.manage', { kind: 'installation' });
  return await database.write(async (tx) => {
    const at = now().toISOString();
    await putBack(tx, { id, now: at });
    const job = await readJob(tx, { id });
    await appendAudit(tx, {
      at,
      ...doneBy(actor),
      action: 'job.retry',
      subject: `job:${id}`,
      correlationId,
      details: { kind: job.kind },
    });
    return job;
  });
}
