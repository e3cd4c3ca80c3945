import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { AppError } from '../errors.ts';
import { newId } from '../store/new-id.ts';
import type { KeptBytes, MediaStore, StoredBytes } from './media-store.ts';

const HASH = /^[0-9a-f]{64}$/;
/** What a process that died has left behind. None takes so long to write a file. */
const LEFT_BEHIND_MS = 24 * 60 * 60_000;

/**
 * A folder: `files/ab/abcd…` holds the bytes, and `incoming/` what is being written. A file gets its name once its bytes are on the
 * disk, so that what has a name is whole whatever happens to the machine.
 */
export function createDiskMediaStore({ root }: { root: string }): MediaStore {
  const incoming = join(root, 'incoming');
  const files = join(root, 'files');
  const fileOf = (hash: string): string => join(files, hash.slice(0, 2), hash);

  async function keep(temporary: string, { hash, sizeBytes }: StoredBytes): Promise<void> {
    const file = fileOf(hash);
    if ((await statIfThere(file))?.size === sizeBytes) {
      const now = new Date();
      await utimes(file, now, now);
      return await rm(temporary, { force: true });
    }
    const isNew = (await mkdir(dirname(file), { recursive: true })) !== undefined;
    await rename(temporary, file);
    await syncPath(dirname(file));
    if (isNew) for (const folder of [files, root]) await syncPath(folder);
  }

  return {
    put: async (bytes) => {
      const temporary = join(incoming, newId());
      try {
        await mkdir(incoming, { recursive: true });
        const stored = await writeDurably(temporary, bytes);
        await keep(temporary, stored);
        return stored;
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => undefined);
        throw storeError(error);
      }
    },
    open: async (hash, part) => {
      const handle = HASH.test(hash) ? await openIfThere(fileOf(hash)) : null;
      return handle?.createReadStream(part) ?? null;
    },
    stat: async (hash) => {
      const found = HASH.test(hash) ? await statIfThere(fileOf(hash)) : null;
      return found === null ? null : { hash, sizeBytes: found.size, storedAt: found.mtime };
    },
    remove: async (hash) => {
      if (HASH.test(hash)) await rm(fileOf(hash), { force: true });
    },
    list: async function* list() {
      await sweep(incoming);
      for (const folder of await namesIn(files)) yield* listFolder(join(files, folder));
    },
  };
}

async function* listFolder(folder: string): AsyncGenerator<KeptBytes, void> {
  for (const hash of await namesIn(folder)) {
    const found = HASH.test(hash) ? await statIfThere(join(folder, hash)) : null;
    if (found !== null) yield { hash, sizeBytes: found.size, storedAt: found.mtime };
  }
}

/** Removes what a process that died has left of files that arrived. */
export async function sweep(incoming: string): Promise<void> {
  for (const name of await namesIn(incoming)) {
    const found = await statIfThere(join(incoming, name));
    if (found !== null && Date.now() - found.mtime.getTime() > LEFT_BEHIND_MS)
      await rm(join(incoming, name), { force: true });
  }
}

export async function writeDurably(file: string, bytes: Readable | Uint8Array): Promise<StoredBytes> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const handle = await open(file, 'wx');
  try {
    for await (const chunk of bytes instanceof Readable ? bytes : [bytes]) {
      const part: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      hash.update(part);
      sizeBytes += part.byteLength;
      await writeWhole(handle, part);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { hash: hash.digest('hex'), sizeBytes };
}

/** The system may write less than it was given. */
export async function writeWhole(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.byteLength;)
    done += (await handle.write(bytes, done, bytes.byteLength - done)).bytesWritten;
}

export async function writeAt(
  handle: FileHandle,
  { at, bytes }: { bytes: Uint8Array; at: number },
): Promise<void> {
  for (let done = 0; done < bytes.byteLength;)
    done += (await handle.write(bytes, done, bytes.byteLength - done, at + done)).bytesWritten;
}

/** A name in it outlasts a loss of power; or of a file, its bytes. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function statIfThere(file: string) {
  return await nullIfMissing(stat(file));
}

async function openIfThere(file: string): Promise<FileHandle | null> {
  return await nullIfMissing(open(file, 'r'));
}

async function namesIn(folder: string): Promise<string[]> {
  return (await nullIfMissing(readdir(folder))) ?? [];
}

async function nullIfMissing<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** By what the system calls it. */
const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the quota of the disk is used up'],
  ['EROFS', 'the disk can only be read'],
  ['EACCES', 'this process may not write there'],
  ['EPERM', 'this process may not write there'],
  ['EIO', 'the disk does not answer as it should'],
]);

/** What the system said of the place where media are kept, or of the one where they arrive; everything else comes from whoever sends the bytes. */
export function storeError(error: unknown): unknown {
  const reason = REASONS.get(codeOf(error));
  if (reason === undefined) return error;
  return new AppError(
    'media-store-failed',
    `The file could not be kept: ${reason}. Nothing was stored; tell whoever runs this server, and send it again once that is mended.`,
    { cause: error },
  );
}
