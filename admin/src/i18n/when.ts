import { i18n } from '@lingui/core';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS = [
  [DAY, 'day'],
  [HOUR, 'hour'],
  [MINUTE, 'minute'],
] as const;

/** "3 hours ago", "in 2 days"; from a week on, the date. */
export function whenInWords(iso: string, now = Date.now()): string {
  const ms = Date.parse(iso) - now;
  if (Math.abs(ms) > 7 * DAY) return i18n.date(new Date(iso), { dateStyle: 'medium' });
  const [size, unit] = UNITS.find(([least]) => Math.abs(ms) >= least) ?? [MINUTE, 'minute'];
  return new Intl.RelativeTimeFormat(i18n.locale, { numeric: 'auto' }).format(Math.round(ms / size), unit);
}

export function momentInFull(iso: string): string {
  return i18n.date(new Date(iso), { dateStyle: 'long', timeStyle: 'medium' });
}
