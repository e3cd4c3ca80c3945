import { dayFromUtc, utcOf, type Day } from './day.ts';

const DAY_MS = 24 * 60 * 60_000;
const DAYS_OF_WEEK = 7;

/** In the zone of whoever looks. */
export function dayOf(moment: Date): Day {
  const [year, month, day] = [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()];
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Where it begins, in the zone of whoever looks. */
export function startOf(day: Day): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date);
}

export function addDays(day: Day, count: number): Day {
  return dayFromUtc(utcOf(day) + count * DAY_MS);
}

/** The same day of another month, or its last one where it is shorter. */
export function addMonths(day: Day, count: number): Day {
  const at = new Date(utcOf(day));
  const first = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + count, 1);
  const next = new Date(first);
  const length = new Date(Date.UTC(next.getUTCFullYear(), next.getUTCMonth() + 1, 0)).getUTCDate();
  return dayFromUtc(first + (Math.min(at.getUTCDate(), length) - 1) * DAY_MS);
}

/** From Monday on. */
export function weekOf(day: Day): Day[] {
  const monday = addDays(day, -((new Date(utcOf(day)).getUTCDay() + 6) % DAYS_OF_WEEK));
  return Array.from({ length: DAYS_OF_WEEK }, (_, index) => addDays(monday, index));
}

/** The weeks that its month touches. */
export function monthOf(day: Day): Day[][] {
  const first = `${day.slice(0, 7)}-01`;
  const after = addMonths(first, 1);
  const weeks: Day[][] = [];
  for (let monday = weekOf(first)[0] ?? first; monday < after; monday = addDays(monday, DAYS_OF_WEEK))
    weeks.push(weekOf(monday));
  return weeks;
}

/** Where a key leads from a day; null for keys that lead nowhere. */
export function dayByKey(day: Day, key: string): Day | null {
  const week = weekOf(day);
  const ways: Readonly<Record<string, Day | undefined>> = {
    ArrowLeft: addDays(day, -1),
    ArrowRight: addDays(day, 1),
    ArrowUp: addDays(day, -DAYS_OF_WEEK),
    ArrowDown: addDays(day, DAYS_OF_WEEK),
    Home: week[0],
    End: week.at(-1),
    PageUp: addMonths(day, -1),
    PageDown: addMonths(day, 1),
  };
  return ways[key] ?? null;
}
