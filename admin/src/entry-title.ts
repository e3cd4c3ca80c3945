import type { EntrySummary } from '../../model/api/entry.ts';

/** What an entry goes by; a draft may have no name yet, or one of nothing but spaces. */
export function entryTitle({ title }: Pick<EntrySummary, 'title'>): string {
  return title.trim() === '' ? 'Untitled' : title;
}
