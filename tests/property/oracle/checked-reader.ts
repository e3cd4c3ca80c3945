import { ContentCacheError } from '../../../content-cache/errors.ts';
import type { ContentCard, ContentEntry, ContentReader } from '../../../content-cache/reader.ts';
import type { ContentModel } from '../../../model/content-model.ts';
import type { PublishedEntry } from '../../../model/publication.ts';
import { withEmptyDates } from './naive-dates.ts';
import { createNaiveReader } from './naive-query.ts';
import type { PublicState } from './public-state.ts';

/**
 * A reader whose every answer is compared with a plain search through all that is public, and throws where the two differ.
 */
export function checkedReader(
  reader: ContentReader,
  { model, state }: { model: ContentModel; state: PublicState },
): ContentReader {
  const entries = state.entries.map((entry) => withEmptyDates(model, entry));
  const naive = createNaiveReader(model, entries);
  const cardOf = (entry: PublishedEntry): unknown => {
    const card = model.collections[entry.collection]?.card ?? [];
    const { publishedAt: _publishedAt, ...facts } = entry;
    return shown({ ...facts, fields: pick(entry.fields, card) });
  };
  const cardOrNull = (entry: PublishedEntry | undefined): unknown =>
    entry === undefined ? null : cardOf(entry);
  return {
    ...reader,
    readEntry: (asked) => {
      const answer = reader.readEntry(asked);
      if (answer.lookup !== null) compare('entry', asked, [shown(naive.entry(asked)), shown(answer.entry)]);
      return answer;
    },
    readCards: (collection, ids) => {
      const cards = reader.readCards(collection, ids);
      const wanted = ids.flatMap((id) => naive.entry({ collection, id }) ?? []);
      compare('cards', { collection, ids }, [wanted.map(cardOf), cards.map(shown)]);
      return cards;
    },
    readCollection: (asked) => {
      const wanted = naive.collection(asked);
      if (wanted === null) return refused(asked, () => reader.readCollection(asked));
      const answer = reader.readCollection(asked);
      const rows = wanted.map(({ cursor, entry }) => [cardOf(entry), cursor]);
      compare('list', asked, [rows, answer.cards.map((card) => [shown(card), card.cursor])]);
      return answer;
    },
    readCount: (asked) => {
      const answer = reader.readCount(asked);
      compare('count', asked, [naive.count(asked), answer.count]);
      return answer;
    },
    readPath: (id) => {
      const path = reader.readPath(id);
      compare('path', { id }, [naive.path(id), path]);
      return path;
    },
    readTranslations: (group) => {
      const translations = reader.readTranslations(group);
      compare('translations', { group }, [naive.translations(group), translations]);
      return translations;
    },
    readPublishedAt: (id) => {
      const publishedAt = reader.readPublishedAt(id);
      compare('time of publication', { id }, [naive.publishedAt(id), publishedAt]);
      return publishedAt;
    },
    readNeighbours: (asked) => {
      const answer = reader.readNeighbours(asked);
      const found = [answer.previous, answer.next].map(shown);
      compare('neighbours', asked, [naive.neighbours(asked).map(cardOrNull), found]);
      return answer;
    },
    readValues: (asked) => {
      const answer = reader.readValues(asked);
      compare('values', asked, [naive.values(asked), answer.values]);
      return answer;
    },
    readBacklinks: (id) => {
      const cards = reader.readBacklinks(id);
      compare('backlinks', { id }, [naive.backlinks(id).map(cardOf), cards.map(shown)]);
      return cards;
    },
    readMedia: (id) => {
      const media = reader.readMedia(id);
      const wanted = state.media.find((one) => one.id === id) ?? null;
      compare('media', { id }, [canonical(wanted), canonical(media)]);
      return media;
    },
    readRedirect: (path) => {
      const redirect = reader.readRedirect(path);
      const wanted = state.redirects.find((one) => one.path === path) ?? null;
      compare('redirect', { path }, [canonical(wanted), canonical(redirect)]);
      return redirect;
    },
  };
}

/** Of a question that has none, as the content cache says too. */
export class NoAnswer extends Error {}

function refused(asked: object, read: () => unknown): never {
  let answer: unknown;
  try {
    answer = read();
  } catch (error) {
    if (!(error instanceof ContentCacheError) || error.code !== 'read-not-possible') throw error;
    throw new NoAnswer(error.message, { cause: error });
  }
  const cache = JSON.stringify(answer);
  throw new Error(
    `the content cache answers what nobody can ask: ${JSON.stringify(asked)}\n  cache: ${cache}`,
  );
}

function compare(
  what: string,
  asked: object,
  [wanted, found]: readonly [wanted: unknown, found: unknown],
): void {
  const [naive, cache] = [JSON.stringify(wanted), JSON.stringify(found)];
  if (naive === cache) return;
  throw new Error(
    `a wrong answer of the content cache: ${what} ${JSON.stringify(asked)}\n  naive: ${naive}\n  cache: ${cache}`,
  );
}

type Shown = Omit<ContentCard, 'digest'> | PublishedEntry | ContentEntry;

/** What a template can see of an entry, or of its card. */
function shown(entry: Shown | undefined): unknown {
  if (entry === undefined) return null;
  const { id, collection, locale, translationGroup, slug, path, firstPublishedAt, fields } = entry;
  const named = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
  const time = 'publishedAt' in entry ? { publishedAt: entry.publishedAt } : {};
  return { id, collection, locale, translationGroup, slug, path, firstPublishedAt, ...time, named };
}

/** The parts of facts by name, whatever order they were written in. */
function canonical(facts: unknown): unknown {
  if (typeof facts !== 'object' || facts === null) return facts;
  if (Array.isArray(facts)) return facts.map(canonical);
  return Object.entries(facts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => [name, canonical(value)]);
}

function pick(fields: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}
