import { createHash } from 'node:crypto';
import {
  closeSync,
  createWriteStream,
  fsync,
  futimesSync,
  openSync,
  rmSync,
  utimes,
  writeFile,
  writeFileSync,
} from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { syncPaths } from '../sync-file-system.ts';
import { hashOf, modifiedAt } from './modification-time.ts';

/** A new file that has no public name yet. */
export type StagedFile = {
  path: string;
  /** Resolves once its bytes are on the disk. */
  synced(): Promise<void>;
};

/** With `syncNow`, the disk is at work while others things are done. */
export function stageFile(
  path: string,
  bytes: Uint8Array,
  { hash = hashOf(bytes), syncNow }: { hash?: Buffer; syncNow: boolean },
): StagedFile {
  const descriptor = openSync(path, 'wx');
  let isHandedOver = false;
  try {
    writeFileSync(descriptor, bytes);
    const seconds = modifiedAt(hash);
    futimesSync(descriptor, seconds, seconds);
    if (!syncNow) return { path, synced: () => syncPaths([path]) };
    const syncing = syncAndClose(descriptor);
    isHandedOver = true;
    // Whoever needs it on the disk asks; until then a failure is nobody's.
    syncing.catch(() => undefined);
    return { path, synced: () => syncing };
  } catch (error) {
    // On a full disk, half a file would be in the way of everything that frees space.
    rmSync(path, { force: true });
    throw error;
  } finally {
    if (!isHandedOver) closeSync(descriptor);
  }
}

const writeInBackground = promisify(writeFile);
const setTimes = promisify(utimes);

/**
 * One of many files. A file system may take longer to make it than a page takes to render: this thread has other things to do.
 */
export async function stageFileInBackground(
  path: string,
  bytes: Uint8Array,
  { hash = hashOf(bytes) }: { hash?: Buffer },
): Promise<StagedFile> {
  try {
    await writeInBackground(path, bytes, { flag: 'wx' });
    const seconds = modifiedAt(hash);
    await setTimes(path, seconds, seconds);
    return { path, synced: () => syncPaths([path]) };
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
}

/** Bytes that come from elsewhere, a few at a time. */
export async function stageStream(
  path: string,
  bytes: Readable,
  { hash }: { hash: string },
): Promise<StagedFile> {
  const found = createHash('sha256');
  bytes.on('data', (part: Uint8Array) => found.update(part));
  try {
    await pipeline(bytes, createWriteStream(path, { flags: 'wx' }));
    if (found.digest('hex') !== hash)
      throw new Error(`The bytes that came are not those with the hash ${hash}`);
    const seconds = modifiedAt(Buffer.from(hash, 'hex'));
    await setTimes(path, seconds, seconds);
    return { path, synced: () => syncPaths([path]) };
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
}

function syncAndClose(descriptor: number): Promise<void> {
  return new Promise((resolve, reject) => {
    fsync(descriptor, (error) => {
      closeSync(descriptor);
      if (error === null) resolve();
      else reject(error);
    });
  });
}
