/** A day as calendars write it, such as `2026-03-31`: no time and no zone. */
export type Day = string;

export function isDay(value: unknown): value is Day {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && dayFromUtc(utcOf(value)) === value;
}

export function utcOf(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`);
}

export function dayFromUtc(time: number): Day {
  return Number.isNaN(time) ? '' : new Date(time).toISOString().slice(0, 10);
}
