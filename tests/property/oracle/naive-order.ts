import type { CollectionQuery, Value } from '../../../content-cache/query.ts';
import { parseSortKey } from '../../../model/content-model.ts';
import type { ContentModel, SortKey } from '../../../model/content-model.ts';
import type { PublishedEntry } from '../../../model/publication.ts';

/** The values by which an entry stands in an order; null is none. */
export type Place = readonly (string | number | null)[];

/** The order that a list is asked for in, the id at its end. */
export function naiveOrder(
  model: ContentModel,
  { collection, sort }: Pick<CollectionQuery, 'collection' | 'sort'>,
): SortKey[] {
  const keys =
    sort === undefined ? (model.collections[collection]?.sort ?? []) : [sort].flat().map(parseSortKey);
  const isWhole = keys.some(({ field }) => field === 'id');
  return isWhole ? [...keys] : [...keys, { field: 'id', order: 'ascending' }];
}

export function placeOf(entry: PublishedEntry, order: readonly SortKey[]): Place {
  return order.map(({ field }) => {
    if (field === 'id') return entry.id;
    const value = valuesOf(entry, field)[0] ?? null;
    return typeof value === 'boolean' ? Number(value) : value;
  });
}

export function comparePlaces(a: Place, b: Place, order: readonly SortKey[]): number {
  for (const [index, key] of order.entries()) {
    const compared = compare(a[index] ?? undefined, b[index] ?? undefined);
    if (compared !== 0) return key.order === 'descending' ? -compared : compared;
  }
  return 0;
}

export function naiveCursor(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** Null for what is no cursor of a list in this order. */
export function placeAt(cursor: string, order: readonly SortKey[]): Place | null {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(place) && place.length === order.length && place.every(isInPlace) ? place : null;
  } catch {
    return null;
  }
}

function isInPlace(value: unknown): value is Place[number] {
  return value === null || typeof value === 'string' || Number.isFinite(value);
}

export function valuesOf(entry: PublishedEntry, field: string): Value[] {
  const value = entry.fields[field] ?? [];
  return (Array.isArray(value) ? value : [value]) as Value[];
}

/** No value is the least; then numbers, then text. */
export function compare(a: Value | undefined, b: Value | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a === 'string' || typeof b === 'string') return typeof a === 'string' ? 1 : -1;
  return Number(a) - Number(b);
}

const SURROGATE = /[\uD800-\uDFFF]/;

/** By code points. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  // UTF-16 orders differently where a character takes two units.
  return SURROGATE.test(a) || SURROGATE.test(b)
    ? Buffer.compare(Buffer.from(a), Buffer.from(b))
    : a < b
      ? -1
      : 1;
}
