import { getLiveCollection } from 'astro:content';
import type { ListedPost, PostSelection } from './post-pages.ts';

/** A year `2026` or a month `2026-03`: how the days in it begin. */
export type Period = string;

/** Days and titles alone are soon read. */
const POSTS_PER_PAGE = 100;

/** What the pages of a year list; null for what is no year. */
export function postsOfYear(
  year: string | undefined,
  locale: string,
): (PostSelection & { year: Period }) | null {
  if (year === undefined || !/^\d{4}$/.test(year)) return null;
  return { year, locale, where: { publishedOn: daysOf(year) }, postsPerPage: POSTS_PER_PAGE };
}

/** Days are written `2026-03-01` and compare as text; no day of the period comes after this. */
function endOf(period: Period): string {
  return `${period}-99`;
}

export function daysOf(period: Period): { gte: string; lt: string } {
  return { gte: period, lt: endOf(period) };
}

/**
 * The years or months that have posts, oldest first. Each is found as that of the first post after the one before, so that what this
 * reads is the first post of each period: a new post changes it when it is the first of its own.
 */
export async function readPeriods(locale: string, unit: 'year' | 'month'): Promise<Period[]> {
  const periods: Period[] = [];
  for (let after = ''; ;) {
    const [first] = await readFirst(locale, after);
    const day = first?.data.publishedOn;
    if (day === undefined) return periods;
    const period = day.slice(0, PERIOD_LENGTH[unit]);
    periods.push(period);
    after = endOf(period);
  }
}

const PERIOD_LENGTH = { year: 4, month: 7 } as const;

async function readFirst(locale: string, after: string): Promise<ListedPost[]> {
  const where = { publishedOn: { gt: after } };
  return (await getLiveCollection('posts', { locale, where, sort: 'publishedOn', limit: 1 })).entries ?? [];
}
