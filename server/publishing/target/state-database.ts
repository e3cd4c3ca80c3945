import { existsSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { AppError } from '../../errors.ts';

/** What a target writes down; another version of it begins anew. */
export type StateFormat = { version: number; tables: readonly string[]; schema: string };

const TABLES = ['release', 'known_tree', 'behind', 'file', 'pending_change', 'quickly_compressed', 'erasing'];

const FILE_COLUMNS = `
    content_type TEXT,
    redirect_status INTEGER,
    redirect_location TEXT,
    is_asset INTEGER,
    grace_until INTEGER,
    is_special INTEGER NOT NULL`;

export const DISK_STATE: StateFormat = {
  version: 3,
  tables: TABLES,
  schema: `
  CREATE TABLE IF NOT EXISTS release (kind TEXT PRIMARY KEY CHECK (kind IN ('current', 'pending')), value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS known_tree (name TEXT PRIMARY KEY) STRICT;
  CREATE TABLE IF NOT EXISTS behind (file TEXT PRIMARY KEY, is_special INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS file (file TEXT PRIMARY KEY, hash TEXT NOT NULL, ${FILE_COLUMNS}) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS file_special ON file (file) WHERE is_special = 1;
  CREATE INDEX IF NOT EXISTS file_grace ON file (grace_until) WHERE grace_until IS NOT NULL;
  CREATE INDEX IF NOT EXISTS file_hash ON file (hash);
  CREATE TABLE IF NOT EXISTS pending_change (
    file TEXT PRIMARY KEY, hash TEXT, ${FILE_COLUMNS}, was_special INTEGER NOT NULL, is_in_tree INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS quickly_compressed (hash TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS erasing (kind TEXT NOT NULL CHECK (kind IN ('file', 'hash')), value TEXT NOT NULL, PRIMARY KEY (kind, value)) STRICT, WITHOUT ROWID;
`,
};

/** The file is also the lock. Throws `publisher-busy` while another process, or another part of this one, has it open. */
export function openStateDatabase(file: string, format: StateFormat): Database.Database {
  try {
    return open(file, format);
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    if (error.code.startsWith('SQLITE_BUSY')) throw busy(file, error);
    if (!/^SQLITE_(CORRUPT|NOTADB)/.test(error.code)) throw error;
  }
  // What it says cannot be trusted, and everything it says can be made anew.
  for (const path of [file, `${file}-wal`, `${file}-journal`]) rmSync(path, { force: true });
  return open(file, format);
}

/**
 * Whether somebody holds the lock, wherever that process runs: a process id would be another one in another container, and is given out again. A
 * look, even at a disk that is mounted read-only: nothing is written but what SQLite needs to read.
 */
export function isStateLocked(file: string): boolean {
  if (!existsSync(file)) return false;
  try {
    const connection = new Database(file, { readonly: true, fileMustExist: true, timeout: 0 });
    try {
      connection.pragma('schema_version');
    } finally {
      connection.close();
    }
  } catch (error) {
    return error instanceof Database.SqliteError && error.code === 'SQLITE_BUSY';
  }
  return false;
}

export function deleteAll(connection: Database.Database, tables: readonly string[]): void {
  for (const table of tables) connection.exec(`DELETE FROM ${table}`);
}

/** Longer than anyone looks whether the lock is held, which keeps others from taking it for a moment. */
const LOOK_MS = 100;

function open(file: string, { schema, tables, version }: StateFormat): Database.Database {
  const connection = new Database(file, { timeout: LOOK_MS });
  try {
    connection.pragma('locking_mode = EXCLUSIVE');
    // Once a whole site has been released, by itself four times as much is kept.
    connection.pragma('cache_size = -4000');
    connection.pragma('journal_mode = WAL');
    connection.pragma('synchronous = FULL');
    // A copy of what was erased must not come to lie in another folder.
    connection.pragma('temp_store = MEMORY');
    // The first write takes the lock, and the locking mode keeps it.
    connection.transaction(() => {
      if (connection.pragma('user_version', { simple: true }) !== version) {
        for (const table of tables) connection.exec(`DROP TABLE IF EXISTS ${table}`);
      }
      connection.exec(schema);
      connection.pragma(`user_version = ${version}`);
    })();
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function busy(file: string, cause: unknown): AppError {
  return new AppError(
    'publisher-busy',
    `Another process is publishing to this target (it holds ${file}). Stop it first, or let it do the work.`,
    { cause },
  );
}
