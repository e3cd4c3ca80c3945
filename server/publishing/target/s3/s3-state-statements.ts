import type Database from 'better-sqlite3';

export type S3Statements = ReturnType<typeof prepareS3Statements>;

const OBJECT_COLUMNS = `content_type TEXT, redirect_status INTEGER, redirect_location TEXT, is_asset INTEGER, etag TEXT, size INTEGER`;

/** `note` holds the position, the marker of the bucket, whether a release is under way, and who this is. */
export const S3_STATE = {
  version: 1,
  tables: ['note', 'file', 'astray', 'blob', 'erasing'],
  schema: `
  CREATE TABLE IF NOT EXISTS note (kind TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS file (file TEXT PRIMARY KEY, hash TEXT NOT NULL, grace_until INTEGER, ${OBJECT_COLUMNS}) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS file_grace ON file (grace_until) WHERE grace_until IS NOT NULL;
  CREATE INDEX IF NOT EXISTS file_hash ON file (hash);
  CREATE TABLE IF NOT EXISTS astray (file TEXT PRIMARY KEY, is_known INTEGER NOT NULL, hash TEXT, ${OBJECT_COLUMNS}) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS astray_hash ON astray (hash);
  CREATE TABLE IF NOT EXISTS blob (hash TEXT PRIMARY KEY, size INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS erasing (kind TEXT NOT NULL CHECK (kind IN ('file', 'hash')), value TEXT NOT NULL, PRIMARY KEY (kind, value)) STRICT, WITHOUT ROWID;
`,
};

const SELECTED = `hash, content_type AS contentType, redirect_status AS status, redirect_location AS location, is_asset AS isAsset, etag, size`;
const GIVEN = '@hash, @contentType, @status, @location, @isAsset, @etag, @size';
const COLUMNS = 'hash, content_type, redirect_status, redirect_location, is_asset, etag, size';

export function prepareS3Statements(connection: Database.Database) {
  const pluck = (sql: string) => connection.prepare(sql).pluck();
  return {
    readNote: pluck('SELECT value FROM note WHERE kind = ?'),
    putNote: connection.prepare('INSERT OR REPLACE INTO note (kind, value) VALUES (?, ?)'),
    removeNote: connection.prepare('DELETE FROM note WHERE kind = ?'),
    lookUp: connection.prepare(
      `SELECT file, grace_until AS graceUntil, ${SELECTED} FROM file WHERE file = ?`,
    ),
    list: connection.prepare(`SELECT file, grace_until AS graceUntil, ${SELECTED} FROM file ORDER BY file`),
    countFiles: pluck('SELECT COUNT(*) FROM file'),
    putFile: connection.prepare(
      `INSERT OR REPLACE INTO file (file, grace_until, ${COLUMNS}) VALUES (@file, @graceUntil, ${GIVEN})`,
    ),
    removeFile: connection.prepare('DELETE FROM file WHERE file = ?'),
    filesOf: pluck('SELECT file FROM file WHERE hash = ?'),
    expired: pluck('SELECT file FROM file WHERE grace_until <= ?'),
    // "0" is the character after "/".
    inGraceBelow: pluck(
      `SELECT file FROM file WHERE file > ? || '/' AND file < ? || '0' AND grace_until IS NOT NULL`,
    ),
    astray: connection.prepare(`SELECT file, is_known AS isKnown, ${SELECTED} FROM astray WHERE file = ?`),
    listAstray: pluck('SELECT file FROM astray ORDER BY file'),
    putAstray: connection.prepare(
      `INSERT OR REPLACE INTO astray (file, is_known, ${COLUMNS}) VALUES (@file, @isKnown, ${GIVEN})`,
    ),
    clearAstray: connection.prepare('DELETE FROM astray'),
    holders: pluck(
      `SELECT file FROM file WHERE hash = @hash AND file NOT IN (SELECT file FROM astray)
       UNION SELECT file FROM astray WHERE hash = @hash AND is_known = 1`,
    ),
    unkept: connection.prepare(
      `SELECT MIN(file) AS file, grace_until AS graceUntil, ${SELECTED} FROM file
       WHERE is_asset = 0 AND grace_until IS NULL AND hash NOT IN (SELECT hash FROM blob) AND file NOT IN (SELECT file FROM astray)
       GROUP BY hash LIMIT ?`,
    ),
    blobSize: pluck('SELECT size FROM blob WHERE hash = ?'),
    putBlob: connection.prepare('INSERT OR REPLACE INTO blob (hash, size) VALUES (?, ?)'),
    removeBlob: connection.prepare('DELETE FROM blob WHERE hash = ?'),
    listBlobs: connection.prepare('SELECT hash, size FROM blob'),
  };
}
