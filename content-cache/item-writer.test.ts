import type Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { PublishedEntry } from '../model/publication.ts';
import { GENESIS, openTestCache, publicationAfter, published, testEntry, testPost } from './test-content.ts';

const original = testPost('a', { body: 'One.', rating: 1, tags: ['x', 'y'], date: '2026-01-01' });

const edits: Record<string, PublishedEntry> = {
  'of the body': testPost('a', { ...original.fields, body: 'Two.' }),
  'of an indexed field': testPost('a', { ...original.fields, rating: 2 }),
  'of a number that becomes text': testPost('a', { ...original.fields, rating: '1' }),
  'of a list': testPost('a', { ...original.fields, tags: ['y', 'z'] }),
  'that removes what was there': testPost('a'),
  'of the slug': { ...original, slug: 'b', path: '/blog/b/' },
  'of the group of translations': { ...original, translationGroup: 'other' },
  'of the locale': { ...original, locale: 'de' },
  'of the collection': testEntry('a', { collection: 'tags', fields: { name: 'A' } }),
};

test.each(Object.entries(edits))('an edit %s leaves what a first publication makes', (_, edited) => {
  expect(rowsAfter(original, edited)).toEqual(rowsAfter(edited));
});

test('an edit of the body keeps the row of the entry, and every row of its indexes', () => {
  const { cache } = openTestCache();
  const apply = (entry: PublishedEntry): number => {
    const before = totalChanges(cache.connection);
    cache.apply([publicationAfter(cache.position(), published(entry))]);
    return totalChanges(cache.connection) - before;
  };
  apply(original);
  // The row itself and the position.
  expect(apply(testPost('a', { ...original.fields, body: 'Two.' }))).toBe(2);
});

function rowsAfter(...versions: PublishedEntry[]): Record<string, unknown[]> {
  const { cache } = openTestCache();
  const other = testPost('other', { rating: 1, tags: ['x'] });
  cache.apply([publicationAfter(GENESIS, published(other))]);
  for (const version of versions) cache.apply([publicationAfter(cache.position(), published(version))]);
  const columns =
    'entry_id, collection, locale, translation_group, slug, path, digest, card_digest, card, fields';
  const rows = (sql: string): unknown[] => cache.connection.prepare(sql).raw().all();
  return {
    items: rows(`SELECT ${columns} FROM item ORDER BY entry_id`),
    fields: rows('SELECT * FROM item_field ORDER BY 1, 2, 3, 4, 5'),
    counts: rows('SELECT * FROM item_count ORDER BY 1, 2, 3, 4'),
    links: rows('SELECT * FROM item_link ORDER BY 1, 2'),
  };
}

function totalChanges(connection: Database.Database): number {
  return connection.prepare('SELECT total_changes()').pluck().get() as number;
}
