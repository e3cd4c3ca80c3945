import { doneBy } from '../accounts/actor.ts';
import { appendAudit } from '../store/audit.ts';
import { changeSchedule, lockFiring } from '../store/schedules.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { findSchedule, requireOfSchedule, scheduleClosed } from './find-schedule.ts';

/** It stays in the list, as cancelled. */
export async function cancelSchedule(
  context: AuthoringContext,
  { actor, correlationId, id }: Call & { id: string },
): Promise<void> {
  const { database, model } = context;
  await database.write(async (tx) => {
    await lockFiring(tx);
    const schedule = await findSchedule(tx, { actor, model, id });
    await requireOfSchedule(tx, { actor, model, schedule });
    const at = context.now().toISOString();
    const cancelled = { id, at, from: schedule, kind: 'cancelled' as const, code: null, reason: null };
    if (!(await changeSchedule(tx, cancelled))) throw scheduleClosed(schedule);
    await appendAudit(tx, {
      at,
      ...doneBy(actor),
      action: 'schedule.cancel',
      subject: `schedule:${id}`,
      correlationId,
      details: { entryIds: schedule.entries.map(({ entryId }) => entryId) },
    });
  });
  context.scheduleChanged?.();
}
