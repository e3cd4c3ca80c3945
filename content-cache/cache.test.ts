import { expect, test } from 'vitest';
import { openContentCache } from './cache.ts';
import { openContentReader } from './reader.ts';
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

test('a new cache is at the position before the first publication', () => {
  expect(openTestCache().cache.position()).toMatchObject(GENESIS);
});

test('applies publications in order and keeps the position across a restart', () => {
  const { cache, file } = openTestCache();
  const first = publicationAfter(GENESIS, published(testPost('a')));
  const second = publicationAfter(first, published(testPost('b')));
  cache.apply([first, second]);
  cache.close();
  const reopened = openTestCache(file).cache;
  expect(reopened.position()).toMatchObject({ seq: 2, hash: second.hash });
  expect(countItems(reopened)).toBe(2);
});

test('a publication of an entry replaces what was published before', () => {
  const reader = readerOf(published(testPost('a', { rating: 1 })), published(testPost('a', { rating: 2 })));
  expect(reader.readEntry({ collection: 'posts', id: 'a' }).entry?.fields).toMatchObject({ rating: 2 });
  expect(reader.readCount({ collection: 'posts', locale: 'en', where: { rating: 1 } }).count).toBe(0);
  expect(reader.readCount({ collection: 'posts', locale: 'en', where: { rating: 2 } }).count).toBe(1);
});

test('a withdrawal removes the entry and every index row of it', () => {
  const post = testPost('a', { rating: 1, tags: ['x', 'y'] });
  const { cache } = openTestCache();
  cache.apply([publicationAfter(GENESIS, published(post))]);
  cache.apply([publicationAfter(cache.position(), [withdrawn(post)])]);
  expect(countItems(cache)).toBe(0);
  expect(cache.connection.prepare('SELECT count(*) FROM item_field').pluck().get()).toBe(0);
});

test('refuses a publication that does not follow, and applies none of the others', () => {
  const { cache } = openTestCache();
  const first = publicationAfter(GENESIS, published(testPost('a')));
  const otherHistory = {
    ...publicationAfter(first, published(testPost('b'))),
    previousHash: 'of another history',
  };
  expect(() => cache.apply([first, otherHistory])).toThrow(expect.objectContaining({ code: 'chain-broken' }));
  expect(cache.position()).toMatchObject(GENESIS);
  expect(countItems(cache)).toBe(0);
});

test('refuses a publication that skips one', () => {
  const { cache } = openTestCache();
  const skipping = { ...publicationAfter(GENESIS, []), seq: 2 };
  expect(() => cache.apply([skipping])).toThrow(expect.objectContaining({ code: 'chain-broken' }));
});

test('replaces everything by what it is given, batch by batch', async () => {
  const { cache } = openTestCache();
  cache.apply([publicationAfter(GENESIS, published(testPost('old')))]);
  await cache.replaceAll(async (sink) => {
    sink.entries([testPost('a'), testPost('b')]);
    await Promise.resolve();
    sink.entries([testPost('c')]);
    return { seq: 7, hash: 'seven' };
  });
  expect(cache.position()).toMatchObject({ seq: 7, hash: 'seven' });
  expect(cache.connection.prepare('SELECT entry_id FROM item ORDER BY 1').pluck().all()).toEqual([
    'a',
    'b',
    'c',
  ]);
});

test('keeps what it had when a replacement fails half way', async () => {
  const { cache } = openTestCache();
  cache.apply([publicationAfter(GENESIS, published(testPost('old')))]);
  const failing = cache.replaceAll(async (sink) => {
    sink.entries([testPost('a')]);
    return Promise.reject(new Error('the database went away'));
  });
  await expect(failing).rejects.toThrow('the database went away');
  expect(cache.position().seq).toBe(1);
  expect(cache.connection.prepare('SELECT entry_id FROM item').pluck().all()).toEqual(['old']);
});

test('leaves out entries of a collection or locale that the content model no longer has', () => {
  const { cache } = openTestCache();
  const left = [testEntry('a', { collection: 'gone' }), testEntry('b', { locale: 'fr' })];
  cache.apply([publicationAfter(GENESIS, published(...left, testPost('c')))]);
  expect(cache.connection.prepare('SELECT entry_id FROM item').pluck().all()).toEqual(['c']);
});

test('begins anew when the content model has changed', () => {
  const { cache, file } = openTestCache();
  cache.apply([publicationAfter(GENESIS, published(testPost('a')))]);
  cache.close();
  const changed = openContentCache({ file, model: { ...testModel, locales: ['en'] } });
  expect(changed.position()).toMatchObject(GENESIS);
  changed.close();
});

test('opens for readers while it is being written', () => {
  const { cache, file } = openTestCache();
  const reader = openContentReader({ file, model: testModel });
  reader.beginSnapshot(GENESIS);
  cache.apply([publicationAfter(GENESIS, published(testPost('a')))]);
  expect(reader.readEntry({ collection: 'posts', id: 'a' }).entry).toBeUndefined();
  reader.endSnapshot();
  reader.beginSnapshot(cache.position());
  expect(reader.readEntry({ collection: 'posts', id: 'a' }).entry?.id).toBe('a');
  reader.close();
});

test('waits for no disk: a cache can be made again', () => {
  expect(openTestCache().cache.connection.pragma('synchronous', { simple: true })).toBe(1);
});

function countItems(cache: { connection: ReturnType<typeof openTestCache>['cache']['connection'] }): unknown {
  return cache.connection.prepare('SELECT count(*) FROM item').pluck().get();
}
