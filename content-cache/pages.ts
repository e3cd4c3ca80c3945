import type Database from 'better-sqlite3';

/**
 * The pages of the last release, beside the content they were made of. Like everything here it can be deleted: the next release
 * writes it again.
 */
export type PageRecord = {
  /** In the one form of public paths. */
  path: string;
  /** Relative to the tree of public files. */
  file: string;
  /** SHA-256 of the bytes. */
  hash: string;
  status: number;
  contentType: string;
  templateBuild: string;
};

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS page (
    path TEXT PRIMARY KEY,
    file TEXT NOT NULL,
    hash TEXT NOT NULL,
    status INTEGER NOT NULL,
    content_type TEXT NOT NULL,
    template_build TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS page_state (
    singleton INTEGER PRIMARY KEY CHECK (singleton = 1),
    release_id TEXT NOT NULL
  ) STRICT;
`;

/** Run by whoever writes the cache, before anything else here. */
export function createPageTables(connection: Database.Database): void {
  connection.exec(SCHEMA);
}

/** The release that the pages are those of; null before the first one. */
export function readPagesRelease(connection: Database.Database): string | null {
  const row = connection.prepare('SELECT release_id AS releaseId FROM page_state').get();
  return (row as { releaseId: string } | undefined)?.releaseId ?? null;
}

export function listPages(connection: Database.Database): PageRecord[] {
  const columns = 'path, file, hash, status, content_type AS contentType, template_build AS templateBuild';
  return connection.prepare(`SELECT ${columns} FROM page ORDER BY path`).all() as PageRecord[];
}

/** In one transaction: these are all pages there are. */
export function replacePages(
  connection: Database.Database,
  { pages, releaseId }: { pages: readonly PageRecord[]; releaseId: string },
): void {
  const insert = connection.prepare(
    'INSERT INTO page VALUES (@path, @file, @hash, @status, @contentType, @templateBuild)',
  );
  const replace = connection.transaction(() => {
    connection.exec('DELETE FROM page');
    for (const page of pages) insert.run(page);
    connection.prepare('INSERT OR REPLACE INTO page_state VALUES (1, ?)').run(releaseId);
  });
  replace.immediate();
}

/** The public paths of all published entries. */
export function listEntryPaths(connection: Database.Database): string[] {
  const rows = connection.prepare('SELECT path FROM item WHERE path IS NOT NULL ORDER BY path').pluck();
  return rows.all() as string[];
}
