import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isDiskTargetInUse, openDiskTarget } from '../../../server/publishing/target/disk-target.ts';
import type { Target } from '../../../server/publishing/target/target.ts';
import type { Contents } from './target-fixture.ts';
import { startPinnedReader } from './start-pinned-reader.ts';
import { changesOf, positionOf, readAll, readText, release, temporaryPlace } from './target-fixture.ts';

describe('the folder of the disk target', () => {
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

  it('tells anyone who looks whether somebody publishes to it, and can be opened after the look', async () => {
    expect(isDiskTargetInUse({ root })).toBe(true);
    await release(target, { 'index.html': 'one' });
    target.close();
    expect(isDiskTargetInUse({ root })).toBe(false);
    expect(isDiskTargetInUse({ root: join(root, 'nowhere') })).toBe(false);
    target = openDiskTarget({ root });
    expect(isDiskTargetInUse({ root })).toBe(true);
    expect(await readText(target, 'index.html')).toBe('one');
  });

  it('asks once more for bytes that somebody deletes before they are released', async () => {
    await release(target, { 'index.html': 'one' });
    const changes = await changesOf(target, { 'index.html': 'two', 'a.html': 'a' });
    for (const name of readdirSync(join(root, 'staging'))) rmSync(join(root, 'staging', name));
    await expect(target.apply({ from: target.position(), to: positionOf(2), changes })).rejects.toMatchObject(
      { code: 'target-failed', message: expect.stringContaining('deleted') },
    );
    expect(changes.map(({ now }) => target.has(now?.hash ?? ''))).toEqual([false, false]);
    await release(target, { 'index.html': 'two', 'a.html': 'a' });
    expect(await readAll(target)).toEqual({ 'index.html': 'two', 'a.html': 'a' });
  });

  it('has two trees of equal length of name, and a symlink that changes between them', async () => {
    await release(target, { 'index.html': 'one' });
    const first = readlinkSync(join(root, 'live'));
    await release(target, { 'index.html': 'two' });
    const second = readlinkSync(join(root, 'live'));
    expect([first, second].sort()).toEqual(['tree-a', 'tree-b']);
  });

  it('leaves the tree that was live before as it was, until it is brought up to date', async () => {
    await release(target, { 'index.html': 'one', 'a.html': 'a' });
    const pinned = realpathSync(join(root, 'live'));
    await release(target, { 'index.html': 'two', 'a.html': null });
    expect(readFileSync(join(pinned, 'index.html'), 'utf8')).toBe('one');
    expect(readFileSync(join(pinned, 'a.html'), 'utf8')).toBe('a');
  });

  it('shares bytes between trees and names by links, and never writes to what is linked', async () => {
    await release(target, { 'a.html': 'same', 'b.html': 'same' });
    await release(target, { 'c.html': 'other' });
    const inode = (file: string): number => statSync(join(root, file)).ino;
    expect(
      new Set(['tree-a/a.html', 'tree-b/a.html', 'tree-a/b.html', 'tree-b/b.html'].map(inode)).size,
    ).toBe(1);
    const before = inode('tree-a/a.html');
    await release(target, { 'a.html': 'changed' });
    expect(readFileSync(join(root, 'live/b.html'), 'utf8')).toBe('same');
    expect(inode('tree-b/b.html')).toBe(before);
  });

  it('touches only what changed', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`${index}/index.html`, `page ${index}`]),
    );
    await release(target, many);
    await release(target, { '1/index.html': 'x' });
    const untouched = join(root, 'tree-a/7');
    const before = statSync(untouched).ctimeMs;
    await release(target, { '2/index.html': 'y' });
    expect(statSync(untouched).ctimeMs).toBe(before);
    expect(await readText(target, '1/index.html')).toBe('x');
  });

  it('gives different bytes of one size different modification times, and the same bytes the same one again', async () => {
    await release(target, { 'a.html': 'aaaa', 'b.html': 'bbbb' });
    const first = modifiedAt(root, 'a.html');
    expect(first % 1000).toBe(0);
    expect(first).not.toBe(modifiedAt(root, 'b.html'));
    await release(target, { 'a.html': 'cccc' });
    expect(modifiedAt(root, 'a.html')).not.toBe(first);
    await release(target, { 'a.html': 'aaaa' });
    expect(modifiedAt(root, 'a.html')).toBe(first);
    const hash = createHash('sha256').update('aaaa').digest();
    expect(first / 1000).toBe(1_000_000_000 + (hash.readUInt32BE(0) % 700_000_000));
  });

  it('keeps .gz and .br beside text, each with the time of its own bytes, and takes them away with it', async () => {
    const text = '<p>words and words</p>'.repeat(200);
    await release(target, { 'a.html': text, 'photo.bin': text });
    const live = (file: string): Buffer => readFileSync(join(root, 'live', file));
    expect(gunzipSync(live('a.html.gz')).toString()).toBe(text);
    expect(brotliDecompressSync(live('a.html.br')).toString()).toBe(text);
    expect(existsSync(join(root, 'live/photo.bin.gz'))).toBe(false);
    const times = ['a.html', 'a.html.gz', 'a.html.br'].map((file) => modifiedAt(root, file));
    expect(new Set(times).size).toBe(3);
    await release(target, { 'a.html': 'short' });
    expect(gunzipSync(live('a.html.gz')).toString()).toBe('short');
    await release(target, { 'a.html': null });
    expect(readdirSync(join(root, 'live'))).toEqual(['photo.bin']);
  });

  it('prefers a file that the site names .gz itself to the one it would make', async () => {
    await release(target, { 'data.html': 'page', 'data.html.gz': 'my own' });
    expect(await readText(target, 'data.html.gz')).toBe('my own');
    await release(target, { 'data.html.gz': null });
    await release(target, { 'other.html': 'x' });
    for (const tree of ['tree-a', 'tree-b'])
      expect(gunzipSync(readFileSync(join(root, tree, 'data.html.gz'))).toString()).toBe('page');
  });

  it('leaves no empty folder and nothing in staging behind', async () => {
    await release(target, { 'a/b/c/index.html': 'deep', 'index.html': 'x' });
    await release(target, { 'a/b/c/index.html': null });
    await release(target, { 'index.html': 'y' });
    for (const tree of ['tree-a', 'tree-b']) expect(existsSync(join(root, tree, 'a'))).toBe(false);
    expect(readdirSync(join(root, 'staging'))).toEqual([]);
  });

  it('writes bytes once that are put twice at once, whatever they are put as', async () => {
    for (let number = 0; number < 100; number += 1)
      await target.put({ bytes: Buffer.from(`Many ${number}`), contentType: 'image/png' });
    const bytes = Buffer.from('twice');
    const contentTypes = ['image/png', 'image/jpeg', 'text/html'];
    await Promise.all(contentTypes.map((contentType) => target.put({ bytes, contentType })));
    const texts = readdirSync(join(root, 'staging')).map((name) =>
      readFileSync(join(root, 'staging', name), 'utf8'),
    );
    expect(texts.filter((text) => text === 'twice')).toHaveLength(1);
  });

  it('keeps no staging folder that a large release has made large', async () => {
    const pages = Array.from({ length: 300 }, (_, number) => [`${number}.html`, `Page ${number}`]);
    await release(target, Object.fromEntries(pages) as Contents);
    mkdirSync(join(root, 'new'));
    expect(statSync(join(root, 'staging')).size).toBe(statSync(join(root, 'new')).size);
    await release(target, { 'index.html': 'x' });
    expect(await readText(target, 'index.html')).toBe('x');
  });

  it('notes beside the tree what a plain file server cannot know', async () => {
    const put = async (contentType: string): Promise<string> =>
      target.put({ bytes: randomBytes(8), contentType });
    const redirect = { status: 301, location: '/new/' };
    const changes = [
      { file: 'old/index.html', now: { hash: await put('text/html'), contentType: 'text/html', redirect } },
      {
        file: 'feed',
        now: { hash: await put('application/json'), contentType: 'application/json', redirect: null },
      },
      {
        file: 'a.html',
        now: { hash: await put('text/html'), contentType: 'text/html; charset=utf-8', redirect: null },
      },
    ];
    await target.apply({ from: null, to: positionOf(1), changes });
    const feed = { contentType: 'application/json', redirect: null };
    expect(readNotes(root)).toEqual({
      files: { feed, 'old/index.html': { contentType: 'text/html', redirect } },
    });
    await release(target, { 'old/index.html': null });
    expect(readNotes(root)).toEqual({ files: { feed } });
  });

  it('copies where the file system allows no further link', async () => {
    await release(target, { 'a.html': 'popular' });
    const hash = createHash('sha256').update('popular').digest('hex');
    const blob = join(root, 'blobs', hash.slice(0, 2), hash);
    mkdirSync(join(root, 'links'));
    const isLimited = useUpLinks(blob, join(root, 'links'));
    await release(target, { 'b.html': 'popular' });
    expect(await readText(target, 'b.html')).toBe('popular');
    const copy = statSync(join(root, 'live/b.html'));
    expect(copy.mtimeMs).toBe(statSync(blob).mtimeMs);
    expect(copy.ino !== statSync(blob).ino).toBe(isLimited);
    // What follows is right for the copy as for a link, in both trees.
    await release(target, { 'b.html': 'else' });
    await release(target, { 'c.html': 'popular' });
    await release(target, { 'c.html': null });
    await release(target, { 'd.html': 'd' });
    expect(await readAll(target)).toEqual({ 'a.html': 'popular', 'b.html': 'else', 'd.html': 'd' });
    for (const tree of ['tree-a', 'tree-b']) {
      expect(readFileSync(join(root, tree, 'b.html'), 'utf8')).toBe('else');
      expect(existsSync(join(root, tree, 'c.html'))).toBe(false);
    }
  });

  it('keeps bytes that a tree shows through a copy alone, and collects what no tree shows', async () => {
    await release(target, { 'a.html': 'copied', 'b.html': 'gone soon' });
    await release(target, { 'b.html': null });
    await target.prepare();
    for (const tree of ['tree-a', 'tree-b']) {
      for (const name of ['a.html', 'a.html.gz', 'a.html.br']) {
        const file = join(root, tree, name);
        const bytes = readFileSync(file);
        rmSync(file);
        writeFileSync(file, bytes);
      }
    }
    const { blobs } = await target.collectGarbage({ now: Date.now(), isReferenced: () => false });
    expect(blobs).toBe(1);
    const hash = createHash('sha256').update('copied').digest('hex');
    const blob = join(root, 'blobs', hash.slice(0, 2), hash);
    expect([blob, `${blob}.br`, `${blob}.gz`].map((file) => existsSync(file))).toEqual([true, true, true]);
  });

  it('makes both trees anew when what it knew of them is lost or damaged, and serves the old one until then', async () => {
    await release(target, { 'index.html': 'one', 'stale.html': 'stale' });
    await release(target, { 'index.html': 'two' });
    target.close();
    writeFileSync(
      join(root, 'state.sqlite'),
      'not a database at all, and long enough to be looked at as one',
    );
    for (const suffix of ['-wal', '-shm']) rmSync(join(root, `state.sqlite${suffix}`), { force: true });
    target = openDiskTarget({ root });
    expect(target.position()).toBeNull();
    expect([...target.list()]).toEqual([]);
    expect(readFileSync(join(root, 'live/index.html'), 'utf8')).toBe('two');
    await release(target, { 'index.html': 'three' });
    await release(target, { 'more.html': 'm' });
    for (const tree of ['tree-a', 'tree-b']) expect(existsSync(join(root, tree, 'stale.html'))).toBe(false);
    expect(await readAll(target)).toEqual({ 'index.html': 'three', 'more.html': 'm' });
  });

  it('makes a tree anew that somebody deleted', async () => {
    await release(target, { 'index.html': 'one' });
    await release(target, { 'a.html': 'a' });
    target.close();
    rmSync(realpathSync(join(root, 'live')), { recursive: true });
    target = openDiskTarget({ root });
    expect(target.position()).toBeNull();
    await release(target, { 'index.html': 'one' });
    expect(readFileSync(join(root, 'live/index.html'), 'utf8')).toBe('one');
  });

  it('shows readers who pin the tree one release or the other at every instant, never a mixture', async () => {
    await release(target, sameInAllFiles(0));
    await release(target, sameInAllFiles(1));
    const readers = [startPinnedReader(root), startPinnedReader(root)];
    await Promise.all(readers.map(({ ready }) => ready));
    for (let round = 2; round < 80; round += 1) await release(target, sameInAllFiles(round));
    for (const seen of await Promise.all(readers.map((reader) => reader.stop()))) {
      expect(seen.mixtures).toEqual([]);
      expect(seen.releases).toBeGreaterThan(5);
    }
  });
});

function modifiedAt(root: string, file: string): number {
  return statSync(join(root, 'live', file)).mtimeMs;
}

function readNotes(root: string): unknown {
  return JSON.parse(readFileSync(`${realpathSync(join(root, 'live'))}.json`, 'utf8'));
}

/** Three files that tell which release they are of, one of them by turns a file and in a folder. */
function sameInAllFiles(round: number): Contents {
  const text = `release ${round}`;
  const swap =
    round % 2 === 0 ? { swap: text, 'swap/index.html': null } : { swap: null, 'swap/index.html': text };
  return { 'a.html': text, 'b/c/d.html': text, ...swap };
}

/** False on a file system that allows more links than this. */
function useUpLinks(file: string, folder: string): boolean {
  try {
    for (let index = 0; index < 70_000; index += 1) linkSync(file, join(folder, String(index)));
    return false;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EMLINK') return true;
    throw error;
  }
}
