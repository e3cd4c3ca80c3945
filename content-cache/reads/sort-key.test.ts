import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { IndexValue } from '../query.ts';
import { AFTER_ALL, BEFORE_ALL, encodeSortKey } from './sort-key.ts';

const value = fc.oneof(
  fc.constant(null),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
);

function rank(item: IndexValue): number {
  return item === null ? 0 : typeof item === 'number' ? 1 : 2;
}

function compareValues(a: IndexValue, b: IndexValue): number {
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return Buffer.compare(Buffer.from(String(a ?? '')), Buffer.from(String(b ?? '')));
}

const order = fc.constantFrom('ascending' as const, 'descending' as const);

it('stands in the order of the values, each field one way or the other', () => {
  const pair = fc.tuple(value, value);
  fc.assert(
    fc.property(pair, pair, fc.tuple(order, order), (a, b, [first, second]) => {
      const sort = [
        { field: '0', order: first },
        { field: '1', order: second },
      ];
      const key = (values: readonly IndexValue[]): Buffer =>
        encodeSortKey(sort, (field) => values[Number(field)] ?? null);
      const expected =
        (first === 'ascending' ? 1 : -1) * compareValues(a[0], b[0]) ||
        (second === 'ascending' ? 1 : -1) * compareValues(a[1], b[1]);
      expect(Math.sign(Buffer.compare(key(a), key(b)))).toBe(Math.sign(expected));
      expect(Buffer.compare(BEFORE_ALL, key(a))).toBe(-1);
      expect(Buffer.compare(key(a), AFTER_ALL)).toBe(-1);
    }),
  );
});
