import { countSchedules, type ScheduleCounts } from '../store/schedule-counts.ts';
import type { AuthoringContext } from './authoring-context.ts';

const DAY_MS = 24 * 60 * 60_000;

/** How what is scheduled stands, and how punctual it has been. */
export async function scheduleStatus({ database, now }: AuthoringContext): Promise<ScheduleCounts> {
  const since = new Date(now().getTime() - DAY_MS).toISOString();
  return await database.read((tx) => countSchedules(tx, { since }));
}
