import { createHash } from 'node:crypto';
import { findCollection, type ContentModel } from '../../model/content-model.ts';
import type { Field } from '../../model/fields.ts';
import { listedFields } from '../../model/listed-fields.ts';
import type { ListedValue } from '../store/entry-values.ts';
import { SEARCH_EDITION } from './search-terms.ts';

/** As much of a text as an index takes. */
const VALUE_LENGTH_MAX = 200;

/** The values of a draft by which lists are narrowed, and which they show. */
export function listedValuesOf(
  model: ContentModel,
  { collection, content }: { collection: string; content: Readonly<Record<string, unknown>> },
): ListedValue[] {
  const declared = findCollection(model, collection);
  if (declared === undefined) return [];
  return listedFields(declared).flatMap(([name, field]) =>
    keysOf(field, content[name]).map((value) => ({ field: fieldKey(collection, name), value })),
  );
}

/** No two collections share a field. */
export function fieldKey(collection: string, field: string): string {
  return `${collection}.${field}`;
}

const editions = new WeakMap<ContentModel, number>();

/** Of the way in which drafts are indexed: it is another one once the model lists other fields. */
export function indexEdition(model: ContentModel): number {
  const known = editions.get(model);
  if (known !== undefined) return known;
  const listed = Object.entries(model.collections).map(([name, collection]) => [
    name,
    listedFields(collection).map(([field, { type }]) => [field, type]),
  ]);
  const hash = createHash('sha256').update(JSON.stringify([SEARCH_EDITION, listed]));
  // What an integer of both databases holds.
  const edition = hash.digest().readUInt32BE() >>> 1;
  editions.set(model, edition);
  return edition;
}

/** As the index has them, in whose order ranges are. */
function keysOf(field: Field, value: unknown): string[] {
  if (field.type === 'boolean') return [String(value === true)];
  const values = Array.isArray(value) ? value : [value];
  const keys = values.flatMap((one) => keyOf(field, one) ?? []);
  return [...new Set(keys)];
}

/** Undefined where a draft has none, or what is none. */
export function keyOf({ type }: Field, value: unknown): string | undefined {
  if (type === 'number') return typeof value === 'number' ? numberKey(value) : undefined;
  return typeof value === 'string' && value !== '' && !value.includes('\0')
    ? value.slice(0, VALUE_LENGTH_MAX).toWellFormed()
    : undefined;
}

export function valueOfKey({ type }: Field, key: string): string {
  return type === 'number' ? String(numberOfKey(key)) : key;
}

/** As long as each other, and in the order of the numbers: the bits of a double are, once the sign is turned round, and all of them of those below zero. */
function numberKey(value: number): string {
  const bits = Buffer.alloc(8);
  bits.writeDoubleBE(value === 0 ? 0 : value);
  return turned(bits, value < 0).toString('hex');
}

function numberOfKey(key: string): number {
  const bits = Buffer.from(key, 'hex');
  return turned(bits, (bits[0] ?? 0) < 0x80).readDoubleBE();
}

function turned(bits: Buffer, isBelowZero: boolean): Buffer {
  return Buffer.from(bits.map((byte, place) => byte ^ (isBelowZero ? 0xff : place === 0 ? 0x80 : 0)));
}
