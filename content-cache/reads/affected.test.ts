import { expect, test } from 'vitest';
import type { ItemState } from '../item-state.ts';
import type { IndexValue } from '../query.ts';
import { canAlter, probesFor, questionsAbout } from './affected.ts';
import type { ListShape } from './list-shape.ts';
import { AFTER_ALL, BEFORE_ALL, encodeSortKey } from './sort-key.ts';

const SHAPE: ListShape = {
  collection: 'posts',
  locale: 'en',
  equal: ['tag'],
  rest: ['rank'],
  sort: [
    { field: 'day', order: 'descending' },
    { field: 'id', order: 'ascending' },
  ],
};

function state(values: Record<string, readonly IndexValue[]>, facts: Partial<ItemState> = {}): ItemState {
  const ofAll = { collection: 'posts', locale: 'en', translationGroup: 'g', slug: 's', path: '/s/' };
  const digests = { publishedAt: '2026', digest: 'd', cardDigest: 'c', links: [] };
  return { ...ofAll, ...digests, values: new Map(Object.entries(values)), ...facts };
}

const key = (day: IndexValue, id: string): Buffer =>
  encodeSortKey(SHAPE.sort, (field) => (field === 'id' ? id : day));

const at = (day: string, values: Record<string, readonly IndexValue[]> = {}): ItemState =>
  state({ day: [day], tag: ['red'], rank: [1], ...values });

test('an entry that moves is looked for from the earlier one of its places on', () => {
  const probes = probesFor(SHAPE, { id: 'a', before: at('1'), after: at('3') });
  expect(probes).toMatchObject([{ equal: '["red"]', from: key('3', 'a') }]);
  expect(probesFor(SHAPE, { id: 'a', before: at('3'), after: at('1') })).toMatchObject([
    { from: key('3', 'a') },
  ]);
});

test('lists for the old values are asked, and those for the new ones', () => {
  const after = at('1', { tag: ['blue', 'green'] });
  const probes = probesFor(SHAPE, { id: 'a', before: at('1'), after });
  expect(probes.map(({ equal }) => equal)).toEqual(['["red"]', '["blue"]', '["green"]']);
  expect(probes.map(({ standing }) => [standing.before !== null, standing.after !== null])).toEqual([
    [true, false],
    [false, true],
    [false, true],
  ]);
});

test('an entry that keeps its place is looked for in lists without an end, and only with another card', () => {
  expect(probesFor(SHAPE, { id: 'a', before: at('1'), after: at('1') })).toEqual([]);
  const after = { ...at('1'), cardDigest: 'other' };
  expect(probesFor(SHAPE, { id: 'a', before: at('1'), after })).toMatchObject([{ from: AFTER_ALL }]);
});

test('of another collection or locale, an entry stands in no list', () => {
  for (const other of [{ collection: 'notes' }, { locale: 'de' }])
    expect(probesFor(SHAPE, { id: 'a', before: null, after: { ...at('1'), ...other } })).toEqual([]);
});

type Standing = Parameters<typeof canAlter>[1];

/** A window over the days 6 to 4. */
const WINDOW = { rest: null, first: key('6', 'm'), last: key('4', 'm') };

type Stands = { id?: string; cardChanged?: boolean };

function stands(
  before: string | null,
  after: string | null,
  { cardChanged = false, id = 'x' }: Stands = {},
): Standing {
  const place = (day: string | null) => (day === null ? null : { key: key(day, id), item: at(day) });
  return { before: place(before), after: place(after), cardChanged };
}

test.each([
  { what: 'moves within', before: '5', after: '4', expected: true },
  { what: 'enters', before: null, after: '5', expected: true },
  { what: 'leaves', before: '5', after: null, expected: true },
  { what: 'enters before it', before: null, after: '9', expected: true },
  { what: 'leaves before it', before: '9', after: null, expected: true },
  { what: 'passes it', before: '9', after: '1', expected: true },
  { what: 'moves before it', before: '9', after: '8', expected: false },
  { what: 'moves after it', before: '1', after: '2', expected: false },
  { what: 'enters after it', before: null, after: '1', expected: false },
  { what: 'stays', before: '5', after: '5', expected: false },
])('what $what', ({ after, before, expected }) => {
  expect(canAlter(WINDOW, stands(before, after))).toBe(expected);
});

test('the first and the last of a window are in it', () => {
  expect(canAlter(WINDOW, stands('4', null, { id: 'm' }))).toBe(true);
  expect(canAlter(WINDOW, stands('6', '6', { cardChanged: true, id: 'm' }))).toBe(true);
  expect(canAlter(WINDOW, stands('4', null, { id: 'n' }))).toBe(false);
});

test('an entry that meets no condition stands nowhere, before and after', () => {
  const rest = [{ field: 'rank', kind: 'range' as const, range: { gt: 5 } }];
  const whole = { rest, first: BEFORE_ALL, last: AFTER_ALL };
  expect(canAlter(whole, stands('5', '4'))).toBe(false);
  const after = { key: key('5', 'x'), item: at('5', { rank: [9] }) };
  expect(canAlter(whole, { ...stands('5', null), after })).toBe(true);
});

test('another body alone is told to those who read the entry', () => {
  const change = { id: 'a', before: at('1'), after: { ...at('1'), digest: 'other' } };
  expect(new Set(questionsAbout(change).map(({ kind }) => kind))).toEqual(new Set(['entry']));
});

test('whoever is named no more is told, and whoever is named with another card', () => {
  expect(told(named(['p', 'q']), named(['q', 'r']))).toEqual(['p', 'r']);
  expect(told(named(['p', 'q']), named(['q'], 'other'))).toEqual(['p', 'q']);
  expect(told(named(['p']), named(['p']))).toEqual([]);
});

function told(before: ItemState, after: ItemState): string[] {
  const questions = questionsAbout({ id: 'a', before, after });
  return questions.flatMap((question) => (question.kind === 'backlinks' ? question.id : []));
}

function named(links: readonly string[], cardDigest = 'c'): ItemState {
  return { ...at('1'), links, cardDigest };
}
