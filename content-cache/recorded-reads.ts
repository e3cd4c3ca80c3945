import { canonicalJson } from '../model/canonical-json.ts';
import type { ClockGrain, PublishedMedia } from '../model/publication.ts';
import type { AskedNeighbours } from './complete-query.ts';
import type { CollectionQuery, EntryQuery } from './query.ts';
import type { Question, ReadWindow, TranslationLink } from './read-record.ts';
import type { ContentCard, ContentEntry, ContentReader } from './reader.ts';
import { currentRenderContext } from './render-context.ts';
import { digestOfAnswer } from './reads/answer-digest.ts';

/** Reads through the context of the current render; each one leaves a record of what its page now depends on. */

export function readEntry(asked: EntryQuery): ContentEntry | undefined {
  return recorded((reader, record) => {
    const { lookup, entry } = reader.readEntry(asked);
    if (lookup !== null) record({ kind: 'entry', lookup }, entry);
    return entry;
  });
}

export function readCollection(asked: CollectionQuery): readonly ContentCard[] {
  return recorded((reader, record) => {
    const { query, cards, window } = reader.readCollection(asked);
    record({ kind: 'query', query }, cards, window);
    return cards;
  });
}

/** The cards of these entries in this order; an entry that is not public is left out. */
export function readCards(collection: string, ids: readonly string[]): readonly ContentCard[] {
  return recorded((reader, record) =>
    ids.flatMap((id) => {
      const card = reader.card(collection, id);
      record({ kind: 'card', collection, id }, card);
      return card ?? [];
    }),
  );
}

/** When an entry that stands in a list was last published. */
export function readPublishedAt(id: string): string | null {
  const context = currentRenderContext();
  return recorded((reader) => {
    const publishedAt = reader.readPublishedAt(id);
    context.dates ??= new Map();
    context.dates.set(id, publishedAt);
    return publishedAt;
  });
}

export function readCount(asked: Pick<CollectionQuery, 'collection' | 'locale' | 'where'>): number {
  return recorded((reader, record) => {
    const { query, count } = reader.readCount(asked);
    record({ kind: 'count', query }, count);
    return count;
  });
}

/** The entries before and after one of them, in the order and under the conditions of a list. */
export function readNeighbours(asked: AskedNeighbours): {
  previous: ContentCard | undefined;
  next: ContentCard | undefined;
} {
  return recorded((reader, record) => {
    const { query, previous, next, window } = reader.readNeighbours(asked);
    record({ kind: 'neighbours', query }, [previous, next], window);
    return { previous, next };
  });
}

/** The different values that a field has, in their order. */
export function readValues(
  asked: Pick<CollectionQuery, 'collection' | 'locale'> & { field: string },
): readonly (string | number)[] {
  return recorded((reader, record) => {
    const { query, values } = reader.readValues(asked);
    record({ kind: 'values', ...query }, values);
    return values;
  });
}

/** The entries that name this one in a reference or in their text, as cards. */
export function readBacklinks(id: string): readonly ContentCard[] {
  return recorded((reader, record) => {
    const cards = reader.readBacklinks(id);
    record({ kind: 'backlinks', id }, cards);
    return cards;
  });
}

/** The public path of an entry; null if it is not public or has no page. */
export function readPath(entryId: string): string | null {
  return recorded((reader, record) => {
    const path = reader.readPath(entryId);
    record({ kind: 'path', id: entryId }, path);
    return path;
  });
}

/** The public entries that are translations of one another, by locale. */
export function readTranslations(translationGroup: string): readonly TranslationLink[] {
  return recorded((reader, record) => {
    const translations = reader.readTranslations(translationGroup);
    record({ kind: 'translations', group: translationGroup }, translations);
    return translations;
  });
}

/** What is known of a media file; null if it is not there. */
export function readMedia(id: string): PublishedMedia | null {
  return recorded((reader, record) => {
    const media = reader.readMedia(id);
    record({ kind: 'media', id }, media);
    return media;
  });
}

/** The time at this grain, in the time zone of the site: the page is rendered again when it changes. */
export function readClock(grain: ClockGrain): string {
  const context = currentRenderContext();
  const value = context.clock[grain];
  context.reads.push({ question: textOf({ kind: 'clock', grain }), digest: value, window: null });
  return value;
}

const textOf: (question: Question) => string = canonicalJson;

type Recorder = (question: Question, answer: unknown, window?: ReadWindow) => void;

function recorded<T>(read: (reader: ContentReader, record: Recorder) => T): T {
  const context = currentRenderContext();
  const record: Recorder = (question, answer, window) => {
    context.reads.push({
      question: textOf(question),
      digest: digestOfAnswer(answer),
      window: window ?? null,
    });
  };
  try {
    return read(context.reader, record);
  } catch (error) {
    context.failure ??= error;
    throw error;
  }
}
