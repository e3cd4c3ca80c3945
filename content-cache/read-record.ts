import type { ClockGrain } from '../model/publication.ts';
import type { CountQuery, EntryLookup, FullQuery } from './query.ts';

/**
 * One thing a page looked at while it rendered: the question as asked, and what decides whether the answer is still the same. Answers are kept as
 * digests of what the template was given, so that recording costs no hashing.
 */
export type ReadRecord =
  | { kind: 'entry'; lookup: EntryLookup; answer: RowDigest | null }
  /** Entries of one collection by id, as cards. */
  | { kind: 'cards'; collection: string; ids: readonly string[]; answer: readonly RowDigest[] }
  | { kind: 'query'; query: FullQuery; answer: readonly RowDigest[] }
  | { kind: 'count'; query: CountQuery; answer: number }
  | { kind: 'path'; entryId: string; answer: string | null }
  | { kind: 'translations'; translationGroup: string; answer: readonly TranslationLink[] }
  | { kind: 'clock'; grain: ClockGrain; answer: string };

export type RowDigest = { id: string; digest: string };

export type TranslationLink = { id: string; locale: string; path: string | null };
