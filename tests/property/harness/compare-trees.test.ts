import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Tree } from '../oracle/crawl.ts';
import { compareTrees } from './compare-trees.ts';
import { createCompressedFormCheck } from './live-tree.ts';

const EXPECTED = { 'index.html': 'home', 'a/b.txt': 'text' };

test('equal trees have no difference, with or without compressed forms', () => {
  expect(differenceOf(EXPECTED)).toBeNull();
  expect(
    differenceOf({
      ...EXPECTED,
      'index.html.gz': gzipSync('home'),
      'index.html.br': brotliCompressSync('home'),
    }),
  ).toBeNull();
});

test('a file that is missing, left over or different by one byte is found', () => {
  expect(differenceOf({ 'index.html': 'home' })).toBe('a/b.txt');
  expect(differenceOf({ ...EXPECTED, 'a/c.txt': 'text' })).toBe('a/c.txt');
  expect(differenceOf({ ...EXPECTED, 'index.html': 'hOme' })).toBe('index.html');
});

test('a compressed form of other bytes, of nothing, or of no file at all is found', () => {
  expect(differenceOf({ ...EXPECTED, 'index.html.gz': gzipSync('was') })).toBe('index.html.gz');
  expect(differenceOf({ ...EXPECTED, 'index.html.br': 'no brotli' })).toBe('index.html.br');
  expect(differenceOf({ ...EXPECTED, 'gone.html.gz': gzipSync('home') })).toBe('gone.html.gz');
});

test('an asset of an earlier template build may stay, as it was and where assets are', () => {
  const formerAssets = treeOf({ '_astro/old.css': 'old', 'old.txt': 'old' });
  expect(differenceOf({ ...EXPECTED, '_astro/old.css': 'old' }, formerAssets)).toBeNull();
  expect(differenceOf({ ...EXPECTED, '_astro/old.css': 'new' }, formerAssets)).toBe('_astro/old.css');
  expect(differenceOf({ ...EXPECTED, 'old.txt': 'old' }, formerAssets)).toBe('old.txt');
});

function differenceOf(live: Record<string, string | Buffer>, formerAssets: Tree = new Map()): string | null {
  const expected = treeOf(EXPECTED);
  const formOf = createCompressedFormCheck();
  return compareTrees({ expected, live: treeOf(live), formerAssets, formOf })?.file ?? null;
}

function treeOf(files: Record<string, string | Buffer>): Tree {
  return new Map(Object.entries(files).map(([file, bytes]) => [file, new Uint8Array(Buffer.from(bytes))]));
}
