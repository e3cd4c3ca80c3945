import type { ZonedTime } from '../../model/zoned-time.ts';
import { doneBy } from '../accounts/actor.ts';
import { appendAudit } from '../store/audit.ts';
import { changeSchedule, lockFiring } from '../store/schedules.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { findSchedule, requireOfSchedule, scheduleClosed } from './find-schedule.ts';
import { prepareSchedule } from './prepare-schedule.ts';
import { readSchedule, type ScheduleDetails } from './read-schedule.ts';
import { requireScheduleTime } from './schedule-time.ts';

/** Also of one that could not be published at its time: it gets another one. */
export async function moveSchedule(
  context: AuthoringContext,
  { at, ...request }: Call & { id: string; at: ZonedTime },
): Promise<ScheduleDetails> {
  const { actor, correlationId, id } = request;
  const { database, model } = context;
  await database.write(async (tx) => {
    await lockFiring(tx);
    const schedule = await findSchedule(tx, { actor, model, id });
    await requireOfSchedule(tx, { actor, model, schedule });
    const now = context.now();
    const time = requireScheduleTime(at, now);
    const moved = { id, at: now.toISOString(), from: schedule, kind: 'moved' as const, time };
    if (!(await changeSchedule(tx, moved))) throw scheduleClosed(schedule);
    await appendAudit(tx, {
      at: moved.at,
      ...doneBy(actor),
      action: 'schedule.move',
      subject: `schedule:${id}`,
      correlationId,
      details: { entryIds: schedule.entries.map(({ entryId }) => entryId), dueAt: time.dueAt },
    });
  });
  await prepareSchedule(context, { id });
  context.scheduleChanged?.();
  return await readSchedule(context, request);
}
