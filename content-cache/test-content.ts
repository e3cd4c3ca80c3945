import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { defineContentModel } from '../model/define-content-model.ts';
import { field } from '../model/fields.ts';
import {
  type ClockValues,
  GENESIS_HASH,
  type LogPosition,
  type Publication,
  type PublicationChange,
  type PublishedEntry,
} from '../model/publication.ts';
import { type ContentCache, openContentCache } from './cache.ts';
import { type ContentReader, openContentReader } from './reader.ts';

/** A small content model, entries for it and opened caches, for the tests of this folder. */

export const testModel = defineContentModel({
  locales: ['en', 'de'],
  defaultLocale: 'en',
  collections: {
    posts: {
      url: '/blog/{slug}/',
      title: 'title',
      card: ['title', 'tags', 'date', 'rating'],
      sort: ['-date'],
      filterable: ['tags', 'date', 'rating', 'featured'],
      sortable: ['date', 'title', 'rating'],
      fields: {
        title: field.text({ required: true }),
        slug: field.slug({ required: true }),
        body: field.text(),
        tags: field.reference({ collection: 'tags', multiple: true }),
        date: field.date(),
        rating: field.number(),
        featured: field.boolean(),
      },
    },
    tags: { title: 'name', card: ['name'], fields: { name: field.text({ required: true }) } },
    settings: { single: true, fields: { siteTitle: field.text() } },
  },
});

export function testEntry(id: string, entry: Partial<PublishedEntry> = {}): PublishedEntry {
  return {
    id,
    collection: 'posts',
    locale: 'en',
    translationGroup: `group-${id}`,
    slug: id,
    path: `/blog/${id}/`,
    versionId: `version-${id}`,
    fields: { title: `Title ${id}`, slug: id },
    firstPublishedAt: '2026-01-01T00:00:00.000Z',
    publishedAt: '2026-01-02T00:00:00.000Z',
    ...entry,
  };
}

/** A post whose fields are these, beside a title and a slug. */
export function testPost(id: string, fields: Record<string, unknown> = {}): PublishedEntry {
  return testEntry(id, { fields: { title: `Title ${id}`, slug: id, ...fields } });
}

export function published(...entries: PublishedEntry[]): PublicationChange[] {
  return entries.map((entry) => ({ kind: 'publish', entry }));
}

export function withdrawn({ id, collection, locale, path }: PublishedEntry): PublicationChange {
  return { kind: 'withdraw', entryId: id, collection, locale, path };
}

export function publicationAfter(position: LogPosition, changes: readonly PublicationChange[]): Publication {
  const seq = position.seq + 1;
  return {
    seq,
    hash: `hash-${seq}`,
    previousHash: position.hash,
    committedAt: '2026-01-02T00:00:00.000Z',
    actorId: null,
    correlationId: null,
    changes,
  };
}

export const TEST_CLOCK: ClockValues = { year: '2026', day: '2026-11-27', hour: '2026-11-27T20' };

export const GENESIS: LogPosition = { seq: 0, hash: GENESIS_HASH };

export function testFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stillpress-cache-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'cache.sqlite');
}

export function openTestCache(file = testFile()): { cache: ContentCache; file: string } {
  const cache = openContentCache({ file, model: testModel });
  onTestFinished(() => cache.close());
  return { cache, file };
}

/** A reader in a snapshot of a cache that holds what these publications say. */
export function readerOf(...publications: (readonly PublicationChange[])[]): ContentReader {
  const { cache, file } = openTestCache();
  for (const changes of publications) cache.apply([publicationAfter(cache.position(), changes)]);
  const reader = openContentReader({ file, model: testModel });
  onTestFinished(() => reader.close());
  reader.beginSnapshot(cache.position());
  return reader;
}
