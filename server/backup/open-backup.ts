import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { MediaStore } from '../media/media-store.ts';
import { isSqliteWhole } from '../store/dumps/sqlite-dump.ts';
import { restorePostgres } from '../store/dumps/postgres-dump.ts';
import type { Manifest } from './manifest.ts';
import { damaged, readParts } from './parts.ts';
import type { BackupPlace } from './place.ts';
import { unseal } from './seal.ts';
import { mediaKey, type MediaProgress } from './write-media.ts';

/** A backup that somebody reads: with the identities, where it is sealed. */
export type OpenedBackup = { place: BackupPlace; manifest: Manifest; identities: readonly string[] };

async function databaseOf(backup: OpenedBackup): Promise<Readable> {
  return await plain(readParts(backup.place, backup.manifest.database.parts), backup);
}

async function plain(
  bytes: Readable,
  { identities, manifest }: Pick<OpenedBackup, 'identities' | 'manifest'>,
): Promise<Readable> {
  return manifest.recipients.length === 0 ? bytes : await unseal(bytes, identities);
}

/** A file that nothing has opened yet. */
export async function writeSqliteOf(backup: OpenedBackup, file: string): Promise<void> {
  try {
    await pipeline(
      await databaseOf(backup),
      createGunzip(),
      createWriteStream(file, { flags: 'wx', mode: 0o600 }),
    );
  } catch (error) {
    throw isOfZlib(error) ? damaged('its database cannot be unpacked.') : error;
  }
  if (!isSqliteWhole(file)) throw damaged('its database is not whole.');
}

/** What is not what was written may be noticed here before all of it is read. */
function isOfZlib(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}

/** Into a database that holds nothing. */
export async function writePostgresOf(backup: OpenedBackup, url: string): Promise<void> {
  await restorePostgres(url, await databaseOf(backup));
}

export type RestoredMedia = { restored: number; there: number; missing: string[] };

/** What is there already is left as it is. */
export async function writeMediaOf(
  backup: OpenedBackup,
  store: Pick<MediaStore, 'put' | 'stat'>,
  { onProgress }: { onProgress?: ((progress: MediaProgress) => void) | undefined } = {},
): Promise<RestoredMedia> {
  const { manifest, place } = backup;
  const { folder, missing, parts } = manifest.media;
  const hashes = (await text(readParts(place, parts))).split('\n').filter((hash) => hash !== '');
  const lost = new Set(missing);
  const done: RestoredMedia = { restored: 0, there: 0, missing: [] };
  for (const [index, hash] of hashes.entries()) {
    onProgress?.({ done: index, total: hashes.length });
    if ((await store.stat(hash)) !== null) done.there += 1;
    else if (await writeOne(backup, { store, key: mediaKey(folder, hash), hash })) done.restored += 1;
    else if (lost.has(hash)) done.missing.push(hash);
    else throw damaged(`${mediaKey(folder, hash)} is not in ${place.name}.`);
  }
  return done;
}

type One = { store: Pick<MediaStore, 'put'>; key: string; hash: string };

async function writeOne(backup: OpenedBackup, { hash, key, store }: One): Promise<boolean> {
  const bytes = await backup.place.open(key);
  if (bytes === null) return false;
  const stored = await store.put(await plain(bytes, backup));
  if (stored.hash !== hash) throw damaged(`${key} holds other bytes.`);
  return true;
}
