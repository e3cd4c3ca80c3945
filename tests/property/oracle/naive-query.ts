import type { CollectionQuery, Condition, EntryQuery, Value } from '../../../content-cache/query.ts';
import { parseSortKey } from '../../../model/content-model.ts';
import type { ContentModel } from '../../../model/content-model.ts';
import type { PublishedEntry } from '../../../model/publication.ts';

/** Every question of templates, answered by looking at every entry. */
export type NaiveReader = {
  entry(asked: EntryQuery): PublishedEntry | undefined;
  collection(asked: CollectionQuery): PublishedEntry[];
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

  function list(asked: CollectionQuery): PublishedEntry[] {
    const { limit = Infinity, offset = 0 } = asked;
    const keys =
      asked.sort === undefined
        ? (model.collections[asked.collection]?.sort ?? [])
        : [[asked.sort].flat().map(parseSortKey)].flat();
    const sorted = matching(asked).sort((a, b) => {
      for (const { field, order } of keys) {
        const compared = compare(sortValue(a, field), sortValue(b, field));
        if (compared !== 0) return order === 'descending' ? -compared : compared;
      }
      return compareText(a.id, b.id);
    });
    return sorted.slice(offset, offset + limit);
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
      const around = list(asked);
      const place = around.findIndex((entry) => entry.id === id);
      return place < 0 ? [undefined, undefined] : [around[place - 1], around[place + 1]];
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

function valuesOf(entry: PublishedEntry, field: string): Value[] {
  const value = entry.fields[field] ?? [];
  return (Array.isArray(value) ? value : [value]) as Value[];
}

function sortValue(entry: PublishedEntry, field: string): Value | undefined {
  return field === 'id' ? entry.id : valuesOf(entry, field)[0];
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

/** No value is the least; then numbers, then text. */
function compare(a: Value | undefined, b: Value | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a === 'string' || typeof b === 'string') return typeof a === 'string' ? 1 : -1;
  return Number(a) - Number(b);
}

const SURROGATE = /[\uD800-\uDFFF]/;

/** By code points. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  // UTF-16 orders differently where a character takes two units.
  return SURROGATE.test(a) || SURROGATE.test(b)
    ? Buffer.compare(Buffer.from(a), Buffer.from(b))
    : a < b
      ? -1
      : 1;
}
