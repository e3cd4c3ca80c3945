import type { ClockGrain } from '../model/publication.ts';
import type { CollectionQuery, EntryQuery } from './query.ts';
import type { ReadRecord, RowDigest, TranslationLink } from './read-record.ts';
import type { ContentEntry, ContentReader } from './reader.ts';
import { currentRenderContext } from './render-context.ts';

/** Reads through the context of the current render; each one leaves a record of what its page now depends on. */

export function readEntry(asked: EntryQuery): ContentEntry | undefined {
  return recorded((reader, record) => {
    const { lookup, entry } = reader.readEntry(asked);
    if (lookup !== null)
      record({ kind: 'entry', lookup, answer: entry === undefined ? null : rowDigest(entry) });
    return entry;
  });
}

export function readCollection(asked: CollectionQuery): readonly ContentEntry[] {
  return recorded((reader, record) => {
    const { query, cards } = reader.readCollection(asked);
    record({ kind: 'query', query, answer: cards.map(rowDigest) });
    return cards;
  });
}

/** The cards of these entries in this order; an entry that is not public is left out. */
export function readCards(collection: string, ids: readonly string[]): readonly ContentEntry[] {
  return recorded((reader, record) => {
    const cards = reader.readCards(collection, ids);
    record({ kind: 'cards', collection, ids, answer: cards.map(rowDigest) });
    return cards;
  });
}

export function readCount(asked: Pick<CollectionQuery, 'collection' | 'locale' | 'where'>): number {
  return recorded((reader, record) => {
    const { query, count } = reader.readCount(asked);
    record({ kind: 'count', query, answer: count });
    return count;
  });
}

/** The public path of an entry; null if it is not public or has no page. */
export function readPath(entryId: string): string | null {
  return recorded((reader, record) => {
    const path = reader.readPath(entryId);
    record({ kind: 'path', entryId, answer: path });
    return path;
  });
}

/** The public entries that are translations of one another, by locale. */
export function readTranslations(translationGroup: string): readonly TranslationLink[] {
  return recorded((reader, record) => {
    const translations = reader.readTranslations(translationGroup);
    record({ kind: 'translations', translationGroup, answer: translations });
    return translations;
  });
}

/** The hour (`2026-11-27T20`), day (`2026-11-27`) or year in the time zone of the site. The page is made anew when it changes. */
export function readClock(grain: ClockGrain): string {
  const { clock, reads } = currentRenderContext();
  const answer = clock[grain];
  reads.push({ kind: 'clock', grain, answer });
  return answer;
}

function recorded<T>(read: (reader: ContentReader, record: (read: ReadRecord) => void) => T): T {
  const context = currentRenderContext();
  try {
    return read(context.reader, (record) => context.reads.push(record));
  } catch (error) {
    context.failure ??= error;
    throw error;
  }
}

function rowDigest({ id, digest }: RowDigest): RowDigest {
  return { id, digest };
}
