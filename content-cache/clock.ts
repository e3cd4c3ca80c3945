import type { ClockValues } from '../model/publication.ts';

/** The clock as pages may see it at this moment. */
export function clockValues(now: Date, timeZone = 'UTC'): ClockValues {
  const parts = Object.fromEntries(
    formatter(timeZone)
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  );
  const year = parts['year']?.padStart(4, '0') ?? '';
  const day = `${year}-${parts['month']}-${parts['day']}`;
  return { year, day, hour: `${day}T${parts['hour']}` };
}

/** To make one costs far more than to use it, and each publication asks for the time. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
  });
  formatters.set(timeZone, made);
  return made;
}
