import { expect, test } from 'vitest';
import { namedIds } from './named-ids.ts';

const ONE = '01a22cae-c50b-763a-88f1-844a52c970ff';
const OTHER = '01a22cae-c50b-763a-88f1-844a52c970fe';

test('finds the files and entries that a value names, in lists and groups too', () => {
  expect(namedIds({ media: ONE, alt: 'A cap' })).toEqual([{ kind: 'media', id: ONE }]);
  expect(namedIds([ONE, OTHER])).toEqual([
    { kind: 'entry', id: ONE },
    { kind: 'entry', id: OTHER },
  ]);
  expect(namedIds([{ id: OTHER, type: 'quote', by: ONE }])).toEqual([{ kind: 'entry', id: ONE }]);
});

test('finds nothing in what somebody has typed, in numbers, in nothing, and in a document', () => {
  expect(namedIds(['First light', 3, true, null, undefined])).toEqual([]);
  expect(namedIds({ type: 'doc', content: [{ type: 'image', attrs: { mediaId: ONE } }] })).toEqual([]);
});
