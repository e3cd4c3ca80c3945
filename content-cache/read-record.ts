import type { ClockGrain } from '../model/publication.ts';
import type { CountQuery, EntryLookup, FullQuery, NeighboursQuery } from './query.ts';

/** One thing a page looked at while it rendered: the question, and what decides whether the answer is still the same. */
export type ReadRecord = {
  /** A `Question` in its canonical JSON: records are looked up by it, and most of them are never taken apart again. */
  question: string;
  digest: string;
  /** Of an answer that is cut out of an order of entries. */
  window: ReadWindow | null;
};

/** What can be asked, each in its one form. */
export type Question =
  | { kind: 'entry'; lookup: EntryLookup }
  /** An entry with the fields that lists carry. */
  | { kind: 'card'; collection: string; id: string }
  /** When these were last published: all of which a page says so. */
  | { kind: 'published-at'; ids: readonly string[] }
  | { kind: 'query'; query: FullQuery }
  | { kind: 'count'; query: CountQuery }
  /** The entries before and after one in an order. */
  | { kind: 'neighbours'; query: NeighboursQuery }
  /** The different values of a field. */
  | { kind: 'values'; collection: string; locale: string; field: string }
  /** The entries that name this one. */
  | { kind: 'backlinks'; id: string }
  | { kind: 'path'; id: string }
  | { kind: 'translations'; group: string }
  | { kind: 'media'; id: string }
  /** Asked where the templates have no page. */
  | { kind: 'redirect'; path: string }
  | { kind: 'clock'; grain: ClockGrain };

/**
 * The entries in the window and its ends, as keys of `reads/sort-key.ts`. What lies after `last` does not matter; what lies before
 * `first` matters by its number alone.
 */
export type ReadWindow = { members: readonly string[]; first: Buffer; last: Buffer };

export type TranslationLink = { id: string; locale: string; path: string | null };
