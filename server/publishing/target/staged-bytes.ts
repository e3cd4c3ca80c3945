import { randomUUID } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { COMPRESSED_EXTENSIONS } from './compressed-forms.ts';
import { stageFile, stageFileInBackground, stageStream } from './stage-file.ts';
import type { StagedFile } from './stage-file.ts';

/** What has been put and no release has named yet. It ends with the process. */
export type StagedBytes = {
  /** Notes that a release to come needs these bytes, wherever they are. */
  claim(hash: string): void;
  isClaimed(hash: string): boolean;
  /** `extension` is empty for the bytes themselves. */
  add(hash: string, form: { bytes: Uint8Array; extension: string }): Promise<void>;
  /** The bytes themselves, as they come. Throws where they are others. */
  addFrom(hash: string, bytes: Readable): Promise<void>;
  has(hash: string, extension: string): boolean;
  files(hash: string): StagedFile[];
  /** Renames all there is to this name and its extensions. */
  moveTo(hash: string, file: string): void;
  /** Releases name these: they need no claim any more. */
  release(hashes: Iterable<string>): void;
  drop(isDropped: (hash: string, claim: { claimedAt: number }) => boolean): void;
};

/**
 * The files of a small release are on their way to the disk while the rest of it is made ready. With more of them, one sync of the whole
 * file system is quicker, and other threads write.
 */
const FILES_OF_SMALL_RELEASE = 48;

/** `files` is empty where all of them were kept already. */
type Claim = { claimedAt: number; files: Map<string, StagedFile> };

export function createStagedBytes({ durable, staging }: { durable: boolean; staging: string }): StagedBytes {
  const claims = new Map<string, Claim>();
  let fileCount = 0;

  function claim(hash: string): Claim {
    const found = claims.get(hash) ?? { claimedAt: Date.now(), files: new Map<string, StagedFile>() };
    claims.set(hash, found);
    return found;
  }

  return {
    claim: (hash) => void claim(hash),
    isClaimed: (hash) => claims.has(hash),
    add: async (hash, { bytes, extension }) => {
      const path = join(staging, randomUUID());
      const known = extension === '' ? { hash: Buffer.from(hash, 'hex') } : {};
      const isLarge = fileCount >= FILES_OF_SMALL_RELEASE;
      const file = isLarge
        ? await stageFileInBackground(path, bytes, known)
        : stageFile(path, bytes, { ...known, syncNow: durable });
      claim(hash).files.set(extension, file);
      fileCount += 1;
    },
    addFrom: async (hash, bytes) => {
      const file = await stageStream(join(staging, randomUUID()), bytes, { hash });
      claim(hash).files.set('', file);
      fileCount += 1;
    },
    has: (hash, extension) => claims.get(hash)?.files.has(extension) === true,
    files: (hash) => [...(claims.get(hash)?.files.values() ?? [])],
    moveTo: (hash, file) => {
      const files = claims.get(hash)?.files ?? new Map<string, StagedFile>();
      // The bytes themselves last: where they are, everything is.
      for (const extension of [...COMPRESSED_EXTENSIONS, '']) {
        const staged = files.get(extension);
        if (staged === undefined) continue;
        renameSync(staged.path, file + extension);
        files.delete(extension);
        fileCount -= 1;
      }
    },
    release: (hashes) => {
      for (const hash of hashes) if (claims.get(hash)?.files.size === 0) claims.delete(hash);
    },
    drop: (isDropped) => {
      for (const [hash, found] of claims) {
        if (!isDropped(hash, found)) continue;
        for (const { path } of found.files.values()) rmSync(path, { force: true });
        fileCount -= found.files.size;
        claims.delete(hash);
      }
    },
  };
}
