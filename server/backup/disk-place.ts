import { constants } from 'node:fs';
import { copyFile, mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncPath } from '../media/disk-media-store.ts';
import type { BackupPlace } from './place.ts';

/** Names that begin with a dot are being written. */
const TEMPORARY = '.incoming-';

export function createDiskPlace({ root }: { root: string }): BackupPlace {
  const fileOf = (key: string): string => join(root, ...key.split('/'));
  return {
    name: root,
    put: async (key, { path }) => {
      const file = fileOf(key);
      const folder = dirname(file);
      const temporary = join(folder, `${TEMPORARY}${crypto.randomUUID()}`);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      try {
        await copyFile(path, temporary, constants.COPYFILE_FICLONE);
        await syncPath(temporary);
        await rename(temporary, file);
        await syncPath(folder);
      } finally {
        await rm(temporary, { force: true });
      }
    },
    open: async (key) => {
      try {
        return (await open(fileOf(key))).createReadStream();
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    list: (below) => walk(root, below),
    remove: async (key) => {
      await rm(fileOf(key), { force: true });
      await removeEmpty(dirname(fileOf(key)), root);
    },
    close: () => undefined,
  };
}

async function* walk(root: string, below: string): AsyncGenerator<{ key: string; size: number }, void> {
  let entries;
  try {
    entries = await readdir(join(root, ...below.split('/')), { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  for (const entry of entries) {
    const key = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* walk(root, key);
    else if (!entry.name.startsWith(TEMPORARY)) yield { key, size: (await stat(join(root, key))).size };
  }
}

async function removeEmpty(folder: string, root: string): Promise<void> {
  for (let current = folder; current.length > root.length; current = dirname(current)) {
    try {
      // Of a folder that holds something it says so, and leaves it.
      await rmdir(current);
    } catch {
      return;
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
