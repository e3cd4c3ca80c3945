import type { Collection, ContentModel } from '../model/content-model.ts';
import type { IndexValue } from './query.ts';

/** Which fields of a collection have index rows: all that a list may be narrowed or ordered by. */
export type CollectionIndex = {
  collection: Collection;
  filterable: ReadonlySet<string>;
  sortable: ReadonlySet<string>;
  indexed: readonly string[];
};

export type CollectionIndexes = {
  model: ContentModel;
  byName: ReadonlyMap<string, CollectionIndex>;
};

export function createCollectionIndexes(model: ContentModel): CollectionIndexes {
  const byName = new Map(
    Object.entries(model.collections).map(([name, collection]) => [name, collectionIndex(collection)]),
  );
  return { model, byName };
}

function collectionIndex(collection: Collection): CollectionIndex {
  const sortFields = collection.sort.map((key) => key.field).filter((field) => field !== 'id');
  const filterable = new Set(collection.filterable);
  const sortable = new Set([...collection.sortable, ...sortFields]);
  return { collection, filterable, sortable, indexed: [...filterable.union(sortable)] };
}

/** One value for each index row: every item of a list, and a row that says so where the entry has no value. */
export function indexValues(value: unknown): IndexValue[] {
  const values = (Array.isArray(value) ? value : [value]).flatMap((item) => indexValue(item) ?? []);
  return values.length === 0 ? [null] : [...new Set(values)];
}

export function indexValue(value: unknown): string | number | undefined {
  if (typeof value === 'string' || typeof value === 'number') return value;
  return typeof value === 'boolean' ? Number(value) : undefined;
}
