import { createHash } from 'node:crypto';
import { readNamedHashes } from '../store/media-hashes.ts';
import type { MediaContext } from './media-context.ts';

export type MediaCheck = {
  /** How many were read, every byte of them. */
  files: number;
  bytes: number;
  /** Named by something, and not there. */
  missing: string[];
  /** There, and not the bytes that they were. */
  damaged: string[];
  /** Named by nothing that is kept: `collect` takes them in time. */
  unnamed: number;
};

/** Reads all that is kept, and compares it with what it has to be. Changes nothing. */
export async function checkMedia({ database, store }: MediaContext): Promise<MediaCheck> {
  const always = new Date(0).toISOString();
  const { needed, remembered } = await database.read((tx) => readNamedHashes(tx, { since: always }));
  const check: MediaCheck = { files: 0, bytes: 0, missing: [], damaged: [], unnamed: 0 };
  const left = new Set(needed);
  for await (const { hash, sizeBytes } of store.list()) {
    left.delete(hash);
    check.files += 1;
    check.bytes += sizeBytes;
    if (!needed.has(hash) && !remembered.has(hash)) check.unnamed += 1;
    const bytes = await store.open(hash);
    if (bytes === null) continue;
    const found = createHash('sha256');
    for await (const chunk of bytes) found.update(chunk as Uint8Array);
    if (found.digest('hex') !== hash) check.damaged.push(hash);
  }
  check.missing.push(...left);
  return check;
}
