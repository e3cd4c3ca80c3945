import { parseSortKey, type SortKey } from '../model/content-model.ts';
import { type CollectionIndex, type CollectionIndexes, indexValue } from './collection-index.ts';
import { readCursor } from './cursor.ts';
import { ContentCacheError } from './errors.ts';
import type {
  CollectionQuery,
  Condition,
  CountQuery,
  EntryLookup,
  EntryQuery,
  FieldCondition,
  FullQuery,
  IndexValue,
  NeighboursQuery,
  Range,
  Where,
} from './query.ts';

/** Null: the template has nothing to look for, such as the slug of a route parameter that is not there. */
export function completeEntryQuery(indexes: CollectionIndexes, query: EntryQuery): EntryLookup | null {
  const { collection } = query;
  const { single } = collectionIndexOf(indexes, collection).collection;
  if (single && query.id === undefined) {
    return { by: 'single', collection, locale: completeLocale(indexes, query) };
  }
  if (query.id !== undefined) return { by: 'id', collection, id: query.id };
  if (query.path !== undefined) return { by: 'path', collection, path: query.path };
  if (query.slug !== undefined) {
    return { by: 'slug', collection, locale: completeLocale(indexes, query), slug: query.slug };
  }
  if ('slug' in query || 'id' in query || 'path' in query) return null;
  throw notPossible(collection, 'Say which entry: by slug and locale, by id or by path.');
}

/** Fills in what a query leaves unsaid and refuses what no index can answer. */
export function completeQuery(indexes: CollectionIndexes, query: CollectionQuery): FullQuery {
  const { after, limit, offset = 0 } = query;
  const sort = completeSort(collectionIndexOf(indexes, query.collection), query);
  return {
    ...completeCountQuery(indexes, query),
    sort,
    ...(after !== undefined && { after: completeCursor(query, { cursor: after, length: sort.length }) }),
    limit: limit === undefined ? null : wholeNumber(query, { name: 'limit', value: limit }),
    offset: wholeNumber(query, { name: 'offset', value: offset }),
  };
}

export type AskedNeighbours = Omit<CollectionQuery, 'after' | 'limit' | 'offset'> & { id: string };

export function completeNeighboursQuery(
  indexes: CollectionIndexes,
  { id, ...asked }: AskedNeighbours,
): NeighboursQuery {
  const { limit: _limit, offset: _offset, ...query } = completeQuery(indexes, asked);
  return { ...query, id };
}

export type CompleteValuesQuery = { collection: string; locale: string; field: string };

export function completeValuesQuery(
  indexes: CollectionIndexes,
  { field, ...asked }: Pick<CollectionQuery, 'collection' | 'locale'> & { field: string },
): CompleteValuesQuery {
  const { collection } = asked;
  if (!collectionIndexOf(indexes, collection).indexed.includes(field)) {
    throw notPossible(collection, `"${field}" is not listed as filterable or sortable in the content model.`);
  }
  return { collection, locale: completeLocale(indexes, asked), field };
}

export function completeCountQuery(
  indexes: CollectionIndexes,
  query: Pick<CollectionQuery, 'collection' | 'locale' | 'where'>,
): CountQuery {
  const { collection, where = {} } = query;
  const index = collectionIndexOf(indexes, collection);
  return {
    collection,
    locale: completeLocale(indexes, query),
    where: completeWhere(collection, index, where),
  };
}

function collectionIndexOf(indexes: CollectionIndexes, collection: string): CollectionIndex {
  const index = indexes.byName.get(collection);
  if (index === undefined) throw notPossible(collection, 'The content model has no such collection.');
  return index;
}

function completeLocale(
  { model }: CollectionIndexes,
  { collection, locale }: { collection: string; locale?: string | undefined },
): string {
  const [only, ...others] = model.locales;
  if (locale === undefined && only !== undefined && others.length === 0) return only;
  if (locale !== undefined && model.locales.includes(locale)) return locale;
  const problem = locale === undefined ? 'Say which locale' : `The site has no locale "${locale}"`;
  throw notPossible(collection, `${problem}; there are ${model.locales.join(', ')}.`);
}

function completeWhere(collection: string, index: CollectionIndex, where: Where): FieldCondition[] {
  return Object.keys(where)
    .sort()
    .flatMap((field) => {
      const condition = where[field];
      if (condition === undefined) return [];
      if (!index.filterable.has(field)) {
        throw notPossible(collection, `"${field}" is not listed as filterable in the content model.`);
      }
      return [{ field, ...completeCondition(condition) }];
    });
}

type ConditionKind =
  | { kind: 'equal'; value: string | number | null }
  | { kind: 'in'; values: readonly (string | number)[] }
  | { kind: 'range'; range: Range };

function completeCondition(condition: Condition): ConditionKind {
  if (condition === null || typeof condition !== 'object') {
    return { kind: 'equal', value: indexValue(condition) ?? null };
  }
  if ('in' in condition) {
    const values = condition.in.flatMap((value) => indexValue(value) ?? []);
    return { kind: 'in', values: [...new Set(values)].sort((a, b) => (String(a) < String(b) ? -1 : 1)) };
  }
  return { kind: 'range', range: condition };
}

function completeSort(index: CollectionIndex, { collection, sort }: CollectionQuery): readonly SortKey[] {
  if (sort === undefined) return index.collection.sort;
  const keys = [sort].flat().map(parseSortKey);
  const unknown = keys.find(({ field }) => field !== 'id' && !index.sortable.has(field));
  if (unknown !== undefined) {
    throw notPossible(collection, `"${unknown.field}" is not listed as sortable in the content model.`);
  }
  return keys.some(({ field }) => field === 'id') ? keys : [...keys, { field: 'id', order: 'ascending' }];
}

function completeCursor(
  { collection }: CollectionQuery,
  { cursor, length }: { cursor: string; length: number },
): readonly IndexValue[] {
  const values = readCursor(cursor);
  if (values?.length === length) return values;
  throw notPossible(
    collection,
    'The cursor is not one of a list in this order: take the $cursor of an entry of it.',
  );
}

function wholeNumber(
  { collection }: CollectionQuery,
  { name, value }: { name: string; value: number },
): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw notPossible(collection, `The ${name} is ${value}; it has to be a whole number from 0.`);
}

function notPossible(collection: string, reason: string): ContentCacheError {
  return new ContentCacheError(
    'read-not-possible',
    `The collection "${collection}" cannot be read like this. ${reason}`,
  );
}
