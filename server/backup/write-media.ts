import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { MediaStore } from '../media/media-store.ts';
import type { BackupPlace } from './place.ts';
import { seal } from './seal.ts';

export type MediaProgress = { done: number; total: number };

export type WrittenMedia = {
  count: number;
  bytes: number;
  /** Named by the database, and not in the store: they were lost before. */
  missing: string[];
};

type Writing = {
  config: { backup: { recipients: readonly string[] } };
  media: Pick<MediaStore, 'open'>;
  place: BackupPlace;
  onProgress?: (progress: MediaProgress) => void;
};

/** All backups share what they have sealed for the same recipients. */
export function mediaFolder(recipients: readonly string[]): string {
  if (recipients.length === 0) return 'media';
  const names = recipients.toSorted().join('\n');
  return `media-${createHash('sha256').update(names).digest('hex').slice(0, 16)}`;
}

export function mediaKey(folder: string, hash: string): string {
  return `${folder}/${hash.slice(0, 2)}/${hash}`;
}

/** Those that are there are left as they are: bytes with a hash never change. */
export async function writeMedia(
  { config, media, onProgress, place }: Writing,
  { hashes, scratch }: { hashes: readonly string[]; scratch: string },
): Promise<WrittenMedia> {
  const { recipients } = config.backup;
  const folder = mediaFolder(recipients);
  const there = new Map<string, number>();
  for await (const { key, size } of place.list(folder)) there.set(key, size);
  const written: WrittenMedia = { count: 0, bytes: 0, missing: [] };
  for (const [done, hash] of hashes.entries()) {
    onProgress?.({ done, total: hashes.length });
    const key = mediaKey(folder, hash);
    let size = there.get(key);
    if (size === undefined) {
      const bytes = await media.open(hash);
      if (bytes === null) {
        written.missing.push(hash);
        continue;
      }
      const path = join(scratch, hash);
      try {
        await pipeline(await seal(bytes, recipients), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
        ({ size } = await stat(path));
        await place.put(key, { path, size });
      } finally {
        await rm(path, { force: true });
      }
    }
    written.count += 1;
    written.bytes += size;
  }
  return written;
}
