import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDiskTarget } from '../../../server/publishing/target/disk-target.ts';
import type { Target } from '../../../server/publishing/target/target.ts';
import type { Contents } from './target-fixture.ts';
import { changesOf, positionOf, readAll, readText, release, temporaryPlace } from './target-fixture.ts';

const FILES: Contents = { 'a.html': 'page a', 'b/index.html': 'page b', 'c.bin': 'some bytes' };

const WHOLE = {
  'a.html': 'page a',
  'a.html.br': 'page a',
  'a.html.gz': 'page a',
  'b/index.html': 'page b',
  'b/index.html.br': 'page b',
  'b/index.html.gz': 'page b',
  'c.bin': 'some bytes',
};

describe('checking the disk target', () => {
  let place: ReturnType<typeof temporaryPlace>;
  let root: string;
  let target: Target;

  beforeEach(async () => {
    place = temporaryPlace();
    root = join(place.place, 'public');
    target = openDiskTarget({ root });
    await release(target, { ...FILES, 'old.html': 'old' });
    await release(target, { 'old.html': null });
    await target.prepare();
  });
  afterEach(() => {
    target.close();
    place.remove();
  });

  const live = (file: string): string => join(root, 'live', file);
  const standby = (file: string): string =>
    join(root, readlinkSync(join(root, 'live')) === 'tree-a' ? 'tree-b' : 'tree-a', file);

  /** As the publisher does it: what is not kept is put again, and nothing is said to have changed. */
  async function releaseSame(): Promise<void> {
    const from = target.position();
    await changesOf(target, FILES);
    await target.apply({ from, to: positionOf((from?.releaseNumber ?? 0) + 1), changes: [] });
  }

  async function expectPutRight(): Promise<void> {
    await releaseSame();
    expect(readTree(live(''))).toEqual(WHOLE);
    await target.prepare();
    expect(readTree(standby(''))).toEqual(WHOLE);
    expect(await target.check()).toEqual([]);
  }

  it('finds nothing where nothing was altered, and leaves the position alone', async () => {
    const position = target.position();
    expect(await target.check()).toEqual([]);
    // Now the standby tree is behind, which is no damage.
    await release(target, { 'd.html': 'd', 'a.html': null });
    expect(await target.check()).toEqual([]);
    expect(await target.check(['a.html', 'd.html'])).toEqual([]);
    expect(target.position()).toMatchObject({ releaseId: 'release 3' });
    expect(position).toEqual(positionOf(2));
  });

  it('finds a name that is gone, and one whose compressed form is', async () => {
    rmSync(live('a.html'));
    rmSync(live('b/index.html.br'));
    expect(await target.check()).toEqual(['a.html', 'b/index.html']);
    expect(target.position()).toMatchObject({ releaseNumber: 2 });
    expect(target.position()?.releaseId).not.toBe('release 2');
    await expectPutRight();
  });

  it('finds bytes that were overwritten in place, and takes them out of its keeping', async () => {
    const hash = target.lookUp('a.html')?.hash ?? '';
    writeFileSync(live('a.html'), 'hacked');
    writeFileSync(live('b/index.html.gz'), 'no gzip');
    expect(await target.check()).toEqual(['a.html', 'b/index.html']);
    expect(target.has(hash)).toBe(false);
    expect(await readText(target, 'a.html')).toBe('hacked');
    await expectPutRight();
  });

  it('finds a file that was put in place of another one', async () => {
    rmSync(live('a.html'));
    writeFileSync(live('a.html'), 'hacked');
    rmSync(live('b/index.html'));
    symlinkSync('../c.bin', live('b/index.html'));
    expect(await target.check()).toEqual(['a.html', 'b/index.html']);
    await expectPutRight();
  });

  it('finds what nothing of the site is called, and damage in the standby tree', async () => {
    writeFileSync(live('mine.html'), 'mine');
    rmSync(standby('c.bin'));
    writeFileSync(standby('old.html'), 'old');
    writeFileSync(join(root, `${readlinkSync(join(root, 'live'))}.json`), '{"files":{}}');
    expect(await target.check()).toHaveLength(4);
    await expectPutRight();
  });

  it('finds what tells nginx where a page leads, where it is gone, leads elsewhere, or was put there', async () => {
    const [change] = await changesOf(target, { 'b/index.html': 'page b' });
    const redirect = { status: 301, location: '/a/' };
    const changes = change?.now ? [{ file: change.file, now: { ...change.now, redirect } }] : [];
    await target.apply({ from: target.position(), to: positionOf(3), changes });
    await target.prepare();
    expect(await target.check()).toEqual([]);
    for (const to of [null, '.301/ /elsewhere/=', '../../a.html']) {
      rmSync(live('.moved/b/.to'));
      if (to !== null) symlinkSync(to, live('.moved/b/.to'));
      expect({ to, wrong: await target.check() }).toEqual({ to, wrong: ['b/index.html'] });
      await releaseSame();
      expect(readlinkSync(live('.moved/b/.to'))).toBe('.301/ /a/=');
      await target.prepare();
      expect(await target.check()).toEqual([]);
    }
    rmSync(live('.moved/b/.301'), { recursive: true });
    expect(await target.check()).toEqual(['b/index.html']);
    await releaseSame();
    mkdirSync(live('.moved/c'));
    symlinkSync('../b/.301', live('.moved/c/.to'));
    expect(await target.check()).toEqual(['.moved/c/.to']);
    await releaseSame();
    expect(await target.check()).toEqual([]);
    await release(target, { 'b/index.html': 'page b' });
    expect(existsSync(live('.moved/b'))).toBe(false);
  });

  it('finds bytes that are gone, those of all files at once', async () => {
    rmSync(join(root, 'blobs'), { recursive: true });
    expect(await target.check()).toEqual(['a.html', 'b/index.html', 'c.bin']);
    await expectPutRight();
  });

  it('reads only the files that it is asked about', async () => {
    rmSync(live('a.html'));
    writeFileSync(live('mine.html'), 'mine');
    expect(await target.check(['b/index.html', 'old.html'])).toEqual([]);
    expect(await target.check(['mine.html'])).toEqual(['mine.html']);
    expect(await target.check(['a.html', 'b/index.html'])).toEqual(['a.html']);
    await expectPutRight();
  });

  it('does not make visitors wait: they get what they got until the next release', async () => {
    rmSync(live('a.html'));
    await target.check();
    expect(await readText(target, 'b/index.html')).toBe('page b');
    expect(existsSync(live('a.html'))).toBe(false);
  });

  it('is not forgotten by a restart', async () => {
    rmSync(live('a.html'));
    await target.check();
    const position = target.position();
    target.close();
    target = openDiskTarget({ root });
    expect(target.position()).toEqual(position);
    await expectPutRight();
  });

  it('keeps an asset in its time of grace, unless its own bytes are lost', async () => {
    const [kept, lost] = await changesOf(target, { 'kept.bin': 'kept', 'lost.bin': 'lost' });
    const assets = [kept, lost].flatMap((change) =>
      change?.now == null ? [] : [{ file: change.file, now: { ...change.now, isAsset: true } }],
    );
    await target.apply({ from: target.position(), to: positionOf(3), changes: assets });
    await release(target, { 'kept.bin': null, 'lost.bin': null });
    writeFileSync(live('lost.bin'), 'hacked');
    expect(await target.check()).toEqual(['lost.bin']);
    await releaseSame();
    expect(await readAll(target)).toMatchObject({ 'kept.bin': 'kept' });
    expect(existsSync(live('lost.bin'))).toBe(false);
  });

  it('erases what it is told to although it has found damage', async () => {
    writeFileSync(live('mine.html'), 'mine');
    await target.check();
    await target.erase({ files: ['a.html'], hashes: [] });
    const left = Object.fromEntries(Object.entries(WHOLE).filter(([name]) => !name.startsWith('a.html')));
    expect(readTree(live(''))).toEqual(left);
    expect(readTree(standby(''))).toEqual(left);
  });

  it('compresses no damaged bytes', async () => {
    const text = 'many words '.repeat(500);
    await release(target, { 'a.html': text });
    writeFileSync(live('a.html'), 'hacked '.repeat(500));
    while ((await target.improveCompression({ budgetMs: 20 })).left > 0);
    expect(unpacked('.br', readFileSync(live('a.html.br')))).toBe(text);
  });
});

/** All names of a tree with what they hold, unpacked. */
function readTree(folder: string): Record<string, string> {
  const tree = realpathSync(folder);
  const names = readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(tree, join(entry.parentPath, entry.name)));
  return Object.fromEntries(names.map((name) => [name, unpacked(name, readFileSync(join(tree, name)))]));
}

function unpacked(name: string, bytes: Buffer): string {
  if (name.endsWith('.br')) return brotliDecompressSync(bytes).toString();
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
}
