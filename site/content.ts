import { readClock, readCount, readPath, readTranslations } from '../content-cache/recorded-reads.ts';
import type { CollectionFilter, EntryData, EntryFacts } from '../content-cache/live-loader.ts';
import type { contentModel, Entry } from './content-model.ts';

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

/** The published translations of an entry that have a page, itself among them. */
export function translations(data: EntryFacts): { locale: string; path: string }[] {
  return readTranslations(data.$translationGroup).flatMap(({ locale, path }) =>
    path === null ? [] : [{ locale, path }],
  );
}
