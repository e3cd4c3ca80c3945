import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openContentCache, type ContentCache } from '../../content-cache/cache.ts';
import { beginGraph, renderDirty } from '../../content-cache/pages/test-pages.ts';
import { testModel } from '../../content-cache/test-content.ts';
import { findBrokenLinks } from './broken-links.ts';

let dataDir: string;
let cache: ContentCache;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'stillpress-broken-'));
  cache = openContentCache({ file: join(dataDir, 'content-cache.sqlite'), model: testModel });
});
afterEach(() => {
  cache.close();
  rmSync(dataDir, { recursive: true });
});

const find = () => findBrokenLinks({ config: { dataDir }, model: testModel });

it('names the links that lead nowhere, while the cache is open elsewhere', () => {
  const graph = beginGraph(cache, ['/']);
  renderDirty(cache, graph, { '/': { links: ['/a/', '/gone/'] }, '/a/': { links: ['/gone/'] } });
  expect(find()).toEqual({
    broken: [{ path: '/gone/', anchor: null, from: ['/', '/a/'], isCut: false }],
    isCut: false,
    pages: 2,
    publication: 0,
    outOfDate: 0,
  });
});

it('says how many pages are being rendered again', () => {
  beginGraph(cache, ['/', '/b/']);
  expect(find()).toMatchObject({ broken: [], outOfDate: 2 });
});

it('knows of nothing without pages, and says where it looked', () => {
  const unknown = { code: 'not-released', message: expect.stringContaining(dataDir) };
  expect(find).toThrow(expect.objectContaining(unknown));
  cache.close();
  rmSync(join(dataDir, 'content-cache.sqlite'));
  expect(find).toThrow(expect.objectContaining(unknown));
});
