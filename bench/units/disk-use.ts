import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const BLOCK_BYTES = 512;

/** What a folder, or some of the names in it, take of the disk. A file of several names is there once. */
export function diskUse(folder: string, isMeant: (name: string) => boolean = () => true): number {
  const seen = new Set<number>();
  const add = (path: string): number => {
    const found = lstatSync(path);
    if (seen.has(found.ino)) return 0;
    seen.add(found.ino);
    const own = found.blocks * BLOCK_BYTES;
    if (!found.isDirectory()) return own;
    return readdirSync(path).reduce((sum, name) => sum + add(join(path, name)), own);
  };
  return readdirSync(folder)
    .filter(isMeant)
    .reduce((sum, name) => sum + add(join(folder, name)), 0);
}
