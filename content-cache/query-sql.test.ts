import { expect, test } from 'vitest';
import type { FullQuery } from './query.ts';
import { countStatement, queryStatement, selectiveCondition, type SqlStatement } from './query-sql.ts';
import { GENESIS, openTestCache, publicationAfter, published, testPost } from './test-content.ts';

const ofTag = { field: 'tags', kind: 'equal', value: 'x' } as const;
const query: FullQuery = {
  collection: 'posts',
  locale: 'en',
  where: [{ field: 'rating', kind: 'range', range: { gt: 1 } }, ofTag],
  sort: [
    { field: 'date', order: 'descending' },
    { field: 'id', order: 'descending' },
  ],
  limit: 4,
  offset: 1,
};

test('a walk of the sort and a walk of the matches find the same window', () => {
  const run = openPosts();
  const bySort = run(queryStatement(query, { driver: undefined }));
  expect(bySort).toMatchObject([{ id: '20' }, { id: '14' }, { id: '08' }, { id: '02' }]);
  expect(run(queryStatement(query, { driver: ofTag }))).toEqual(bySort);
});

test('reads indexes alone, and sorts nothing where the index has the order', () => {
  const explain = openPosts('EXPLAIN QUERY PLAN ');
  const bySort = JSON.stringify(explain(queryStatement(query, { driver: undefined })));
  expect(bySort).toContain('SEARCH sort0 USING PRIMARY KEY (collection=? AND locale=? AND field=?)');
  expect(bySort).toContain('SEARCH tested USING COVERING INDEX');
  expect(bySort).not.toMatch(/SCAN|TEMP B-TREE/);
  const byMatches = JSON.stringify(explain(queryStatement(query, { driver: ofTag })));
  expect(byMatches).toContain(
    'SEARCH driver USING PRIMARY KEY (collection=? AND locale=? AND field=? AND value=?)',
  );
  expect(byMatches).not.toContain('SCAN');
});

test.each([
  [0, ofTag],
  [1000, ofTag],
  [1001, undefined],
])('with %d matches of a condition, walks them or walks the sort', (matches, driver) => {
  expect(selectiveCondition(query, () => matches)).toBe(driver);
});

test('a count in a range walks what is in the range, and counts an entry with several values in it once', () => {
  const where = [{ field: 'tags', kind: 'range' as const, range: { gte: 'x', lte: 'z' } }];
  const statement = countStatement({ collection: 'posts', locale: 'en', where }, undefined);
  expect(openPosts()(statement)).toEqual([{ found: 30 }]);
  const plan = openPosts('EXPLAIN QUERY PLAN ')(statement) as { detail: string }[];
  expect(plan.map(({ detail }) => detail).join()).toMatch(/SEARCH driver USING [^,]*value>/);
});

function openPosts(prefix = ''): (statement: SqlStatement) => unknown[] {
  const { cache } = openTestCache();
  const posts = Array.from({ length: 30 }, (_, number) =>
    testPost(String(number).padStart(2, '0'), {
      rating: number % 3,
      tags: number % 2 === 0 ? ['x', 'y'] : ['y'],
      date: '2026-01-01',
    }),
  );
  cache.apply([publicationAfter(GENESIS, published(...posts))]);
  return ({ sql, parameters }) => cache.connection.prepare(prefix + sql).all(...parameters);
}
