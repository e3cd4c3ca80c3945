import { listScheduleSteps } from '../store/schedules.ts';
import type { ScheduleStep, StoredSchedule } from '../store/schedules.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { findSchedule } from './find-schedule.ts';

/** With all that has happened to it, in its order. */
export type ScheduleDetails = StoredSchedule & { ledger: ScheduleStep[] };

export async function readSchedule(
  { database, model }: AuthoringContext,
  { actor, id }: Call & { id: string },
): Promise<ScheduleDetails> {
  return await database.read(async (tx) => {
    const schedule = await findSchedule(tx, { actor, model, id });
    return { ...schedule, ledger: await listScheduleSteps(tx, { id }) };
  });
}
