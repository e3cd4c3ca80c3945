import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import Sqlite from 'better-sqlite3';
import { sqliteFile } from '../dialects/sqlite.ts';

export { SQLITE_FILE } from '../dialects/sqlite.ts';

/** Sixteen megabytes: others have a turn in between. */
const PAGES_A_STEP = 4_096;

/**
 * A copy of the database as it is at this moment, whoever writes meanwhile: the transaction keeps the copy from beginning anew with each commit of
 * another process.
 */
export async function copySqlite({ dataDir, to }: { dataDir: string; to: string }): Promise<void> {
  const source = new Sqlite(sqliteFile(dataDir), { readonly: true, fileMustExist: true });
  try {
    source.exec('begin');
    source.prepare('select count(*) from sqlite_schema').get();
    await source.backup(to, { progress: () => PAGES_A_STEP });
    source.exec('commit');
  } finally {
    source.close();
  }
}

/** What was there goes aside and is not deleted. Returns where it is; null where there was nothing. */
export async function replaceSqlite({
  dataDir,
  from,
  now,
}: {
  dataDir: string;
  /** On the same disk. */
  from: string;
  now: Date;
}): Promise<string | null> {
  mkdirSync(dataDir, { recursive: true });
  const file = sqliteFile(dataDir);
  const aside = `${file}.before-restore-${now.toISOString().replaceAll(/[:.]/g, '-')}`;
  const wasThere = existsSync(file);
  if (wasThere) {
    foldLogIn(file);
    renameSync(file, aside);
    for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
  }
  await rename(from, file);
  return wasThere ? aside : null;
}

/** What was committed last stands in the log beside the file until it is folded in. */
function foldLogIn(file: string): void {
  const database = new Sqlite(file);
  try {
    database.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    database.close();
  }
}

/** Which environment it is of; null of one that is damaged, or of before environments had names: a restore may be what mends it. */
export function environmentOfSqlite(dataDir: string): string | null {
  const database = new Sqlite(sqliteFile(dataDir), { fileMustExist: true });
  try {
    return database.prepare<[], string | null>('select environment from installation').pluck().get() ?? null;
  } catch {
    return null;
  } finally {
    database.close();
  }
}

/** Whether what was read is whole: every page, every index. */
export function isSqliteWhole(file: string): boolean {
  const database = new Sqlite(file, { readonly: true, fileMustExist: true });
  try {
    return database.pragma('quick_check', { simple: true }) === 'ok';
  } finally {
    database.close();
  }
}
