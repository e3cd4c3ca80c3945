import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import type { MediaStore } from '../media/media-store.ts';
import { databaseExists } from '../store/database.ts';
import { bringPostgresBack, lookIntoPostgres, putPostgresAside } from '../store/dumps/postgres-dump.ts';
import { environmentOfSqlite, replaceSqlite } from '../store/dumps/sqlite-dump.ts';
import { wrongEnvironment } from '../wrong-environment.ts';
import { writeMediaOf, writePostgresOf, writeSqliteOf } from './open-backup.ts';
import type { OpenedBackup, RestoredMedia } from './open-backup.ts';
import type { MediaProgress } from './write-media.ts';

type Restoring = {
  config: Pick<Config, 'appEnv' | 'dataDir' | 'databaseDirectUrl' | 'databaseUrl'>;
  media: Pick<MediaStore, 'put' | 'stat'>;
  onProgress?: (progress: MediaProgress) => void;
};

type Order = {
  /** Whether what is there may go aside. */
  mayReplace: boolean;
  /** The environment that what goes aside is of, where that is another one. */
  of?: string | undefined;
  now: Date;
};

export type Restored = {
  media: RestoredMedia;
  /** Where the database of before is; null where there was none. */
  aside: string | null;
};

/**
 * The database and what of media it names, as they were. Nothing is deleted: bytes of media since then stay, and the database of before goes aside. Media come
 * first, since nothing is lost by them.
 */
export async function restoreBackup(
  backup: OpenedBackup,
  { config, media, onProgress }: Restoring,
  order: Order,
): Promise<Restored> {
  const url = config.databaseDirectUrl;
  requireSameDialect(backup, url === undefined ? 'sqlite' : 'postgres');
  const found = url === undefined ? lookIntoFolder(config) : await lookIntoServer(url);
  requireConsent(found, config, order);
  const done = await writeMediaOf(backup, media, { onProgress });
  const aside =
    url === undefined ? await restoreFile(backup, config, order) : await restoreServer(backup, url, order);
  return { media: done, aside };
}

function requireSameDialect({ manifest }: OpenedBackup, dialect: 'sqlite' | 'postgres'): void {
  if (manifest.database.dialect === dialect) return;
  throw new AppError(
    'backup-failed',
    manifest.database.dialect === 'sqlite'
      ? 'The backup is of SQLite: unset DATABASE_URL to restore it.'
      : 'The backup is of PostgreSQL: set DATABASE_URL to the database that it is to be restored into.',
  );
}

type Found = { isThere: boolean; environment: string | null };

function requireConsent(
  { environment, isThere }: Found,
  { appEnv }: Pick<Config, 'appEnv'>,
  { mayReplace, of }: Order,
): void {
  if (!isThere) return;
  if (!mayReplace)
    throw new AppError(
      'confirmation-required',
      'There is a database already. Nothing was changed. With --replace it goes aside, where it can be brought back from, and the backup takes its place.',
    );
  if (environment !== null && environment !== appEnv && environment !== of)
    throw wrongEnvironment({
      what: 'The database that would go aside',
      owner: environment,
      appEnv,
      todo: `Nothing was changed. Mend DATABASE_URL (or DATA_DIR), or set APP_ENV=${environment}. If it is the one that you mean, add --environment ${environment}.`,
    });
}

function lookIntoFolder(config: Pick<Config, 'dataDir' | 'databaseUrl'>): Found {
  const isThere = databaseExists(config);
  return { isThere, environment: isThere ? environmentOfSqlite(config.dataDir) : null };
}

async function lookIntoServer(url: string): Promise<Found> {
  const { environment, hasTables, processes } = await lookIntoPostgres(url);
  if (processes > 0)
    throw new AppError(
      'publisher-busy',
      `Processes of Stillpress use this database (${processes} connections). Stop web and worker, then restore.`,
    );
  return { isThere: hasTables, environment };
}

async function restoreFile(
  backup: OpenedBackup,
  { dataDir }: Pick<Config, 'dataDir'>,
  { now }: Order,
): Promise<string | null> {
  await mkdir(dataDir, { recursive: true });
  const from = join(dataDir, `.restoring-${crypto.randomUUID()}`);
  try {
    await writeSqliteOf(backup, from);
    return await replaceSqlite({ dataDir, from, now });
  } finally {
    await rm(from, { force: true });
  }
}

async function restoreServer(backup: OpenedBackup, url: string, { now }: Order): Promise<string | null> {
  const { hasTables } = await lookIntoPostgres(url);
  const aside = hasTables ? await putPostgresAside(url, { now }) : null;
  try {
    await writePostgresOf(backup, url);
  } catch (error) {
    if (aside !== null) await bringPostgresBack(url, aside);
    throw error;
  }
  return aside === null ? null : `the schema ${aside}`;
}
