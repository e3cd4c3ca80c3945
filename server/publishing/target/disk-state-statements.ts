import type Database from 'better-sqlite3';

export type Statements = ReturnType<typeof prepareStatements>;

const SELECT_FILE = `SELECT file, hash, content_type AS contentType, redirect_status AS status, redirect_location AS location,
  is_asset AS isAsset, grace_until AS graceUntil FROM file`;

const COLUMNS =
  'file, hash, content_type, redirect_status, redirect_location, is_asset, grace_until, is_special';

export function prepareStatements(connection: Database.Database) {
  return {
    readRelease: connection.prepare('SELECT value FROM release WHERE kind = ?'),
    putRelease: connection.prepare('INSERT OR REPLACE INTO release (kind, value) VALUES (?, ?)'),
    removeRelease: connection.prepare('DELETE FROM release WHERE kind = ?'),
    hasTree: connection.prepare('SELECT 1 FROM known_tree WHERE name = ?'),
    addTree: connection.prepare('INSERT OR IGNORE INTO known_tree (name) VALUES (?)'),
    clearTrees: connection.prepare('DELETE FROM known_tree'),
    behind: connection.prepare('SELECT file, is_special AS isSpecial FROM behind'),
    addBehind: connection.prepare(
      `INSERT INTO behind SELECT file, is_special | was_special FROM pending_change WHERE is_in_tree = 1
       ON CONFLICT (file) DO UPDATE SET is_special = is_special | excluded.is_special`,
    ),
    clearBehind: connection.prepare('DELETE FROM behind'),
    lookUp: connection.prepare(`${SELECT_FILE} WHERE file = ?`),
    list: connection.prepare(`${SELECT_FILE} ORDER BY file`),
    listSpecial: connection.prepare(`${SELECT_FILE} WHERE is_special = 1 ORDER BY file`),
    filesOf: connection.prepare('SELECT file FROM file WHERE hash = ?').pluck(),
    isNamed: connection.prepare('SELECT 1 FROM file WHERE hash = ? LIMIT 1'),
    isBehind: connection.prepare('SELECT 1 FROM behind WHERE file = ?'),
    // "0" is the character after "/".
    inGraceBelow: connection
      .prepare(`SELECT file FROM file WHERE file > ? || '/' AND file < ? || '0' AND grace_until IS NOT NULL`)
      .pluck(),
    expired: connection.prepare('SELECT file FROM file WHERE grace_until <= ?').pluck(),
    addPending: connection.prepare(
      `INSERT OR REPLACE INTO pending_change (${COLUMNS}, was_special, is_in_tree) VALUES
       (@file, @hash, @contentType, @status, @location, @isAsset, @graceUntil, @isSpecial, @wasSpecial, @isInTree)`,
    ),
    clearPending: connection.prepare('DELETE FROM pending_change'),
    pendingHashes: connection.prepare(
      'SELECT hash, content_type AS contentType FROM pending_change WHERE hash IS NOT NULL AND is_in_tree = 1',
    ),
    putFiles: connection.prepare(
      `INSERT OR REPLACE INTO file (${COLUMNS}) SELECT ${COLUMNS} FROM pending_change WHERE hash IS NOT NULL`,
    ),
    removeFiles: connection.prepare(
      'DELETE FROM file WHERE file IN (SELECT file FROM pending_change WHERE hash IS NULL)',
    ),
    removeInGrace: connection.prepare('DELETE FROM file WHERE file = ? AND grace_until IS NOT NULL'),
    addQuick: connection.prepare('INSERT OR IGNORE INTO quickly_compressed (hash) VALUES (?)'),
    removeQuick: connection.prepare('DELETE FROM quickly_compressed WHERE hash = ?'),
    nextQuick: connection.prepare('SELECT hash FROM quickly_compressed LIMIT 1').pluck(),
    countQuick: connection.prepare('SELECT COUNT(*) FROM quickly_compressed').pluck(),
  };
}
