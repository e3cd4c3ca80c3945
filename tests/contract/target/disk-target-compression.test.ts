import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDiskTarget } from '../../../server/publishing/target/disk-target.ts';
import type { Target } from '../../../server/publishing/target/target.ts';
import { positionOf, readText, release, temporaryPlace } from './target-fixture.ts';

const TEXT = Array.from({ length: 900 }, (_, index) => `<p>word ${(index * 7919) % 613} of many</p>`).join(
  '\n',
);

describe('the compression of the disk target', () => {
  let place: ReturnType<typeof temporaryPlace>;
  let root: string;
  let target: Target;

  beforeEach(() => {
    place = temporaryPlace();
    root = join(place.place, 'public');
    target = openDiskTarget({ root });
  });
  afterEach(() => {
    target.close();
    place.remove();
  });

  const inTree = (tree: string, file: string): Buffer => readFileSync(join(root, tree, file));

  async function improveAll(): Promise<number> {
    let improved = 0;
    for (;;) {
      const result = await target.improveCompression({ budgetMs: 20 });
      improved += result.improved;
      if (result.left === 0) return improved;
    }
  }

  it('is done before a release names the bytes, whoever has stopped waiting for it', async () => {
    const contentType = 'text/html';
    const putting = target.put({ bytes: Buffer.from(TEXT), contentType });
    const hash = createHash('sha256').update(TEXT).digest('hex');
    const changes = [{ file: 'a.html', now: { hash, contentType, redirect: null } }];
    await target.apply({ from: null, to: positionOf(1), changes });
    expect(brotliDecompressSync(inTree('live', 'a.html.br')).toString()).toBe(TEXT);
    expect(gunzipSync(inTree('live', 'a.html.gz')).toString()).toBe(TEXT);
    await putting;
  });

  it('makes the files of both trees smaller, with the same contents and an ETag of their own bytes', async () => {
    await release(target, { 'a.html': TEXT, 'b.html': TEXT });
    await release(target, { 'c.html': 'c' });
    const before = inTree('live', 'a.html.br').length;
    expect(await improveAll()).toBeGreaterThan(0);
    for (const file of ['tree-a/a', 'tree-b/a', 'tree-a/b', 'tree-b/b']) {
      const brotli = inTree('', `${file}.html.br`);
      expect(brotli.length).toBeLessThan(before);
      expect(brotliDecompressSync(brotli).toString()).toBe(TEXT);
      expect(gunzipSync(inTree('', `${file}.html.gz`)).toString()).toBe(TEXT);
      const seconds =
        1_000_000_000 + (createHash('sha256').update(brotli).digest().readUInt32BE(0) % 700_000_000);
      expect(statSync(join(root, `${file}.html.br`)).mtimeMs).toBe(seconds * 1000);
    }
  });

  it('is kept by later releases, also in a tree that was behind', async () => {
    await release(target, { 'x.html': 'x' });
    await release(target, { 'a.html': TEXT });
    await improveAll();
    const best = inTree('live', 'a.html.br').length;
    await release(target, { 'x.html': 'y' });
    expect(inTree('live', 'a.html.br').length).toBe(best);
    await release(target, { 'z.html': 'z' });
    expect(inTree('live', 'a.html.br').length).toBe(best);
  });

  it('leaves alone what the site itself names like a compressed form', async () => {
    await release(target, { 'a.html': TEXT, 'a.html.br': 'my own' });
    await improveAll();
    expect(await readText(target, 'a.html.br')).toBe('my own');
  });

  it('does nothing where compression is off', async () => {
    target.close();
    const plain = join(place.place, 'plain');
    mkdirSync(plain);
    target = openDiskTarget({ root: plain, compress: false, durable: false });
    await release(target, { 'a.html': TEXT });
    await target.improveCompression({ budgetMs: 20 });
    expect(existsSync(join(plain, 'live/a.html.br'))).toBe(false);
    expect(await readText(target, 'a.html')).toBe(TEXT);
  });
});
