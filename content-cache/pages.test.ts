import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPageTables, listPages, readPagesRelease, replacePages } from './pages.ts';
import type { PageRecord } from './pages.ts';

describe('the pages of the last release', () => {
  let folder: string;
  let connection: Database.Database;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stillpress-pages-'));
    connection = new Database(join(folder, 'cache.sqlite'));
    createPageTables(connection);
  });
  afterEach(() => {
    connection.close();
    rmSync(folder, { recursive: true });
  });

  it('are none, of no release, at first', () => {
    expect(readPagesRelease(connection)).toBeNull();
    expect(listPages(connection)).toEqual([]);
  });

  it('are replaced as a whole, together with the release they belong to', () => {
    replacePages(connection, { pages: [page('/b/', '1'), page('/a/', '2')], releaseId: 'first' });
    expect(listPages(connection)).toEqual([page('/a/', '2'), page('/b/', '1')]);
    replacePages(connection, { pages: [page('/b/', '3')], releaseId: 'second' });
    expect(listPages(connection)).toEqual([page('/b/', '3')]);
    expect(readPagesRelease(connection)).toBe('second');
  });

  it('stay as they were when they cannot be replaced', () => {
    replacePages(connection, { pages: [page('/a/', '1')], releaseId: 'first' });
    const twice = [page('/b/', '2'), page('/b/', '3')];
    expect(() => replacePages(connection, { pages: twice, releaseId: 'second' })).toThrow('UNIQUE');
    expect(listPages(connection)).toEqual([page('/a/', '1')]);
    expect(readPagesRelease(connection)).toBe('first');
  });

  it('survive being opened again', () => {
    replacePages(connection, { pages: [page('/a/', '1')], releaseId: 'first' });
    createPageTables(connection);
    expect(readPagesRelease(connection)).toBe('first');
  });
});

function page(path: string, hash: string): PageRecord {
  return {
    path,
    file: `${path}index.html`.slice(1),
    hash,
    status: 200,
    contentType: 'text/html',
    templateBuild: 'b',
  };
}
