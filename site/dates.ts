import { textsOf } from './texts.ts';

/** A day such as `2026-03-01`, written out. The day is the same for every reader, wherever the page is rendered or read. */
export function formatDay(day: string, locale: string): string {
  return formatter(locale).format(new Date(`${day.slice(0, 10)}T00:00:00Z`));
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string): Intl.DateTimeFormat {
  let found = formatters.get(locale);
  if (found === undefined) {
    found = new Intl.DateTimeFormat(textsOf(locale).dateFormat, { dateStyle: 'long', timeZone: 'UTC' });
    formatters.set(locale, found);
  }
  return found;
}
