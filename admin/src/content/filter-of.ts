import type { EntryFilter } from '../api/queries.ts';
import type { ListChoice } from './list-choice.ts';
import { startOfDay } from './start-of-day.ts';

/** What is asked of the server for what somebody has chosen; a choice without a value is none. */
export function filterOf(collection: string, { from, q, sort, to, ...place }: ListChoice): EntryFilter {
  const words = q?.trimStart();
  // What is searched for has an order of its own.
  const order = words ? { q: words } : { sort };
  const days = hasDates({ q, sort }) && { from: startOfDay(from, 0), to: startOfDay(to, 1) };
  return JSON.parse(JSON.stringify({ collection, ...place, ...order, ...days })) as EntryFilter;
}

/** A range of days is one of the time that the list goes by: a search and the alphabet have none. */
export function hasDates({ q, sort }: { q?: string | undefined; sort?: string | undefined }): boolean {
  return !q?.trim() && sort !== 'title';
}
