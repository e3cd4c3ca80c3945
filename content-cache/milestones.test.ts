import { expect, test } from 'vitest';
import type { FullQuery, Range } from './query.ts';
import { createAnswers } from './reader.ts';
import { createSelection } from './reads/selection.ts';
import { NO_MEMORY } from './row-memory.ts';
import { openTestCache, publicationAfter, published, testPost, withdrawn } from './test-content.ts';

const POSTS = 2_000;
/** Many share a day, and some have none. */
const dayOf = (post: number, edition: number): string | undefined =>
  post % 17 === 0 ? undefined : `2026-01-${String(((post * 7_919 + edition) % 23) + 1).padStart(2, '0')}`;
const post = (index: number, edition = 0) =>
  testPost(`p${String(index).padStart(4, '0')}`, { date: dayOf(index, edition), rating: index % 3 });

/** Published, many moved and many withdrawn again. */
function openLongList() {
  const { cache } = openTestCache();
  const indexes = Array.from({ length: POSTS }, (_, index) => index);
  const apply = (changes: ReturnType<typeof published>) =>
    cache.apply([publicationAfter(cache.position(), changes)]);
  apply(published(...indexes.map((index) => post(index))));
  apply(published(...indexes.filter((index) => index % 2 === 0).map((index) => post(index, 5))));
  apply(indexes.filter((index) => index % 5 < 2).map((index) => withdrawn(post(index))));
  apply(published(...indexes.filter((index) => index % 10 === 0).map((index) => post(index, 9))));
  return cache;
}

const sorts = (['ascending', 'descending'] as const).flatMap((first) =>
  (['ascending', 'descending'] as const).map((second) => [first, second] as const),
);

test.each(sorts)('a window far into an order is what a walk finds: %s, then by id %s', (first, second) => {
  const cache = openLongList();
  const sort: FullQuery['sort'] = [
    { field: 'date', order: first },
    { field: 'id', order: second },
  ];
  const whole = { collection: 'posts', locale: 'en', where: [], sort, limit: null, offset: 0 };
  const answers = createAnswers(cache.connection);
  const idsOf = (query: FullQuery) => cache.write(() => answers.list(query)).cards.map(({ id }) => id);
  const all = idsOf(whole);
  expect(all).toHaveLength(1_400);
  for (const offset of [0, 99, 100, 101, 511, 512, 513, 700, 1_234, 1_393, 1_399, 1_400, 5_000])
    for (const limit of [0, 1, 10]) {
      expect(idsOf({ ...whole, offset, limit })).toEqual(all.slice(offset, offset + limit));
    }
});

/** Some hold most of the entries, some none. */
const ranges: Range[] = [
  { gte: '2026-01-04', lt: '2026-01-19' },
  { gt: '2026-01-04', lte: '2026-01-19' },
  { gt: '2026-01-07', gte: '2026-01-02', lte: '2026-01-22', lt: '2026-01-20' },
  { lt: '2026-01-12' },
  { gte: '2026-01-12' },
  { gt: 5 },
  { gte: '2026-01-19', lt: '2026-01-04' },
];

test('a window far into a range is what a walk finds, and its count too', () => {
  const cache = openLongList();
  const answers = createAnswers(cache.connection);
  const idsOf = (query: FullQuery) => cache.write(() => answers.list(query)).cards.map(({ id }) => id);
  for (const range of ranges)
    for (const [first, second] of sorts) {
      const whole: FullQuery = {
        collection: 'posts',
        locale: 'en',
        where: [{ field: 'date', kind: 'range', range }],
        sort: [
          { field: 'date', order: first },
          { field: 'id', order: second },
        ],
        limit: null,
        offset: 0,
      };
      const all = idsOf(whole);
      expect({ whole, count: cache.write(() => answers.count(whole)) }).toEqual({ whole, count: all.length });
      for (const offset of [99, 100, 101, 512, 700, 900, Math.max(0, all.length - 7), all.length, 5_000]) {
        const query = { ...whole, offset, limit: 10 };
        expect({ query, ids: idsOf(query) }).toEqual({ query, ids: all.slice(offset, offset + 10) });
      }
    }
});

test('where a window begins in a range, no more than a stretch is passed over', () => {
  const { connection } = openLongList();
  const passed: unknown[] = [];
  const selection = createSelection({
    count: ({ parameters, sql }) => (connection.prepare(sql).get(...parameters) as { found: number }).found,
    rows: ({ parameters, sql }) => {
      if (sql.endsWith('OFFSET ?')) passed.push(parameters.at(-1));
      return connection.prepare(sql).all(...parameters);
    },
    ...NO_MEMORY,
  });
  const where = [{ field: 'date', kind: 'range', range: { gte: '2026-01-02' } }] as const;
  const sort = [
    { field: 'date', order: 'descending' },
    { field: 'id', order: 'descending' },
  ] as const;
  for (let offset = 520; offset < 800; offset += 7)
    selection.window({ collection: 'posts', locale: 'en', where, sort, limit: 10, offset });
  expect(passed.every((entries) => Number(entries) <= 512)).toBe(true);
  expect(passed).toHaveLength(40);
});

test('each stretch of an order knows how many entries stand in it, and none is long', () => {
  const { connection } = openLongList();
  const stretches = connection
    .prepare('SELECT value, entry_id, entries FROM item_milestone WHERE field = ? ORDER BY value, entry_id')
    .raw()
    .all('date') as [string | number, string, number][];
  const countBefore = connection
    .prepare("SELECT count(*) FROM item_field WHERE field = 'date' AND (value, entry_id) < (?, ?)")
    .pluck();
  expect(stretches.length).toBeGreaterThan(2);
  let before = 0;
  for (const [value, entryId, entries] of stretches) {
    expect(countBefore.get(value, entryId)).toBe(before);
    expect(entries).toBeLessThanOrEqual(512);
    before += entries;
  }
  expect(before).toBe(1_400);
});
