import { closeSync, existsSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { GENESIS_HASH, type ClockValues } from '../model/publication.ts';
import { APPLICATION_ID, FORMAT_VERSION, SCHEMA } from './schema.ts';

/**
 * Opens the file for writing. The cache can always be rebuilt, so whatever cannot be trusted (foreign, damaged, of another format or content model) is
 * deleted and begun anew at the position before the first publication.
 */
export function openCacheFile(file: string, modelFingerprint: string): Database.Database {
  mkdirSync(dirname(file), { recursive: true });
  const connection = openTrusted(file, modelFingerprint) ?? beginAnew(file, modelFingerprint);
  closeSync(openSync(inUseMarker(file), 'w'));
  return connection;
}

export function closeCacheFile(connection: Database.Database): void {
  const file = connection.name;
  connection.close();
  rmSync(inUseMarker(file), { force: true });
}

export type Bulk = {
  /** Whether `mergeLog` is due. */
  isLogLong(): boolean;
  /** While nobody reads: whoever is in the middle of a snapshot holds it up. */
  mergeLog(): void;
  end(): void;
};

/** Some tens of thousands of pages of a site. */
const LOG_LONG_BYTES = 64 * 1024 * 1024;
const BUSY_TIMEOUT_MS = 5_000;
/** SQLite's own: about 4 MB. */
const LOG_PAGES = 1_000;

export function beginBulk(connection: Database.Database): Bulk {
  const log = `${connection.name}-wal`;
  connection.pragma('wal_autocheckpoint = 0');
  return {
    isLogLong: () => (statSync(log, { throwIfNoEntry: false })?.size ?? 0) > LOG_LONG_BYTES,
    mergeLog: () => {
      // Who reads all the same is not waited for: the log is merged another time.
      connection.pragma('busy_timeout = 0');
      connection.pragma('wal_checkpoint(TRUNCATE)');
      connection.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    },
    end: () => void connection.pragma(`wal_autocheckpoint = ${LOG_PAGES}`),
  };
}

/** For good: what was in it is made again. Nobody may have it open. */
export function deleteCacheFile(file: string): void {
  for (const path of [file, `${file}-wal`, `${file}-shm`, inUseMarker(file)]) rmSync(path, { force: true });
}

function openTrusted(file: string, modelFingerprint: string): Database.Database | undefined {
  if (!existsSync(file)) return undefined;
  // After a crash the newest pages may be in the log alone, and the file half way through a checkpoint.
  if (existsSync(inUseMarker(file)) && !existsSync(`${file}-wal`)) return undefined;
  let connection: Database.Database | undefined;
  try {
    connection = new Database(file);
    configure(connection);
    if (isTrustworthy(connection, modelFingerprint)) return connection;
  } catch (error) {
    // Only damage is answered by beginning anew: a full disk or a missing permission would meet the new file too.
    if (!isDamage(error)) {
      connection?.close();
      throw error;
    }
  }
  connection?.close();
  return undefined;
}

/** Whether this program has written it, for this content model. */
export function isTrustworthy(connection: Database.Database, modelFingerprint: string): boolean {
  if (connection.pragma('application_id', { simple: true }) !== APPLICATION_ID) return false;
  if (connection.pragma('user_version', { simple: true }) !== FORMAT_VERSION) return false;
  // SQLite itself refuses a file that is shorter than its header says.
  const state = connection.prepare('SELECT model_fingerprint AS fingerprint FROM cache_state').get();
  return state !== undefined && (state as { fingerprint: string }).fingerprint === modelFingerprint;
}

function beginAnew(file: string, modelFingerprint: string): Database.Database {
  deleteCacheFile(file);
  const connection = new Database(file);
  configure(connection);
  connection.transaction(() => {
    connection.exec(SCHEMA);
    connection
      .prepare(
        'INSERT INTO cache_state (singleton, model_fingerprint, seq, hash, revision, clock) VALUES (1, ?, 0, ?, 0, ?)',
      )
      .run(modelFingerprint, GENESIS_HASH, JSON.stringify(NO_CLOCK));
    connection.pragma(`application_id = ${APPLICATION_ID}`);
    connection.pragma(`user_version = ${FORMAT_VERSION}`);
  })();
  return connection;
}

/** Before anybody has looked at a clock. */
const NO_CLOCK: ClockValues = { hour: '', day: '', year: '' };

function configure(connection: Database.Database): void {
  connection.pragma('journal_mode = WAL');
  // A lost tail is followed again from the publication log: waiting for the disk at every commit would buy nothing.
  connection.pragma('synchronous = NORMAL');
  connection.pragma('cache_size = -8000');
}

/** Whether the file that is in use is not what it was: damaged, or not to be read any more. */
export function isFileFault(error: unknown): boolean {
  return hasCode(error, ['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_IOERR', 'SQLITE_CANTOPEN']);
}

export function isDamage(error: unknown): boolean {
  // A foreign SQLite file has no such table or column, which SQLite reports as a plain error.
  return hasCode(error, ['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_ERROR']);
}

/** Extended codes begin with the one that they are a case of. */
function hasCode(error: unknown, codes: readonly string[]): boolean {
  return error instanceof Database.SqliteError && codes.some((code) => error.code.startsWith(code));
}

/** Exists while the cache is open: with it left behind, the log must be there too. */
function inUseMarker(file: string): string {
  return `${file}-in-use`;
}
