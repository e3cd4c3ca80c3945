import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { Condition } from './query.ts';
import { openContentReader, type ContentReader } from './reader.ts';
import {
  GENESIS,
  openTestCache,
  publicationAfter,
  published,
  readerOf,
  testEntry,
  testModel,
  testPost,
  withdrawn,
} from './test-content.ts';

const posts = { collection: 'posts', locale: 'en' };

test('finds an entry by id, by slug and by path', () => {
  const reader = readerOf(published(testPost('a', { body: 'Hello' })));
  for (const asked of [{ id: 'a' }, { slug: 'a', locale: 'en' }, { path: '/blog/a/' }]) {
    const { entry } = reader.readEntry({ collection: 'posts', ...asked });
    expect(entry).toMatchObject({ id: 'a', path: '/blog/a/', fields: { body: 'Hello' } });
  }
});

test('finds the entry of a single by its locale', () => {
  const settings = { collection: 'settings', slug: null, path: null };
  const reader = readerOf(
    published(
      testEntry('en', { ...settings, fields: { siteTitle: 'English' } }),
      testEntry('de', { ...settings, locale: 'de', fields: { siteTitle: 'Deutsch' } }),
    ),
  );
  const { entry } = reader.readEntry({ collection: 'settings', locale: 'de' });
  expect(entry?.fields).toEqual({ siteTitle: 'Deutsch' });
});

test('what it has read once is read again when something else is published', () => {
  const { cache, file } = openTestCache();
  const titleIn = (reader: ContentReader): unknown => {
    reader.beginSnapshot(cache.position());
    const [card] = reader.readCards('posts', ['a']);
    const found = [card?.fields['title'], reader.readPath('a'), reader.readCards('posts', ['b']).length];
    reader.endSnapshot();
    return found;
  };
  cache.apply([publicationAfter(GENESIS, published(testPost('a', { title: 'One' })))]);
  const reader = openContentReader({ file, model: testModel });
  onTestFinished(() => reader.close());
  expect(titleIn(reader)).toEqual(['One', '/blog/a/', 0]);
  cache.apply([
    publicationAfter(cache.position(), published(testPost('a', { title: 'Two' }), testPost('b'))),
  ]);
  expect(titleIn(reader)).toEqual(['Two', '/blog/a/', 1]);
  cache.apply([publicationAfter(cache.position(), [withdrawn(testPost('a'))])]);
  expect(titleIn(reader)).toEqual([undefined, null, 1]);
});

test('a card that a template changes is another one for the next page', () => {
  const reader = readerOf(published(testPost('a', { title: 'One' })));
  const [card] = reader.readCards('posts', ['a']);
  if (card !== undefined) card.fields['title'] = 'changed';
  expect(reader.readCards('posts', ['a'])[0]?.fields['title']).toBe('One');
});

test('finds nothing of another collection or locale, nor for a parameter that is not there', () => {
  const reader = readerOf(published(testPost('a')));
  expect(reader.readEntry({ collection: 'tags', id: 'a' }).entry).toBeUndefined();
  expect(reader.readEntry({ collection: 'tags', path: '/blog/a/' }).entry).toBeUndefined();
  expect(reader.readEntry({ collection: 'posts', slug: 'a', locale: 'de' }).entry).toBeUndefined();
  expect(reader.readEntry({ collection: 'posts', slug: undefined, locale: 'en' }).entry).toBeUndefined();
});

test('lists carry the fields of the card alone', () => {
  const reader = readerOf(published(testPost('a', { body: 'long', rating: 3 })));
  expect(reader.readCollection(posts).cards[0]?.fields).toEqual({ title: 'Title a', rating: 3 });
});

test('a body that no list shows leaves the digest of the card as it was', () => {
  const digests = ['one', 'two'].map((body) => {
    const reader = readerOf(published(testPost('a', { body })));
    return {
      entry: reader.readEntry({ collection: 'posts', id: 'a' }).entry?.digest,
      card: reader.readCollection(posts).cards[0]?.digest,
    };
  });
  expect(digests[0]?.card).toBe(digests[1]?.card);
  expect(digests[0]?.entry).not.toBe(digests[1]?.entry);
});

test('sorts as the content model says, ties by id, entries without a value as if it were the least', () => {
  const reader = readerOf(
    published(
      testPost('none'),
      testPost('b', { date: '2026-02-02' }),
      testPost('a', { date: '2026-02-02' }),
      testPost('late', { date: '2026-03-01' }),
    ),
  );
  expect(idsOf(reader, {})).toEqual(['late', 'a', 'b', 'none']);
  expect(idsOf(reader, { sort: ['date', '-id'] })).toEqual(['none', 'b', 'a', 'late']);
  expect(idsOf(reader, { sort: '-id' })).toEqual(['none', 'late', 'b', 'a']);
});

