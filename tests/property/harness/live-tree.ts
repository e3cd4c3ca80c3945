import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Tree } from '../oracle/crawl.ts';

/** The bytes of every live file by name, compressed forms included. What tells nginx where pages lead is a symlink, and no file. */
export function readLiveTree(liveTree: string): Tree {
  const root = realpathSync(liveTree);
  const tree: Tree = new Map();
  const waiting = [''];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) waiting.push(name);
      else if (entry.isFile()) tree.set(name, new Uint8Array(readFileSync(join(root, name))));
    }
  }
  return tree;
}

/** Without the compressed forms. */
export function readPlainTree(liveTree: string): Tree {
  const tree = readLiveTree(liveTree);
  for (const file of tree.keys())
    if (file.slice(-3) in FORMS && tree.has(file.slice(0, -3))) tree.delete(file);
  return tree;
}

const FORMS: Readonly<Record<string, (bytes: Uint8Array) => Buffer>> = {
  '.br': brotliDecompressSync,
  '.gz': gunzipSync,
};

/** Says of a file whether it is nothing but a compressed form of another one in the tree, with the very same bytes in it. */
export type CompressedFormCheck = (tree: Tree, file: string) => 'other' | 'right' | 'wrong';

/** What has been decompressed once is not again: most files are the same in every release. */
export function createCompressedFormCheck(): CompressedFormCheck {
  const right = new Set<string>();
  return (tree, file) => {
    const decompress = FORMS[file.slice(-3)];
    const plain = tree.get(file.slice(0, -3));
    const bytes = tree.get(file);
    if (decompress === undefined || plain === undefined || bytes === undefined) return 'other';
    const key = createHash('sha1').update(bytes).update('|').update(plain).digest('base64');
    if (right.has(key)) return 'right';
    try {
      if (!decompress(bytes).equals(plain)) return 'wrong';
    } catch {
      return 'wrong';
    }
    right.add(key);
    return 'right';
  };
}
