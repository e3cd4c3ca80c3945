import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { extensionOf, unpackForm, withoutCompression } from '../target/compressed-forms.ts';
import { notesOfTree, type ServingNote } from '../target/serving-notes.ts';

/** What visitors get of a tree, as read from the disk. */
export type HashedTree = {
  files: ReadonlyMap<string, TreeFile>;
  notes: ReadonlyMap<string, ServingNote>;
};

export type TreeFile = {
  /** SHA-256 of the bytes; of a symlink, of where it leads. */
  hash: string;
  /** Of what it unpacks to, for a compressed form of another file; null where it does not unpack. */
  unpackedHash?: string | null;
  /** Of the file that the name leads to. */
  inode: number;
};

/** How many are read before other work of the process has its turn. */
const FILES_PER_TURN = 100;

/** Names that lead to the same file as in a tree of the same file system that is `known` are not read again. */
export async function hashTree(
  folder: string,
  { known, onFile }: { known?: HashedTree; onFile?: (done: number, total: number) => void } = {},
): Promise<HashedTree> {
  const names = listFiles(folder);
  const all = new Set(names);
  const files = new Map<string, TreeFile>();
  for (const name of names) {
    if (files.size % FILES_PER_TURN === 0) {
      onFile?.(files.size, names.length);
      await nextTurn();
    }
    const original = withoutCompression(name);
    const isForm = original !== null && all.has(original);
    const found = lstatSync(join(folder, name));
    const inode = found.ino;
    const same = known?.files.get(name);
    if (same?.inode === inode && isForm === (same.unpackedHash !== undefined)) {
      files.set(name, same);
      continue;
    }
    const path = join(folder, name);
    const bytes = found.isSymbolicLink() ? Buffer.from(readlinkSync(path)) : readFileSync(path);
    files.set(name, {
      hash: sha256(bytes),
      ...(isForm && { unpackedHash: unpackedHash(name, bytes) }),
      inode,
    });
  }
  onFile?.(files.size, names.length);
  // Each note that is needed and not there is reported.
  return { files, notes: notesOfTree(folder) };
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

function unpackedHash(name: string, bytes: Uint8Array): string | null {
  const extension = extensionOf(name);
  const unpacked = extension === null ? null : unpackForm(bytes, extension);
  return unpacked === null ? null : sha256(unpacked);
}