test('filters by equality, sets and ranges, on lists too', () => {
  const reader = readerOf(
    published(
      testPost('a', { rating: 1, tags: ['x'], featured: true }),
      testPost('b', { rating: 2, tags: ['x', 'y'], featured: false }),
      testPost('c', { rating: 3 }),
      testPost('d'),
    ),
  );
  const matching = (where: Record<string, Condition>): string[] => idsOf(reader, { where, sort: 'id' });
  expect(matching({ tags: 'x' })).toEqual(['a', 'b']);
  expect(matching({ tags: 'x', rating: { gt: 1 } })).toEqual(['b']);
  expect(matching({ tags: { in: ['x', 'y'] } })).toEqual(['a', 'b']);
  expect(matching({ tags: null })).toEqual(['c', 'd']);
  expect(matching({ rating: { gte: 2 } })).toEqual(['b', 'c']);
  expect(matching({ rating: { lte: 2 } })).toEqual(['a', 'b']);
  expect(matching({ featured: true })).toEqual(['a']);
  expect(matching({ featured: false })).toEqual(['b']);
  expect(matching({ featured: { in: [true, false] } })).toEqual(['a', 'b']);
});

test('lists entries by id in the order asked for, without those that are not public', () => {
  const reader = readerOf(published(testPost('a'), testPost('b')));
  expect(reader.readCards('posts', ['b', 'gone', 'a']).map((card) => card.id)).toEqual(['b', 'a']);
});

test('tells the translations of an entry and the path of each', () => {
  const group = { translationGroup: 'group' };
  const reader = readerOf(
    published(testEntry('a', group), testEntry('b', { ...group, locale: 'de', path: '/de/blog/b/' })),
  );
  expect(reader.readTranslations('group')).toEqual([
    { id: 'b', locale: 'de', path: '/de/blog/b/' },
    { id: 'a', locale: 'en', path: '/blog/a/' },
  ]);
  expect(reader.readPath('b')).toBe('/de/blog/b/');
  expect(reader.readPath('gone')).toBeNull();
});

test.each([
  ['a filter on a field without an index', { where: { body: 'x' } }, /"body" is not listed as filterable/],
  ['a sort by a field without an index', { sort: 'body' }, /"body" is not listed as sortable/],
  ['a locale that the site does not have', { locale: 'fr' }, /no locale "fr"/],
  ['no locale where there are several', { locale: undefined }, /Say which locale/],
  ['a limit that is no number', { limit: Number.NaN }, /The limit is NaN/],
  ['a negative offset', { offset: -1 }, /The offset is -1/],
  ['a collection that the model does not have', { collection: 'gone' }, /no such collection/],
])('refuses %s', (_, asked, message) => {
  expect(() => readerOf().readCollection({ ...posts, ...asked })).toThrow(message);
});

test('reads nothing outside a snapshot', () => {
  const reader = readerOf(published(testPost('a')));
  reader.endSnapshot();
  expect(() => reader.readPath('a')).toThrow(/without a snapshot/);
});

test('refuses a snapshot of another position, or of the same number in another history', () => {
  const { cache, file } = openTestCache();
  cache.apply([publicationAfter(GENESIS, published(testPost('a')))]);
  const reader = openContentReader({ file, model: testModel });
  const { seq } = cache.position();
  for (const position of [GENESIS, { seq, hash: 'of another history' }, { seq: seq + 1, hash: 'hash-2' }]) {
    expect(() => reader.beginSnapshot(position)).toThrow(
      expect.objectContaining({ code: 'position-mismatch' }),
    );
    expect(() => reader.readPath('a')).toThrow(/without a snapshot/);
  }
  reader.beginSnapshot(cache.position());
  expect(reader.readPath('a')).toBe('/blog/a/');
  reader.close();
});

test('a read that fails throws, and never answers that nothing is there', () => {
  const { cache, file } = openTestCache();
  cache.connection.exec('DROP TABLE item');
  const reader = openContentReader({ file, model: testModel });
  reader.beginSnapshot(GENESIS);
  expect(() => reader.readEntry({ collection: 'posts', id: 'a' })).toThrow(/no such table/);
  reader.close();
});

type OraclePost = { id: string; rating?: number; date?: string; tags?: string[] };

const oraclePosts = fc.uniqueArray(
  fc.record(
    {
      id: fc.stringMatching(/^[a-f]{1,2}$/),
      rating: fc.integer({ min: -2, max: 2 }),
      date: fc.constantFrom('2026-01-01', '2026-01-02', '2026-01-03'),
      tags: fc.uniqueArray(fc.constantFrom('x', 'y', 'z'), { minLength: 1 }),
    },
    { requiredKeys: ['id'] },
  ),
  { selector: (post) => post.id, maxLength: 25 },
);

