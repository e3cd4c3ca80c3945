import { createReadStream } from 'node:fs';
import { mkdtemp, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import packageJson from '../../package.json' with { type: 'json' };
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { REMEMBERED_MS } from '../media/collect-media.ts';
import type { MediaStore } from '../media/media-store.ts';
import { adoptSnapshot, readBackupFacts, type BackupFacts } from '../store/backup-facts.ts';
import { recordBackup, recordBackupFailure } from '../store/backup-state.ts';
import { openDatabase, type Database } from '../store/database.ts';
import { dumpPostgres, withPostgresSnapshot } from '../store/dumps/postgres-dump.ts';
import { copySqlite, SQLITE_FILE } from '../store/dumps/sqlite-dump.ts';
import { readNamedHashes } from '../store/media-hashes.ts';
import { BACKUPS, FORMAT, manifestKey, type Manifest } from './manifest.ts';
import { writeParts, type Part } from './parts.ts';
import type { BackupPlace } from './place.ts';
import { seal } from './seal.ts';
import { mediaFolder, writeMedia, type MediaProgress } from './write-media.ts';

export type BackupParts = {
  config: Pick<Config, 'backup' | 'dataDir' | 'databaseDirectUrl' | 'given' | 'siteUrl'>;
  database: Database;
  log: Log;
  media: Pick<MediaStore, 'open'>;
  place: BackupPlace;
  onProgress?: (progress: MediaProgress) => void;
};

/**
 * The database as it is at this moment, and every byte of media that it names, while everybody goes on working. Bytes that an earlier backup has brought
 * there are not sent again. What is broken off leaves nothing that looks like a backup.
 */
export async function createBackup(parts: BackupParts): Promise<Manifest> {
  const { config, database, log } = parts;
  const startedAt = new Date();
  const at = startedAt.toISOString();
  await mkdir(config.dataDir, { recursive: true });
  const scratch = await mkdtemp(join(config.dataDir, 'backup-'));
  try {
    const manifest = await write(parts, { scratch, startedAt });
    await database.write((tx) => recordBackup(tx, { id: manifest.id, at: manifest.createdAt }));
    const { id, media, seconds } = manifest;
    log.info({ backup: id, seconds, media: media.count, place: parts.place.name }, 'backed up');
    return manifest;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    // The database may be what failed.
    await database.write((tx) => recordBackupFailure(tx, { at, error: said })).catch(() => undefined);
    if (error instanceof AppError) throw error;
    throw new AppError('backup-failed', `The backup could not be made: ${said}`, { cause: error });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

type Writing = { scratch: string; startedAt: Date };

async function write(parts: BackupParts, { scratch, startedAt }: Writing): Promise<Manifest> {
  const { config, database, place } = parts;
  const { recipients } = config.backup;
  const at = startedAt.toISOString();
  const id = at.replaceAll(/[:.]/g, '-');
  const keep = (name: string, bytes: Readable): Promise<Part[]> =>
    writeParts(bytes, { place, key: `${BACKUPS}/${id}/${name}`, scratch });
  const dumped = await dump(parts, {
    scratch,
    startedAt,
    keep: async (bytes) => await keep('database', await seal(bytes, recipients)),
  });
  const written = await writeMedia(parts, { hashes: dumped.hashes, scratch });
  // Not sealed: whoever prunes has to read it, and the names of the bytes say the same.
  const list = Readable.from([Buffer.from(dumped.hashes.map((hash) => `${hash}\n`).join(''))]);
  const manifest: Manifest = {
    format: FORMAT,
    id,
    createdAt: at,
    seconds: (Date.now() - startedAt.getTime()) / 1_000,
    version: packageJson.version,
    siteUrl: config.siteUrl,
    recipients: [...recipients],
    database: { dialect: database.dialect, ...dumped.facts, parts: dumped.parts },
    media: { folder: mediaFolder(recipients), ...written, parts: await keep('media', list) },
    environment: { ...config.given },
  };
  const file = join(scratch, 'manifest.json');
  await writeFile(file, `${JSON.stringify(manifest, null, 2)}\n`);
  await place.put(manifestKey(id), { path: file, size: (await stat(file)).size });
  return manifest;
}

type Dumped = { facts: BackupFacts; hashes: string[]; parts: Part[] };
type Dumping = Writing & { keep: (bytes: Readable) => Promise<Part[]> };

async function dump(
  { config, database }: BackupParts,
  { keep, scratch, startedAt }: Dumping,
): Promise<Dumped> {
  const look = async (tx: Reading) => {
    const hashes = [...(await namedHashes(tx, startedAt))].toSorted();
    return { facts: await readBackupFacts(tx), hashes };
  };
  if (database.dialect === 'postgres') {
    const url = config.databaseDirectUrl ?? '';
    return await withPostgresSnapshot(url, async (snapshot) => {
      const seen = await database.read(async (tx) => {
        await adoptSnapshot(tx, snapshot);
        return await look(tx);
      });
      return { ...seen, parts: await keep(dumpPostgres(url, { snapshot })) };
    });
  }
  await copySqlite({ dataDir: config.dataDir, to: join(scratch, SQLITE_FILE) });
  const copy = await openDatabase({ dataDir: scratch });
  let seen: Pick<Dumped, 'facts' | 'hashes'>;
  try {
    seen = await copy.read(look);
  } finally {
    await copy.close();
  }
  const bytes = createReadStream(join(scratch, SQLITE_FILE));
  const zipped = bytes.pipe(createGzip());
  bytes.on('error', (error) => zipped.destroy(error));
  return { ...seen, parts: await keep(zipped) };
}

type Reading = Parameters<Parameters<Database['read']>[0]>[0];

/** As long as a publication that replaced a file can be taken back with its bytes. */
async function namedHashes(tx: Reading, now: Date): Promise<Set<string>> {
  const since = new Date(now.getTime() - REMEMBERED_MS).toISOString();
  const { needed, remembered } = await readNamedHashes(tx, { since });
  return needed.union(remembered);
}

/** What the database names now. */
export async function readNamed(database: Database, now: Date): Promise<Set<string>> {
  return await database.read((tx) => namedHashes(tx, now));
}
