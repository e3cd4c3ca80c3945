import { doneBy } from '../accounts/actor.ts';
import { AppError } from '../errors.ts';
import { appendEvent } from '../store/events.ts';
import { addPublisherJob } from '../store/publisher-jobs.ts';
import { readAnyPin } from '../store/target-pins.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { requirePermission } from './permission.ts';

/** Asks the process that publishes to let go of the release that the site is held at. That one writes it down in the audit. Returns the id of the job. */
export async function requestResume(
  context: AuthoringContext,
  { actor, correlationId }: Call,
): Promise<string> {
  requirePermission(actor, 'release.rollback', { kind: 'installation' });
  return await context.database.write(async (tx) => {
    const pin = await readAnyPin(tx);
    if (pin === null) {
      throw new AppError('not-pinned', 'The site is not held at a release: everything published goes live.');
    }
    const now = context.now().toISOString();
    const accepted = { at: now, kind: 'release.accepted', actorId: actor.userId, correlationId } as const;
    await appendEvent(tx, { ...accepted, about: { release: pin.releaseNumber } });
    return await addPublisherJob(tx, {
      kind: 'resume',
      payload: { ...doneBy(actor), correlationId },
      now,
    });
  });
}
