import Sqlite from 'better-sqlite3';
import { AppError } from '../../errors.ts';

const RETRY_AFTER_SECONDS = 2;

/** What the world does to a database file, by the beginning of SQLite's error code. */
const CAUSES: readonly (readonly [codePrefix: string, explanation: string])[] = [
  ['SQLITE_BUSY', 'another process is holding the database for longer than we wait'],
  ['SQLITE_FULL', 'the disk is full'],
  ['SQLITE_IOERR', 'the disk reports an error'],
  ['SQLITE_CANTOPEN', 'the database file cannot be opened'],
  ['SQLITE_READONLY', 'the database file cannot be written to'],
  ['SQLITE_PERM', 'the permissions of the database file do not allow it'],
];

/** The error to throw in place of one that SQLite threw: the same one unless the world is to blame. */
export function explainSqliteError(error: unknown): unknown {
  if (!(error instanceof Sqlite.SqliteError)) return error;
  const cause = CAUSES.find(([codePrefix]) => error.code.startsWith(codePrefix));
  if (cause === undefined) return error;
  return new AppError('database-unavailable', `The database cannot be used: ${cause[1]} (${error.code}).`, {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    cause: error,
  });
}

export function isSqliteBusy(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

/** A statement names a table or a column that is not there; SQLite has no code for it. */
export function isMissingOnSqlite(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && MISSING.test(error.message);
}

const MISSING = /^no such (?:table|column)|has no column named/;