const oracleQueries = fc.record({
  tag: fc.constantFrom(undefined, 'x', 'y', null),
  above: fc.constantFrom(undefined, -1, 1),
  field: fc.constantFrom('rating' as const, 'date' as const),
  descending: fc.boolean(),
  limit: fc.integer({ min: 0, max: 5 }),
  offset: fc.integer({ min: 0, max: 5 }),
});

test('answers every query as a plain filter and sort in memory would', () => {
  fc.assert(
    fc.property(oraclePosts, fc.array(oracleQueries, { minLength: 5, maxLength: 5 }), (entries, queries) => {
      const reader = readerOf(published(...entries.map(({ id, ...fields }) => testPost(id, fields))));
      for (const query of queries) {
        const { tag, above, field, descending, limit, offset } = query;
        const where = { tags: tag, rating: above === undefined ? undefined : { gt: above } };
        const expected = matchesInMemory(entries, query);
        const sort = descending ? `-${field}` : field;
        expect(idsOf(reader, { where, sort, limit, offset })).toEqual(expected.slice(offset, offset + limit));
        expect(reader.readCount({ ...posts, where }).count).toBe(expected.length);
      }
      reader.close();
    }),
    { numRuns: 40 },
  );
});

function matchesInMemory(
  entries: readonly OraclePost[],
  {
    tag,
    above,
    field,
    descending,
  }: {
    tag: string | null | undefined;
    above: number | undefined;
    field: 'rating' | 'date';
    descending: boolean;
  },
): string[] {
  return entries
    .filter(
      (post) => tag === undefined || (tag === null ? post.tags === undefined : post.tags?.includes(tag)),
    )
    .filter((post) => above === undefined || (post.rating !== undefined && post.rating > above))
    .toSorted((a, b) => {
      const difference = compareValues(a[field], b[field]);
      return (descending ? -difference : difference) || compareValues(a.id, b.id);
    })
    .map((post) => post.id);
}

function compareValues(a: string | number | undefined, b: string | number | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return -1;
  return b !== undefined && a < b ? -1 : 1;
}

function idsOf(reader: ContentReader, query: object): string[] {
  return reader.readCollection({ ...posts, ...query }).cards.map((card) => card.id);
}

test('goes on behind a cursor, also when the entry there has gone', () => {
  const all = ['a', 'b', 'c', 'd'].map((id) =>
    testPost(id, { date: id < 'c' ? '2026-02-02' : '2026-03-03' }),
  );
  const reader = readerOf(published(...all));
  const { cards } = reader.readCollection({ ...posts, sort: 'date', limit: 2 });
  expect(cards.map(({ id }) => id)).toEqual(['a', 'b']);
  const after = cards[1]?.cursor;
  expect(reader.readCollection({ ...posts, sort: 'date', after }).cards.map(({ id }) => id)).toEqual([
    'c',
    'd',
  ]);
  const later = readerOf(published(...all), [withdrawn(testPost('b'))]);
  expect(later.readCollection({ ...posts, sort: 'date', after, limit: 1 }).cards[0]?.id).toBe('c');
  expect(() => reader.readCollection({ ...posts, sort: 'title', after: 'nonsense' })).toThrow(/cursor/);
  expect(() => reader.readCollection({ ...posts, sort: ['date', 'title'], after })).toThrow(/cursor/);
});

test('finds the neighbours of an entry in an order, and none for one that does not stand in it', () => {
  const reader = readerOf(
    published(
      testPost('a', { date: '2026-01-01', rating: 1 }),
      testPost('b', { date: '2026-02-02', rating: 1 }),
      testPost('c', { date: '2026-02-02', rating: 2 }),
      testPost('d', { date: '2026-03-03', rating: 1 }),
    ),
  );
  const around = (id: string, more = {}): (string | undefined)[] => {
    const { next, previous } = reader.readNeighbours({ ...posts, id, sort: 'date', ...more });
    return [previous?.id, next?.id];
  };
  expect(['a', 'b', 'c', 'd'].map((id) => around(id))).toEqual([
    [undefined, 'b'],
    ['a', 'c'],
    ['b', 'd'],
    ['c', undefined],
  ]);
  expect(around('b', { where: { rating: 1 } })).toEqual(['a', 'd']);
  expect(around('b', { sort: '-date' })).toEqual(['d', 'c']);
  expect(around('c', { where: { rating: 1 } })).toEqual([undefined, undefined]);
});
