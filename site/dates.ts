import { textsOf } from './texts.ts';

/** A day such as `2026-03-01`, written out. The day is the same for every reader, wherever the page is rendered or read. */
export function formatDay(day: string, locale: string): string {
  return format(day, { locale, style: 'day' });
}

/** The name of a month such as `2026-03`, without its year. */
export function formatMonth(month: string, locale: string): string {
  return format(`${month}-01`, { locale, style: 'month' });
}

/** The number of a day in its month, as the language writes it: `1` or `1.` */
export function formatDayOfMonth(day: string, locale: string): string {
  return format(day, { locale, style: 'dayOfMonth' });
}

const STYLES = {
  day: { dateStyle: 'long' },
  month: { month: 'long' },
  dayOfMonth: { day: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const formatters = new Map<string, Intl.DateTimeFormat>();

function format(day: string, { locale, style }: { locale: string; style: keyof typeof STYLES }): string {
  const key = `${style} ${locale}`;
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat(textsOf(locale).dateFormat, { ...STYLES[style], timeZone: 'UTC' });
    formatters.set(key, formatter);
  }
  return formatter.format(new Date(`${day.slice(0, 10)}T00:00:00Z`));
}
