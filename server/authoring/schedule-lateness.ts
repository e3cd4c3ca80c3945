import type { StoredSchedule } from '../store/schedules.ts';

/** What is in the publication log within a second of its time has fired at its time. */
const LATE_MS = 1_000;

export function isLate(
  { dueAt, latenessMs, state }: Pick<StoredSchedule, 'dueAt' | 'latenessMs' | 'state'>,
  now: Date,
): boolean {
  if (state === 'cancelled') return false;
  return (latenessMs ?? now.getTime() - Date.parse(dueAt)) > LATE_MS;
}
