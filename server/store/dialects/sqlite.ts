import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { Kysely, sql } from 'kysely';
import { AppError } from '../../errors.ts';
import type { Tables } from '../tables.ts';
import type { Database } from './dialect.ts';
import { GroupCommit } from './group-commit.ts';
import { ReadOnlyPlugin } from './read-only-plugin.ts';
import { SqlitePoolDialect } from './sqlite-driver.ts';
import { explainSqliteError, isSqliteBusy } from './sqlite-errors.ts';

export const SQLITE_FILE = 'stillpress.sqlite';
/** A snapshot that is read for long (a rebuild) must not keep others from reading. */
const MAX_READERS = 4;
/** While SQLite itself waits, the whole process stands still. Only recovery after a crash needs such a wait. */
const READ_WAIT_MS = 5_000;
/** A write waits for its lock in the driver, where it does not hold up the process. */
const WRITE_WAIT_MS = 10;
/** Two processes that open a new file at once get in each other's way while it is switched to WAL. */
const OPEN_ATTEMPTS = 50;
const OPEN_RETRY_MS = 20;

/**
 * One connection writes, several others read: in WAL mode readers see the last commit and wait for nobody. SQLite has one writer
 * at a time over all processes, so a write takes the lock at its beginning and nothing in it can conflict.
 */
export async function openSqlite({ dataDir }: { dataDir: string }): Promise<Database> {
  const file = await prepareFile(dataDir);
  const writer = new Kysely<Tables>({
    dialect: new SqlitePoolDialect({
      open: () => openWriter(file),
      maxConnections: 1,
      begin: 'begin immediate',
    }),
  });
  const reader = new Kysely<Tables>({
    dialect: new SqlitePoolDialect({
      open: () => openReader(file),
      maxConnections: MAX_READERS,
      begin: 'begin',
    }),
    plugins: [new ReadOnlyPlugin()],
  });
  const groupCommit = new GroupCommit(writer);
  return {
    dialect: 'sqlite',
    db: reader,
    write: (work) => groupCommit.write(work),
    writeStatement: (statement) => groupCommit.write(statement),
    read: (work) => reader.transaction().execute(work),
    listenUrl: null,
    installQueue: async () => undefined,
    changeSchema: (work) => writer.transaction().execute(work),
    scrub: () => scrub(writer),
    ping: async () => {
      await sql`select 1`.execute(reader);
    },
    close: async () => {
      await reader.destroy();
      await writer.destroy();
    },
  };
}

/** Readers keep the log of writes from being cut off while they read, and other processes write in between. */
const SCRUB_ATTEMPTS = 200;
const SCRUB_RETRY_MS = 50;

/**
 * Deleted bytes stay in the pages of the file and in the log beside it. VACUUM writes a file without them, and a checkpoint that truncates
 * leaves a log of no length.
 */
async function scrub(writer: Kysely<Tables>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      // The words of what was erased stay in the search index until its parts are merged.
      await sql`insert into entry_terms (entry_terms) values ('optimize')`.execute(writer);
      await sql`vacuum`.execute(writer);
      const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(writer);
      if (rows[0]?.busy === 0) return;
    } catch (error) {
      if (!isSqliteBusy(error instanceof AppError ? error.cause : error)) throw error;
    }
    if (attempt === SCRUB_ATTEMPTS) {
      throw new AppError(
        'database-unavailable',
        'What was erased could not be removed from the database file yet, since others keep reading it. Run the command again.',
        { retryAfterSeconds: 10 },
      );
    }
    await sleep(SCRUB_RETRY_MS);
  }
}

export function sqliteFile(dataDir: string): string {
  return join(dataDir, SQLITE_FILE);
}

/**
 * The file holds password hashes and unpublished texts: it is for its owner alone. SQLite's side files take its mode. The folder
 * can be walked through but not listed: a web server of another user reads the public files, which may be in it.
 */
async function prepareFile(dataDir: string): Promise<string> {
  const file = sqliteFile(dataDir);
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o711 });
    closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
  } catch (cause) {
    throw new AppError(
      'database-unavailable',
      `The database file ${file} cannot be created or opened. Check DATA_DIR, and who may write there.`,
      { cause },
    );
  }
  for (let attempt = 1; ; attempt++) {
    try {
      openWriter(file).close();
      return file;
    } catch (error) {
      if (!isSqliteBusy(error) || attempt === OPEN_ATTEMPTS) throw explainSqliteError(error);
    }
    await sleep(OPEN_RETRY_MS * Math.random());
  }
}

/** By itself every connection fills 16 MB once a whole site has been published; the system keeps the file in memory anyway. */
const PAGE_MEMORY = 'cache_size = -4000';

function openWriter(file: string): Sqlite.Database {
  const connection = new Sqlite(file, { timeout: WRITE_WAIT_MS });
  connection.pragma('journal_mode = WAL');
  // With anything less, a commit is acknowledged before it is on the disk.
  connection.pragma('synchronous = FULL');
  connection.pragma('foreign_keys = ON');
  connection.pragma(PAGE_MEMORY);
  // What is deleted is overwritten: rarely much, and it may have been deleted for good reason.
  connection.pragma('secure_delete = ON');
  return connection;
}

function openReader(file: string): Sqlite.Database {
  const connection = new Sqlite(file, { timeout: READ_WAIT_MS });
  connection.pragma('query_only = ON');
  connection.pragma(PAGE_MEMORY);
  return connection;
}
