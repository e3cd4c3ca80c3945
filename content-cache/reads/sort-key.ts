import type { SortKey } from '../../model/content-model.ts';
import type { IndexValue } from '../query.ts';

/**
 * The place of an entry in an order as bytes: compared byte by byte, two keys stand in the order of their entries. No value comes
 * first, then numbers, then text by its UTF-8 bytes, as SQLite orders `item_field.value`.
 */
export function encodeSortKey(sort: readonly SortKey[], valueOf: (field: string) => IndexValue): Buffer {
  return Buffer.concat(sort.map((key) => encodePlace(key, valueOf(key.field))));
}

/** After every key that begins with this value, and before those that begin with a later one. */
export function endOfValue(key: SortKey, value: IndexValue): Buffer {
  return Buffer.concat([encodePlace(key, value), AFTER_ALL]);
}

function encodePlace({ order }: SortKey, value: IndexValue): Uint8Array {
  const bytes = encodeValue(value);
  return order === 'descending' ? bytes.map((byte) => 255 - byte) : bytes;
}

/** Before and after every key: no value begins with 0 or 255, either way round. */
export const BEFORE_ALL = Buffer.alloc(0);
export const AFTER_ALL = Buffer.from([255]);

const [NOTHING, NUMBER, TEXT] = [1, 2, 3];
const END_OF_TEXT = 0;

function encodeValue(value: IndexValue): Buffer {
  if (value === null) return Buffer.from([NOTHING]);
  if (typeof value === 'number') return encodeNumber(value);
  // Text of the content holds no NUL.
  return Buffer.concat([Buffer.from([TEXT]), Buffer.from(value), Buffer.from([END_OF_TEXT])]);
}

/** Sign and magnitude as IEEE 754 has them, turned so that lesser numbers have lesser bytes. */
function encodeNumber(value: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = NUMBER;
  // 0 and -0 are the same place.
  bytes.writeDoubleBE(value === 0 ? 0 : value, 1);
  const isNegative = value < 0;
  for (let index = 1; index < 9; index++) {
    const byte = bytes[index] ?? 0;
    bytes[index] = isNegative ? 255 - byte : index === 1 ? byte + 128 : byte;
  }
  return bytes;
}
