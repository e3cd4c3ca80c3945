import type { ContentEntry, ContentReader } from '../../../content-cache/reader.ts';
import type { ContentModel } from '../../../model/content-model.ts';
import type { PublishedEntry } from '../../../model/publication.ts';
import { createNaiveReader } from './naive-query.ts';

/**
 * A reader whose every answer is compared with a plain search through all entries, and throws where the two differ. What has no
 * naive counterpart yet is passed on as it is.
 */
export function checkedReader(
  reader: ContentReader,
  { entries, model }: { entries: readonly PublishedEntry[]; model: ContentModel },
): ContentReader {
  const naive = createNaiveReader(model, entries);
  const cardOf = (entry: PublishedEntry): unknown => {
    const card = model.collections[entry.collection]?.card ?? [];
    return shown({ ...entry, fields: pick(entry.fields, card) });
  };
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
      const answer = reader.readCollection(asked);
      compare('list', asked, [naive.collection(asked).map(cardOf), answer.cards.map(shown)]);
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
  };
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

/** What a template can see of an entry. */
function shown(entry: PublishedEntry | ContentEntry | undefined): unknown {
  if (entry === undefined) return null;
  const { id, collection, locale, translationGroup, slug, path, firstPublishedAt, publishedAt, fields } =
    entry;
  const named = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
  return { id, collection, locale, translationGroup, slug, path, firstPublishedAt, publishedAt, named };
}

function pick(fields: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}
