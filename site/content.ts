import { cardData } from '../content-cache/live-loader.ts';
import type { CollectionFilter, EntryData, EntryFacts } from '../content-cache/live-loader.ts';
import {
  readBacklinks,
  readClock,
  readCount,
  readMedia,
  readNeighbours,
  readPath,
  readTranslations,
  readValues,
} from '../content-cache/recorded-reads.ts';
import { contentModel, type Entry } from './content-model.ts';

/** What templates read beside Astro's own `getLiveEntry` and `getLiveCollection` from `astro:content`. */

export type CollectionName = keyof typeof contentModel.collections;

/** The data of an entry as a template gets it: its fields, and facts such as `$path`. */
export type Data<Name extends CollectionName> = EntryData<typeof contentModel, Name>;

export type Filter<Name extends CollectionName> = CollectionFilter<keyof Entry<Name> & string>;

/** The public path of an entry, by its id; null while it is not published. */
export const entryPath = readPath;

/** What time it is: `clock('year')` is `2026`, `clock('day')` is `2026-11-27`, `clock('hour')` is `2026-11-27T20`. */
export const clock = readClock;

/** How many entries there are. */
export function count<Name extends CollectionName>(
  collection: Name,
  filter: Pick<Filter<Name>, 'locale' | 'where'>,
): number {
  return readCount({ collection, ...filter });
}

/** The entries before and after one in the order of a list, which is that of the collection unless another is named. */
export function neighbours<Name extends CollectionName>(
  collection: Name,
  id: string,
  filter: Pick<Filter<Name>, 'locale' | 'where' | 'sort'>,
): { previous: Data<Name> | undefined; next: Data<Name> | undefined } {
  const { next, previous } = readNeighbours({ collection, id, ...filter });
  const dataOf = (card: typeof next): Data<Name> | undefined =>
    card && (cardData(contentModel, card) as Data<Name>);
  return { previous: dataOf(previous), next: dataOf(next) };
}

/** The different values that a filterable or sortable field has, in their order. */
export function values<Name extends CollectionName>(
  collection: Name,
  field: keyof Entry<Name> & string,
  locale: string,
): readonly (string | number)[] {
  return readValues({ collection, field, locale });
}

/** The entries that name this one, in a reference or in their text. */
export function backlinks(id: string): (EntryFacts & Readonly<Record<string, unknown>>)[] {
  return readBacklinks(id).map(
    (card) => cardData(contentModel, card) as ReturnType<typeof backlinks>[number],
  );
}

/** What is known of a media file: its size, its text for those who do not see it, its variants. */
export const media = readMedia;

/** The published translations of an entry that have a page, itself among them. */
export function translations(data: EntryFacts): { locale: string; path: string }[] {
  return readTranslations(data.$translationGroup).flatMap(({ locale, path }) =>
    path === null ? [] : [{ locale, path }],
  );
}
