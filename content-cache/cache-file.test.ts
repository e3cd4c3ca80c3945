import { existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { LogPosition } from '../model/publication.ts';
import { GENESIS, openTestCache, publicationAfter, published, testFile, testPost } from './test-content.ts';

test('begins anew over bytes that are no database', () => {
  const file = testFile();
  writeFileSync(file, 'These bytes are no database. '.repeat(1000));
  expect(openTestCache(file).cache.position()).toMatchObject(GENESIS);
});

test('begins anew over an empty file', () => {
  const file = testFile();
  writeFileSync(file, '');
  expect(openTestCache(file).cache.position()).toMatchObject(GENESIS);
});

test('begins anew over a database of another program', () => {
  const file = testFile();
  const foreign = new Database(file);
  foreign.exec('CREATE TABLE cache_state (something)');
  foreign.close();
  expect(openTestCache(file).cache.position()).toMatchObject(GENESIS);
});

test('begins anew over a cache of another format', () => {
  const file = filledFile();
  const other = new Database(file);
  other.pragma('user_version = 999');
  other.close();
  expect(openTestCache(file).cache.position()).toMatchObject(GENESIS);
});

test.each([0.25, 0.5, 0.9])('begins anew over a file cut off at %d of its length', (part) => {
  const file = filledFile();
  truncateSync(file, Math.floor(statSync(file).size * part));
  expect(openTestCache(file).cache.position()).toMatchObject(GENESIS);
});

test('begins anew over a file cut off at the end of a page', () => {
  const file = filledFile();
  truncateSync(file, statSync(file).size - 4096);
  expect(openTestCache(file).cache.position()).toMatchObject(GENESIS);
});

test('begins anew when a crash left no log beside the file', () => {
  const { file } = crashedCache();
  rmSync(`${file}-wal`);
  expect(openTestCache(file).cache.position()).toMatchObject(GENESIS);
});

test('goes on where it was when a crash left the log beside the file', () => {
  const { file, position } = crashedCache();
  expect(existsSync(`${file}-wal`)).toBe(true);
  expect(openTestCache(file).cache.position()).toMatchObject(position);
});

test('goes on where it was after it was closed', () => {
  expect(openTestCache(filledFile()).cache.position().seq).toBe(1);
});

test('reports what is no damage, and deletes nothing', () => {
  const folder = testFile();
  mkdirSync(folder);
  writeFileSync(join(folder, 'kept'), '');
  expect(() => openTestCache(folder)).toThrow(/unable to open/);
  expect(existsSync(join(folder, 'kept'))).toBe(true);
});

/** A closed cache with some hundred posts, at publication 1. */
function filledFile(): string {
  const { cache, file } = openTestCache();
  const posts = Array.from({ length: 300 }, (_, number) =>
    testPost(`post-${number}`, { body: 'word '.repeat(100) }),
  );
  cache.apply([publicationAfter(GENESIS, published(...posts))]);
  cache.close();
  return file;
}

/** The files of a cache in use, which is how a crash leaves them: publication 1 in the file, publication 2 in the log alone. */
function crashedCache(): { file: string; position: LogPosition } {
  const inUse = filledFile();
  const { cache } = openTestCache(inUse);
  cache.apply([publicationAfter(cache.position(), published(testPost('a')))]);
  const file = testFile();
  for (const suffix of ['', '-wal', '-in-use'])
    writeFileSync(`${file}${suffix}`, readFileSync(`${inUse}${suffix}`));
  return { file, position: cache.position() };
}

test('in bulk the log grows until it is merged, and no reader is waited for', () => {
  const { cache, file } = openTestCache();
  const bulk = cache.beginBulk();
  for (let index = 0; index < 40; index++) {
    const entries = Array.from({ length: 40 }, (_, place) =>
      testPost(`${index}-${place}`, { body: 'x'.repeat(4_000) }),
    );
    cache.apply([publicationAfter(cache.position(), published(...entries))]);
  }
  const sizeOfLog = (): number => statSync(`${file}-wal`).size;
  expect(sizeOfLog()).toBeGreaterThan(6_000_000);
  const reader = new Database(file, { readonly: true });
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM item').get();
  bulk.mergeLog();
  expect(sizeOfLog()).toBeGreaterThan(0);
  reader.exec('ROLLBACK');
  bulk.mergeLog();
  expect(sizeOfLog()).toBe(0);
  bulk.end();
  expect(reader.prepare('SELECT count(*) FROM item').pluck().get()).toBe(1600);
  reader.close();
});
