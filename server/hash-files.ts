import type { Hash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Feeds the names and contents of whole folders into a hash, in an order that is the same everywhere. Tests build nothing. */
export function hashFiles(hash: Hash, { root, paths }: { root: string; paths: readonly string[] }): void {
  for (const file of paths.flatMap((path) => listFiles(root, path))) {
    const bytes = readFileSync(join(root, file));
    hash.update(`\n${file}\n${bytes.length}\n`).update(bytes);
  }
}

function listFiles(root: string, path: string): string[] {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (stats === undefined || path.endsWith('.test.ts')) return [];
  if (!stats.isDirectory()) return [path];
  const names = readdirSync(join(root, path)).sort();
  return names.flatMap((name) => listFiles(root, `${path}/${name}`));
}
