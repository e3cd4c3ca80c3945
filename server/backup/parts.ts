import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { AppError } from '../errors.ts';
import { writeWhole } from '../media/disk-media-store.ts';
import type { BackupPlace } from './place.ts';

/** Of each a service takes five gigabytes, and this machine needs room for one. */
const PART_BYTES = 512 * 1024 * 1024;

export type Part = { key: string; bytes: number; sha256: string };

type Writing = {
  place: BackupPlace;
  /** What the names of the parts begin with. */
  key: string;
  /** A folder of this machine. */
  scratch: string;
  partBytes?: number;
};

/** Never in memory as a whole, nor on this machine. */
export async function writeParts(
  bytes: Readable,
  { key, partBytes = PART_BYTES, place, scratch }: Writing,
): Promise<Part[]> {
  const parts: Part[] = [];
  const source = bytes[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  let rest: Uint8Array | null = null;
  for (let isAtEnd = false; !isAtEnd;) {
    const path = join(scratch, crypto.randomUUID());
    const handle = await open(path, 'wx', 0o600);
    const hash = createHash('sha256');
    let size = 0;
    try {
      while (size < partBytes) {
        let chunk: Uint8Array | undefined = rest ?? undefined;
        rest = null;
        if (chunk === undefined) {
          const next = await source.next();
          if (next.done === true) {
            isAtEnd = true;
            break;
          }
          chunk = next.value;
        }
        const fits: Uint8Array = chunk.subarray(0, partBytes - size);
        if (fits.length < chunk.length) rest = chunk.subarray(fits.length);
        await writeWhole(handle, fits);
        hash.update(fits);
        size += fits.length;
      }
      await handle.close();
      if (size === 0 && parts.length > 0) continue;
      const part = {
        key: `${key}.${String(parts.length).padStart(3, '0')}`,
        bytes: size,
        sha256: hash.digest('hex'),
      };
      await place.put(part.key, { path, size });
      parts.push(part);
    } finally {
      await handle.close().catch(() => undefined);
      await rm(path, { force: true });
    }
  }
  return parts;
}

/** Fails where one is not what was written. */
export function readParts(place: BackupPlace, parts: readonly Part[]): Readable {
  return Readable.from(chunksOf(place, parts), { objectMode: false });
}

async function* chunksOf(place: BackupPlace, parts: readonly Part[]): AsyncGenerator<Uint8Array, void> {
  for (const { key, sha256 } of parts) {
    const bytes = await place.open(key);
    if (bytes === null) throw damaged(`${key} is not there.`);
    const hash = createHash('sha256');
    for await (const chunk of bytes as AsyncIterable<Uint8Array>) {
      hash.update(chunk);
      yield chunk;
    }
    if (hash.digest('hex') !== sha256) throw damaged(`${key} is not what was written.`);
  }
}

export function damaged(what: string): AppError {
  return new AppError('backup-damaged', `The backup is damaged: ${what} Use another one.`);
}
