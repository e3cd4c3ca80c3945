import type { CollectionQuery, Condition, EntryQuery, Value } from '../../../content-cache/query.ts';
import type { ContentModel } from '../../../model/content-model.ts';
import type { PublishedEntry } from '../../../model/publication.ts';
import {
  compare,
  comparePlaces,
  compareText,
  naiveCursor,
  naiveOrder,
  placeAt,
  placeOf,
  valuesOf,
} from './naive-order.ts';

/** Every question of templates, answered by looking at every entry. */
export type NaiveReader = {
  entry(asked: EntryQuery): PublishedEntry | undefined;
  /** Null where the list goes on behind something that is no cursor of it. */
  collection(asked: CollectionQuery): NaiveRow[] | null;
  count(asked: CollectionQuery): number;
  path(id: string): string | null;
  translations(group: string): { id: string; locale: string; path: string | null }[];
  publishedAt(id: string): string | null;
  neighbours(
    asked: CollectionQuery & { id: string },
  ): [PublishedEntry | undefined, PublishedEntry | undefined];
  values(asked: { collection: string; locale?: string | undefined; field: string }): (string | number)[];
  backlinks(id: string): PublishedEntry[];
};

export type NaiveRow = { entry: PublishedEntry; cursor: string };

export function createNaiveReader(model: ContentModel, entries: readonly PublishedEntry[]): NaiveReader {
  const byId = entries.toSorted((a, b) => compareText(a.id, b.id));

  function matching({ collection, locale, where = {} }: CollectionQuery): PublishedEntry[] {
    return byId.filter(
      (entry) =>
        entry.collection === collection &&
        entry.locale === locale &&
        Object.entries(where).every(
          ([field, condition]) => condition === undefined || meets(valuesOf(entry, field), condition),
        ),
    );
  }

  function list(asked: CollectionQuery): NaiveRow[] | null {
    const { after, limit = Infinity, offset = 0 } = asked;
    const order = naiveOrder(model, asked);
    const start = after === undefined ? null : placeAt(after, order);
    if (after !== undefined && start === null) return null;
    return matching(asked)
      .map((entry) => ({ entry, place: placeOf(entry, order) }))
      .filter(({ place }) => start === null || comparePlaces(place, start, order) > 0)
      .sort((a, b) => comparePlaces(a.place, b.place, order))
      .slice(offset, offset + limit)
      .map(({ entry, place }) => ({ entry, cursor: naiveCursor(place) }));
  }

  return {
    entry: ({ collection, id, locale, path, slug }) =>
      byId.find((entry) => {
        if (entry.collection !== collection) return false;
        if (id !== undefined) return entry.id === id;
        if (path !== undefined) return entry.path === path;
        return entry.locale === locale && (slug === undefined || entry.slug === slug);
      }),
    collection: list,
    count: (asked) => matching(asked).length,
    path: (id) => byId.find((entry) => entry.id === id)?.path ?? null,
    translations: (group) =>
      byId
        .filter(({ translationGroup }) => translationGroup === group)
        .sort((a, b) => compareText(a.locale, b.locale))
        .map(({ id, locale, path }) => ({ id, locale, path })),
    publishedAt: (id) => byId.find((entry) => entry.id === id)?.publishedAt ?? null,
    neighbours: ({ id, ...asked }) => {
      const around = list(asked) ?? [];
      const place = around.findIndex(({ entry }) => entry.id === id);
      return place < 0 ? [undefined, undefined] : [around[place - 1]?.entry, around[place + 1]?.entry];
    },
    values: ({ field, ...asked }) => {
      const values = matching(asked).flatMap((entry) => valuesOf(entry, field));
      const shown = values.map((value) => (typeof value === 'boolean' ? Number(value) : value));
      return [...new Set(shown)].sort(compare);
    },
    backlinks: (id) => byId.filter((entry) => textsOf(entry).has(id)),
  };
}

/** Every text in the content, the ids in references and in links of rich text among them. */
function textsOf(entry: PublishedEntry): ReadonlySet<string> {
  let texts = knownTexts.get(entry);
  if (texts === undefined) knownTexts.set(entry, (texts = new Set(textsIn(entry.fields))));
  return texts;
}

const knownTexts = new WeakMap<PublishedEntry, ReadonlySet<string>>();

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function meets(values: readonly Value[], condition: Condition): boolean {
  if (condition === null) return values.length === 0;
  if (typeof condition !== 'object') return values.includes(condition);
  if ('in' in condition) return values.some((value) => condition.in.includes(value));
  const { gt, gte, lt, lte } = condition;
  return values.some(
    (value) =>
      (gt === undefined || compare(value, gt) > 0) &&
      (gte === undefined || compare(value, gte) >= 0) &&
      (lt === undefined || compare(value, lt) < 0) &&
      (lte === undefined || compare(value, lte) <= 0),
  );
}
