import { assert, constant, constantFrom, double, integer, oneof, property, string, tuple } from 'fast-check';
import { expect, it } from 'vitest';
import type { IndexValue } from '../query.ts';
import { AFTER_ALL, BEFORE_ALL, encodeSortKey, endOfValue } from './sort-key.ts';

const value = oneof(
  constant(null),
  double({ noNaN: true, noDefaultInfinity: true }),
  integer(),
  string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
);

function rank(item: IndexValue): number {
  return item === null ? 0 : typeof item === 'number' ? 1 : 2;
}

function compareValues(a: IndexValue, b: IndexValue): number {
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return Buffer.compare(Buffer.from(String(a ?? '')), Buffer.from(String(b ?? '')));
}

const order = constantFrom('ascending' as const, 'descending' as const);

it('stands in the order of the values, each field one way or the other', () => {
  const pair = tuple(value, value);
  assert(
    property(tuple(pair, pair), tuple(order, order), ([a, b], [first, second]) => {
      const sort = [
        { field: '0', order: first },
        { field: '1', order: second },
      ];
      const key = (values: readonly IndexValue[]): Buffer =>
        encodeSortKey(sort, (field) => values[Number(field)] ?? null);
      const expected =
        (first === 'ascending' ? 1 : -1) * compareValues(a[0], b[0]) ||
        (second === 'ascending' ? 1 : -1) * compareValues(a[1], b[1]);
      // Adding 0 makes 0 of -0.
      expect(Math.sign(Buffer.compare(key(a), key(b)))).toBe(Math.sign(expected) + 0);
      expect(Buffer.compare(BEFORE_ALL, key(a))).toBe(-1);
      expect(Buffer.compare(key(a), AFTER_ALL)).toBe(-1);
    }),
  );
});

it('ends after all entries of a value, and before those of later ones', () => {
  assert(
    property(tuple(value, value), tuple(order, order), ([bound, other], [first, second]) => {
      const sort = [
        { field: 'value', order: first },
        { field: 'id', order: second },
      ] as const;
      const end = endOfValue(sort[0], bound);
      for (const id of ['a', 'z', '\uffff']) {
        const key = encodeSortKey(sort, (field) => (field === 'id' ? id : other));
        const isBehind = (first === 'ascending' ? 1 : -1) * compareValues(other, bound) > 0;
        expect(Buffer.compare(key, end) > 0).toBe(isBehind);
      }
    }),
  );
});
