import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { AppError } from '../../errors.ts';
import { isSpecial } from './serving-notes.ts';
import type { ListedFile, TargetChange, TargetFile, TargetPosition } from './target.ts';

/**
 * What the disk target knows of its two trees, in an SQLite file beside them. The file is also the lock: SQLite holds it exclusively while it
 * is open, and the operating system lets go of it when the process ends, however it ends.
 *
 * State by state, from one release to the next:
 * 1. *settled*: the live tree equals `file`; the standby tree equals it too except at the paths in `behind`, unless it is `unknown`.
 * 2. *pending* (`begin`): the release is written down and its paths have joined `behind`; the standby tree is being changed.
 * 3. The symlink moves. Whether this has happened is what an interrupted release is judged by.
 * 4. *settled* (`finish`): `file` holds the release, and `behind` its paths, since the former live tree lacks exactly those.
 */
export type DiskState = {
  position(): TargetPosition | null;
  pending(): Pending | null;
  /** True when only a tree made from nothing can be trusted. */
  isUnknown(tree: TreeName): boolean;
  lookUp(file: string): TargetFile | null;
  list(): Iterable<ListedFile>;
  /** The files of which a plain file server does not know enough. */
  listSpecial(): Iterable<ListedFile>;
  behind(): string[];
  /** Throws, and notes nothing, when the files of the release would not fit into one tree. */
  begin(pending: Pending): void;
  finish(): void;
  /** A release that changes no file. */
  advance(to: TargetPosition): void;
  /** The symlink never moved: the standby tree may be half changed, which `behind` covers. */
  abandon(): void;
  /** Forgets all files: neither tree is what was written down. */
  reset(): void;
  close(): void;
};

export type TreeName = 'tree-a' | 'tree-b';

export type Pending = { tree: TreeName; to: TargetPosition; changes: readonly TargetChange[] };

