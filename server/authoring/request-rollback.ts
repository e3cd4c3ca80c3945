import { doneBy } from '../accounts/actor.ts';
import { requireRelease } from '../store/diff-releases.ts';
import { appendEvent } from '../store/events.ts';
import { addPublisherJob } from '../store/publisher-jobs.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { requirePermission } from './permission.ts';

export type RollbackRequest = Call & { number: number; reason?: string | null | undefined };

/** Asks the process that publishes to go back to a release and to hold the site there. That one writes it down in the audit. Returns the id of the job. */
export async function requestRollback(context: AuthoringContext, request: RollbackRequest): Promise<string> {
  const { actor, correlationId, number, reason = null } = request;
  requirePermission(actor, 'release.rollback', { kind: 'installation' });
  return await context.database.write(async (tx) => {
    await requireRelease(tx, { number });
    const now = context.now().toISOString();
    const payload = { toNumber: number, ...doneBy(actor), reason, correlationId };
    const accepted = { at: now, kind: 'release.accepted', actorId: actor.userId, correlationId } as const;
    await appendEvent(tx, { ...accepted, about: { release: number } });
    return await addPublisherJob(tx, { kind: 'rollback', payload, now });
  });
}
