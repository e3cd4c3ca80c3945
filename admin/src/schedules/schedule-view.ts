import { isDay, type Day } from './day.ts';

/** What stands in the address: a reload and the way back bring it again. */
export type ScheduleView = { view?: 'week'; day?: Day };

export function readScheduleView({ day, view }: Record<string, unknown>): ScheduleView {
  return { ...(view === 'week' && { view }), ...(isDay(day) && { day }) };
}
