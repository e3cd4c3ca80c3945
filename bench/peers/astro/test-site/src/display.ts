/** What a page shows of a tag or of an author. */
export type Term = { name: string; slug: string; description?: string | undefined };

/** What a list shows of a post. */
export type Card = { path: string; title: string; description: string; date: string; topics: Term[] };

export type ListPage = { cards: Card[]; page: number; pageCount: number; base: string };

export const POSTS_PER_PAGE = 10;

const days = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

export function formatDay(date: Date | string): string {
  return days.format(new Date(date));
}

const WORDS_PER_MINUTE = 220;

export function readingMinutes(text: string): number {
  return Math.max(1, Math.round((text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) / WORDS_PER_MINUTE));
}

export function xmlText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
