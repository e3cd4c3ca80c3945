import { expect, test } from 'vitest';
import type { FullQuery } from './query.ts';
import { createAnswers } from './reader.ts';
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