const FORMAT_VERSION = 1;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS release (kind TEXT PRIMARY KEY CHECK (kind IN ('current', 'pending')), value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS known_tree (name TEXT PRIMARY KEY) STRICT;
  CREATE TABLE IF NOT EXISTS behind (file TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS file (
    file TEXT PRIMARY KEY,
    hash TEXT NOT NULL,
    content_type TEXT NOT NULL,
    redirect_status INTEGER,
    redirect_location TEXT,
    special INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS file_special ON file (file) WHERE special = 1;
`;

/** Throws `publisher-busy` while another process, or another part of this one, has the target open. */
export function openDiskState(file: string): DiskState {
  const connection = openLocked(file);
  const sql = prepare(connection);

  function readRelease(kind: 'current' | 'pending'): unknown {
    const row = sql.readRelease.get(kind) as { value: string } | undefined;
    return row === undefined ? null : JSON.parse(row.value);
  }

  function readPending(): Pending | null {
    return readRelease('pending') as Pending | null;
  }

  function writeFile({ file: name, now }: TargetChange): void {
    if (now === null) sql.removeFile.run(name);
    else {
      const redirect = now.redirect ?? { status: null, location: null };
      sql.putFile.run({ name, ...now, ...redirect, special: Number(isSpecial(name, now)) });
    }
  }

  const begin = connection.transaction((pending: Pending) => {
    for (const { file: name } of pending.changes) sql.addBehind.run(name);
    sql.putRelease.run('pending', JSON.stringify(pending));
    assertTreeFits(connection, pending.changes);
  });

  const finish = connection.transaction(() => {
    const pending = readPending();
    if (pending === null) return;
    for (const change of pending.changes) writeFile(change);
    sql.clearBehind.run();
    for (const { file: name } of pending.changes) sql.addBehind.run(name);
    sql.putRelease.run('current', JSON.stringify(pending.to));
    sql.removeRelease.run('pending');
    sql.addTree.run(pending.tree);
  });

  return {
    position: () => readRelease('current') as TargetPosition | null,
    pending: readPending,
    isUnknown: (tree) => sql.hasTree.get(tree) === undefined,
    lookUp: (name) => {
      const row = sql.lookUp.get(name) as FileRow | undefined;
      return row === undefined ? null : targetFile(row);
    },
    list: () => (sql.list.all() as FileRow[]).values().map(listedFile),
    listSpecial: () => (sql.listSpecial.all() as FileRow[]).values().map(listedFile),
    behind: () => (sql.behind.all() as { file: string }[]).map((row) => row.file),
    begin: (pending) => begin(pending),
    finish: () => finish(),
    advance: (to) => sql.putRelease.run('current', JSON.stringify(to)),
    abandon: () => sql.removeRelease.run('pending'),
    reset: connection.transaction(() => {
      for (const table of ['release', 'known_tree', 'behind', 'file'])
        connection.exec(`DELETE FROM ${table}`);
    }),
    close: () => connection.close(),
  };
}

type FileRow = {
  file: string;
  hash: string;
  contentType: string;
  status: number | null;
  location: string | null;
};

function targetFile({ contentType, hash, location, status }: FileRow): TargetFile {
  return { hash, contentType, redirect: status === null || location === null ? null : { status, location } };
}

function listedFile(row: FileRow): ListedFile {
  return { file: row.file, ...targetFile(row) };
}

const SELECT_FILE =
  'SELECT file, hash, content_type AS contentType, redirect_status AS status, redirect_location AS location FROM file';

function prepare(connection: Database.Database) {
  return {
    readRelease: connection.prepare('SELECT value FROM release WHERE kind = ?'),
    putRelease: connection.prepare('INSERT OR REPLACE INTO release (kind, value) VALUES (?, ?)'),
    removeRelease: connection.prepare('DELETE FROM release WHERE kind = ?'),
    hasTree: connection.prepare('SELECT 1 FROM known_tree WHERE name = ?'),
    addTree: connection.prepare('INSERT OR IGNORE INTO known_tree (name) VALUES (?)'),
    behind: connection.prepare('SELECT file FROM behind'),
    addBehind: connection.prepare('INSERT OR IGNORE INTO behind (file) VALUES (?)'),
    clearBehind: connection.prepare('DELETE FROM behind'),
    lookUp: connection.prepare(`${SELECT_FILE} WHERE file = ?`),
    list: connection.prepare(`${SELECT_FILE} ORDER BY file`),
    listSpecial: connection.prepare(`${SELECT_FILE} WHERE special = 1 ORDER BY file`),
    putFile: connection.prepare(
      'INSERT OR REPLACE INTO file VALUES (@name, @hash, @contentType, @status, @location, @special)',
    ),
    removeFile: connection.prepare('DELETE FROM file WHERE file = ?'),
  };
}

function openLocked(file: string): Database.Database {
  try {
    return openDatabase(file);
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    if (error.code.startsWith('SQLITE_BUSY')) throw busy(file, error);
    if (!/^SQLITE_(CORRUPT|NOTADB)/.test(error.code)) throw error;
  }
  // What it says cannot be trusted, and everything it says can be made anew.
  for (const path of [file, `${file}-wal`, `${file}-journal`]) rmSync(path, { force: true });
  return openDatabase(file);
}

function openDatabase(file: string): Database.Database {
  const connection = new Database(file, { timeout: 0 });
  try {
    connection.pragma('locking_mode = EXCLUSIVE');
    connection.pragma('journal_mode = WAL');
    connection.pragma('synchronous = FULL');
    // The first write takes the lock, and the locking mode keeps it.
    connection.transaction(() => {
      if (connection.pragma('user_version', { simple: true }) !== FORMAT_VERSION) {
        for (const table of ['release', 'known_tree', 'behind', 'file'])
          connection.exec(`DROP TABLE IF EXISTS ${table}`);
      }
      connection.exec(SCHEMA);
      connection.pragma(`user_version = ${FORMAT_VERSION}`);
    })();
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** No file may stand where another one needs a folder. */
function assertTreeFits(connection: Database.Database, changes: readonly TargetChange[]): void {
  const changed = new Map(changes.map(({ file, now }) => [file, now]));
  const stands = connection.prepare('SELECT 1 FROM file WHERE file = ?');
  const below = connection.prepare('SELECT file FROM file WHERE file > ? AND file < ?').pluck();
  for (const { file, now } of changes) {
    if (now === null) continue;
    for (let slash = file.indexOf('/'); slash !== -1; slash = file.indexOf('/', slash + 1)) {
      const folder = file.slice(0, slash);
      const change = changed.get(folder);
      if (change === undefined ? stands.get(folder) !== undefined : change !== null)
        throw doesNotFit(folder, file);
    }
    // "0" is the character after "/".
    const inside = (below.all(`${file}/`, `${file}0`) as string[]).find((name) => changed.get(name) !== null);
    if (inside !== undefined) throw doesNotFit(file, inside);
  }
}

function doesNotFit(file: string, inside: string): AppError {
  return new AppError(
    'target-failed',
    `The file "${inside}" cannot be published while "${file}" is a file: a name is a file or a folder. Give one of the two pages another address.`,
  );
}

function busy(file: string, cause: unknown): AppError {
  return new AppError(
    'publisher-busy',
    `Another process is publishing to this target (it holds ${file}). Stop it first, or let it do the work.`,
    { cause },
  );
}
