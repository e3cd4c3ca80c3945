import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { COMPRESSED_EXTENSIONS, compressForms, isCompressible, unpackForm } from './compressed-forms.ts';
import { hashOf } from './modification-time.ts';
import type { StagedBytes } from './staged-bytes.ts';
import type { BytesAtHand, BytesElsewhere, TargetContent } from './target.ts';
import { isCode, readIfThere } from './tree.ts';

/**
 * Bytes by their SHA-256, each with its compressed forms beside it. `put` writes them into the staging folder; they get their names here when
 * they are on the disk for certain, so that what has its name here is whole, whatever has happened to the machine.
 */
export type Blobs = {
  put(content: TargetContent): Promise<string>;
  /** Resolves once every `put` that has begun has ended, however it ended. */
  settled(): Promise<void>;
  /** Kept here already, or staged. */
  has(hash: string): boolean;
  /** Null where they are not there, or are not these bytes any more. */
  read(hash: string): Buffer | null;
  /** Whether they and all their compressed forms are there and say the same. */
  isWhole(hash: string, contentType: string): boolean;
  /** The file of these bytes; other names are links to it, so it is never written to again. */
  file(hash: string): string;
  /** The compressed forms that are there. */
  forms(hash: string): string[];
  /** Gives the staged ones of these their names; they have to be on the disk. Returns the folders that have changed. */
  keep(hashes: Iterable<string>): Promise<Set<string>>;
  /** What is kept of it is gone, compressed forms included. */
  remove(hash: string): void;
};

/** How many get their names before other work of the process has its turn. */
const BLOBS_PER_TURN = 50;

/** What is put twice at once is written one after the other: the second time waits for what the first one writes. */
export async function oneByOne(
  putting: Map<string, Promise<void>>,
  { name, put }: { name: string; put: () => Promise<void> },
): Promise<void> {
  const before = putting.get(name);
  const work = before === undefined ? put() : before.catch(() => undefined).then(put);
  putting.set(name, work);
  try {
    await work;
  } finally {
    if (putting.get(name) === work) putting.delete(name);
  }
}

type BlobsOptions = { compress: boolean; folder: string; staged: StagedBytes };

export function createBlobs({ compress, folder, staged }: BlobsOptions): Blobs {
  const putting = new Map<string, Promise<void>>();

  function fileOf(hash: string): string {
    return join(folder, hash.slice(0, 2), hash);
  }

  function hasForms(contentType: string, bytes: Uint8Array): boolean {
    return compress && isCompressible(contentType) && bytes.length > 0;
  }

  function read(hash: string): Buffer | null {
    const bytes = readIfThere(fileOf(hash));
    return bytes !== null && hashOf(bytes).toString('hex') === hash ? bytes : null;
  }

  function isHere(hash: string, extension: string): boolean {
    return staged.has(hash, extension) || existsSync(fileOf(hash) + extension);
  }

  async function stageMissing(hash: string, content: TargetContent): Promise<void> {
    if ('bytes' in content) return await stageBytes(hash, content);
    if (!compress || !isCompressible(content.contentType)) return await stageFrom(hash, content);
    await stageBytes(hash, { ...content, bytes: await buffer(await content.open()) });
  }

  async function stageFrom(hash: string, { open }: BytesElsewhere): Promise<void> {
    staged.claim(hash);
    if (!isHere(hash, '')) await staged.addFrom(hash, await open());
  }

  async function stageBytes(hash: string, { bytes, contentType }: BytesAtHand): Promise<void> {
    // Where everything is here already, it may be garbage but for the release to come.
    staged.claim(hash);
    const missing = hasForms(contentType, bytes)
      ? COMPRESSED_EXTENSIONS.filter((extension) => !isHere(hash, extension))
      : [];
    // The threads of the pool compress while this one writes.
    const compressing = compressForms(bytes, missing);
    compressing.catch(() => undefined);
    if (!isHere(hash, '')) await staged.add(hash, { bytes, extension: '' });
    for (const form of await compressing) await staged.add(hash, form);
  }

  return {
    put: async (content) => {
      const hash = 'bytes' in content ? hashOfContent(content) : content.hash;
      await oneByOne(putting, { name: hash, put: () => stageMissing(hash, content) });
      return hash;
    },
    settled: async () => void (await Promise.allSettled(putting.values())),
    has: (hash) => isHere(hash, ''),
    read,
    isWhole: (hash, contentType) => {
      const bytes = read(hash);
      return bytes !== null && areFormsOf(bytes, fileOf(hash), { areNeeded: hasForms(contentType, bytes) });
    },
    file: fileOf,
    forms: (hash) => COMPRESSED_EXTENSIONS.filter((extension) => existsSync(fileOf(hash) + extension)),
    keep: async (hashes) => {
      const changed = new Set<string>();
      let turn = 0;
      for (const hash of hashes) {
        turn += 1;
        if (turn % BLOBS_PER_TURN === 0) await nextTurn();
        if (staged.files(hash).length === 0) continue;
        for (const path of giveName(hash, { file: fileOf(hash), staged })) changed.add(path);
      }
      return changed;
    },
    remove: (hash) => {
      for (const extension of [...COMPRESSED_EXTENSIONS, ''])
        rmSync(fileOf(hash) + extension, { force: true });
    },
  };
}

function hashOfContent({ bytes, hash }: BytesAtHand): string {
  return hash ?? hashOf(bytes).toString('hex');
}

type Naming = { file: string; staged: StagedBytes };

/** Returns the folders that have changed. */
function giveName(hash: string, { file, staged }: Naming): string[] {
  const parent = dirname(file);
  try {
    staged.moveTo(hash, file);
    return [parent];
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  }
  // The first one of its folder.
  mkdirSync(parent, { recursive: true });
  staged.moveTo(hash, file);
  const folder = dirname(parent);
  return [parent, folder, dirname(folder)];
}

/** Whether the compressed forms beside the file unpack to its bytes. */
function areFormsOf(bytes: Buffer, file: string, { areNeeded }: { areNeeded: boolean }): boolean {
  return COMPRESSED_EXTENSIONS.every((extension) => {
    const form = readIfThere(file + extension);
    if (form === null) return !areNeeded;
    const unpacked = unpackForm(form, extension);
    return unpacked !== null && bytes.equals(unpacked);
  });
}
