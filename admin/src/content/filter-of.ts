import type { EntryFilter } from '../api/queries.ts';
import type { ListChoice } from './list-choice.ts';

/** What is asked of the server for what somebody has chosen; a choice without a value is none. */
export function filterOf(collection: string, { from, q, sort, to, ...place }: ListChoice): EntryFilter {
  const words = q?.trim();
  // What is searched for has an order of its own.
  const order = words ? { q: words } : { sort };
  const days = hasDates({ q, sort }) && { from: startOf(from, 0), to: startOf(to, 1) };
  return JSON.parse(JSON.stringify({ collection, ...place, ...order, ...days })) as EntryFilter;
}

/** A range of days is one of the time that the list goes by: a search and the alphabet have none. */
export function hasDates({ q, sort }: { q?: string | undefined; sort?: string | undefined }): boolean {
  return !q?.trim() && sort !== 'title';
}

/** The first moment of a day, or of one that comes later, where somebody sits. */
function startOf(day = '', later: number): string | undefined {
  const at = new Date(`${day}T00:00`);
  at.setDate(at.getDate() + later);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
