import type { ClockValues } from '../../model/publication.ts';

/** What pages are told of the time, in the time zone of the site. */
export function clockValues(now: Date, timeZone: string): ClockValues {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
  }).formatToParts(now);
  const part = (type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((found) => found.type === type)?.value ?? '';
  const day = `${part('year')}-${part('month')}-${part('day')}`;
  return { hour: `${day}T${part('hour')}`, day, year: part('year') };
}

const QUARTER_MS = 15 * 60_000;

/** Hours begin at whole quarters of UTC everywhere on Earth. */
export function msToNextQuarter(now: Date): number {
  return QUARTER_MS - (now.getTime() % QUARTER_MS);
}
