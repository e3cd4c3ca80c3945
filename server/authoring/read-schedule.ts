import { listScheduleSteps } from '../store/schedules.ts';
import type { ScheduleStep, StoredSchedule } from '../store/schedules.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { findSchedule } from './find-schedule.ts';
import { namesOfScheduled, type ScheduledNames } from './scheduled-names.ts';

/** With all that has happened to it, in its order. */
export type ScheduleDetails = StoredSchedule & { ledger: ScheduleStep[]; names: ScheduledNames };

export async function readSchedule(
  { database, model }: AuthoringContext,
  { actor, id }: Call & { id: string },
): Promise<ScheduleDetails> {
  return await database.read(async (tx) => {
    const schedule = await findSchedule(tx, { actor, model, id });
    const names = await namesOfScheduled(tx, [schedule]);
    return { ...schedule, names, ledger: await listScheduleSteps(tx, { id }) };
  });
}
