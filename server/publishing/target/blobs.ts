import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { COMPRESSED_EXTENSIONS, compressForms, isCompressible } from './compressed-forms.ts';
import type { TargetContent } from './target.ts';

/** Bytes by their SHA-256, each with its compressed forms beside it. What has its name here is whole. */
export type Blobs = {
  put(content: TargetContent): Promise<string>;
  has(hash: string): boolean;
  /** The file of these bytes; other names are links to it, so it is never written to again. */
  file(hash: string): string;
  /** The compressed forms that are there. */
  forms(hash: string): string[];
  /** What has been written and may not be on the disk yet. */
  unsynced(): readonly string[];
  /** All of that is on the disk now. */
  markSynced(): void;
};

export function createBlobs({ folder, staging }: { folder: string; staging: string }): Blobs {
  /** Found whole by this process. Bytes from before a power failure are not trusted: they are written again. */
  const written = new Set<string>();
  let unsynced: string[] = [];

  function fileOf(hash: string): string {
    return join(folder, hash.slice(0, 2), hash);
  }

  function write(file: string, bytes: Uint8Array): void {
    const temporary = join(staging, randomUUID());
    try {
      writeFileSync(temporary, bytes, { flag: 'wx' });
      const seconds = modifiedAt(bytes);
      utimesSync(temporary, seconds, seconds);
      renameSync(temporary, file);
    } catch (error) {
      // On a full disk, half a file would be in the way of everything that frees space.
      rmSync(temporary, { force: true });
      throw error;
    }
    unsynced.push(file);
  }

  return {
    put: async ({ bytes, contentType }) => {
      const hash = sha256(bytes).toString('hex');
      const key = `${hash} ${isCompressible(contentType)}`;
      if (written.has(key)) return hash;
      const forms = isCompressible(contentType) && bytes.length > 0 ? await compressForms(bytes) : [];
      const file = fileOf(hash);
      if (mkdirSync(dirname(file), { recursive: true }) !== undefined) unsynced.push(folder);
      write(file, bytes);
      for (const form of forms) write(file + form.extension, form.bytes);
      unsynced.push(dirname(file));
      written.add(key);
      return hash;
    },
    has: (hash) => existsSync(fileOf(hash)),
    file: fileOf,
    forms: (hash) => COMPRESSED_EXTENSIONS.filter((extension) => existsSync(fileOf(hash) + extension)),
    unsynced: () => unsynced,
    markSynced: () => {
      unsynced = [];
    },
  };
}

/**
 * nginx makes a file's ETag of its modification time in whole seconds and its size. Derived from the bytes, different bytes of one size
 * have different ETags, and the same bytes the same one in every release.
 */
function modifiedAt(bytes: Uint8Array): number {
  return 1_000_000_000 + (sha256(bytes).readUInt32BE(0) % 700_000_000);
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
