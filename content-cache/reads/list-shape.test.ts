import { expect, test } from 'vitest';
import type { ItemState } from '../item-state.ts';
import type { FieldCondition, IndexValue } from '../query.ts';
import { equalTexts, meetsRest, placeOfList, whereOfPlace } from './list-shape.ts';

const WHERE: readonly FieldCondition[] = [
  { field: 'day', kind: 'range', range: { gte: '2026' } },
  { field: 'rank', kind: 'equal', value: null },
  { field: 'tag', kind: 'equal', value: 'red' },
];
const LIST = { collection: 'posts', locale: 'en', where: WHERE };

function withValues(values: Record<string, readonly IndexValue[]>): ItemState {
  const facts = { collection: 'posts', locale: 'en', translationGroup: 'g', slug: null, path: null };
  const rest = { publishedAt: '', digest: '', cardDigest: '', links: [] };
  return { ...facts, ...rest, values: new Map(Object.entries(values)) };
}

test('lists that ask for other values of the same fields have one shape', () => {
  const other = WHERE.map((condition) =>
    condition.field === 'tag' ? { field: 'tag', kind: 'equal' as const, value: 'blue' } : condition,
  );
  const [one, two] = [placeOfList(LIST), placeOfList({ ...LIST, where: other })];
  expect(two.shape).toEqual(one.shape);
  expect([one.equal, two.equal]).toEqual(['[null,"red"]', '[null,"blue"]']);
});

test('the conditions of a list follow from its place', () => {
  expect(whereOfPlace(placeOfList(LIST))).toEqual(WHERE);
});

test('an entry stands at a place for each combination of its values', () => {
  const { shape } = placeOfList(LIST);
  const item = withValues({ tag: ['red', 'blue'], rank: [null] });
  expect(equalTexts(shape, item)).toEqual(['[null,"red"]', '[null,"blue"]']);
  expect(equalTexts(shape, withValues({ tag: ['red'] }))).toEqual([]);
});

test('no value meets no range and no list of values; numbers lie before text, text by its bytes', () => {
  expect(meets([null], { kind: 'range', range: { lt: 5 } })).toBe(false);
  expect(meets([null], { kind: 'in', values: [null] })).toBe(false);
  expect(meets([1, 9], { kind: 'in', values: [9] })).toBe(true);
  expect(meets([9], { kind: 'range', range: { lt: 'a' } })).toBe(true);
  expect(meets(['\u{1F426}'], { kind: 'range', range: { gt: '\uFFFD' } })).toBe(true);
  expect(meets([2], { kind: 'range', range: { gte: 2, lte: 2 } })).toBe(true);
});

function meets(values: readonly IndexValue[], condition: object): boolean {
  return meetsRest([{ field: 'f', ...condition } as FieldCondition], withValues({ f: values }));
}
