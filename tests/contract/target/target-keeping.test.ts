import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Target, TargetChange } from '../../../server/publishing/target/target.ts';
import { changesOf, positionOf, readAll, readText, release, temporaryPlace } from './target-fixture.ts';
import { TARGETS } from './targets.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const none = (): boolean => false;

describe.each(TARGETS)('what the $name target keeps', ({ open }) => {
  let place: ReturnType<typeof temporaryPlace>;
  let target: Target;

  beforeEach(async () => {
    place = temporaryPlace();
    target = await open(place.place);
  });
  afterEach(() => {
    target.close();
    place.remove();
  });

  describe('an asset that a release no longer names', () => {
    it('stays readable for thirty days, and the list tells so', async () => {
      await releaseAssets(target, { '_astro/a.css': 'a', '_astro/b.css': 'b' });
      await release(target, { 'index.html': 'page', '_astro/a.css': null });
      expect(await readText(target, '_astro/a.css')).toBe('a');
      const listed = Object.fromEntries(
        Array.from(target.list(), ({ file, graceUntil }) => [file, graceUntil]),
      );
      expect(listed).toEqual({
        '_astro/a.css': expect.any(Number),
        '_astro/b.css': undefined,
        'index.html': undefined,
      });
      const days = (Number(listed['_astro/a.css']) - Date.now()) / DAY_MS;
      expect(days).toBeGreaterThan(29.9);
      expect(days).toBeLessThanOrEqual(30);
    });

    it('goes when the time is up and garbage is collected, not before', async () => {
      await releaseAssets(target, { '_astro/a.css': 'a', '_astro/b.css': 'b' });
      await release(target, { '_astro/a.css': null });
      await target.collectGarbage({ now: Date.now() + 29 * DAY_MS, isReferenced: none });
      expect(await readText(target, '_astro/a.css')).toBe('a');
      const collected = await target.collectGarbage({ now: Date.now() + 31 * DAY_MS, isReferenced: none });
      expect(collected.assets).toBe(1);
      expect(await readAll(target)).toEqual({ '_astro/b.css': 'b' });
      expect(target.position()).toEqual(positionOf(2));
      await release(target, { 'index.html': 'goes on' });
      expect(await readAll(target)).toEqual({ '_astro/b.css': 'b', 'index.html': 'goes on' });
    });

    it('comes back to life when a release names it again', async () => {
      await releaseAssets(target, { '_astro/a.css': 'a' });
      await release(target, { '_astro/a.css': null });
      await releaseAssets(target, { '_astro/a.css': 'a' });
      expect([...target.list()].map(({ graceUntil }) => graceUntil)).toEqual([undefined]);
      await target.collectGarbage({ now: Date.now() + 31 * DAY_MS, isReferenced: none });
      expect(await readText(target, '_astro/a.css')).toBe('a');
    });

    it('keeps its date when it is removed once more', async () => {
      await releaseAssets(target, { '_astro/a.css': 'a' });
      await release(target, { '_astro/a.css': null });
      const until = [...target.list()][0]?.graceUntil;
      await new Promise((resolve) => setTimeout(resolve, 5));
      await release(target, { '_astro/a.css': null });
      expect([...target.list()][0]?.graceUntil).toBe(until);
    });

    it('goes at once from a folder that is to have no grace, whether it was in grace or named until now', async () => {
      await releaseAssets(target, {
        '_media/a/1': '1',
        '_media/a/2': '2',
        '_media/a/3': '3',
        '_media/ab/1': 'b',
      });
      await release(target, { '_media/a/1': null, '_media/ab/1': null });
      const changes: TargetChange[] = [{ file: '_media/a/2', now: null }];
      await target.apply({ from: positionOf(2), to: positionOf(3), changes, withoutGrace: ['_media/a'] });
      expect(await readAll(target)).toEqual({ '_media/a/3': '3', '_media/ab/1': 'b' });
      await target.prepare();
      await release(target, { 'index.html': 'page' });
      expect(await readAll(target)).toEqual({ '_media/a/3': '3', '_media/ab/1': 'b', 'index.html': 'page' });
    });

    it('is in grace after a restart too', async () => {
      await releaseAssets(target, { '_astro/a.css': 'a' });
      await release(target, { '_astro/a.css': null });
      target.close();
      target = await open(place.place);
      expect([...target.list()]).toMatchObject([
        { file: '_astro/a.css', isAsset: true, graceUntil: expect.any(Number) },
      ]);
    });

    it.each([
      { asset: 'x', page: 'x/index.html', change: 'earlier' },
      { asset: 'x/a.css', page: 'x', change: 'earlier' },
      { asset: 'x', page: 'x/index.html', change: 'the same release' },
      { asset: 'x/a.css', page: 'x', change: 'the same release' },
    ])('gives way to a page: $asset to $page, dropped in $change', async ({ asset, change, page }) => {
      await releaseAssets(target, { [asset]: 'asset', 'other.css': 'o' });
      if (change === 'earlier') await release(target, { [asset]: null });
      await release(target, change === 'earlier' ? { [page]: 'page' } : { [asset]: null, [page]: 'page' });
      await release(target, { 'more.html': 'm' });
      expect(await readAll(target)).toEqual({ [page]: 'page', 'other.css': 'o', 'more.html': 'm' });
    });

    it('is different from a page, which goes at once', async () => {
      await release(target, { 'a.html': 'a' });
      await release(target, { 'a.html': null });
      expect([...target.list()]).toEqual([]);
      expect(await target.read('a.html')).toBeNull();
    });
  });

  describe('bytes', () => {
    it('can be named again without putting them as long as somebody refers to them', async () => {
      const old = hashOf('old');
      await release(target, { 'a.html': 'old' });
      for (const text of ['new', 'newer', 'newest']) await release(target, { 'a.html': text });
      await target.collectGarbage({ now: Date.now(), isReferenced: (hash) => hash === old });
      expect(target.has(old)).toBe(true);
      const now = { hash: old, contentType: 'text/html', redirect: null };
      await target.apply({ from: positionOf(4), to: positionOf(5), changes: [{ file: 'a.html', now }] });
      expect(await readAll(target)).toEqual({ 'a.html': 'old' });
    });

    it('go when neither the site nor anybody else needs them, and only those', async () => {
      await release(target, { 'a.html': 'one', 'b.html': 'stays' });
      for (const text of ['two', 'three', 'four']) await release(target, { 'a.html': text });
      const collected = await target.collectGarbage({ now: Date.now(), isReferenced: none });
      expect(collected.blobs).toBeGreaterThanOrEqual(1);
      expect(collected.bytes).toBeGreaterThan(0);
      expect([target.has(hashOf('one')), target.has(hashOf('four'))]).toEqual([false, true]);
      await release(target, { 'c.html': 'c' });
      expect(await readAll(target)).toEqual({ 'a.html': 'four', 'b.html': 'stays', 'c.html': 'c' });
    });

    it('that are gone are asked for in plain words, and nothing changes', async () => {
      await release(target, { 'a.html': 'one' });
      const now = { hash: hashOf('never put'), contentType: 'text/html', redirect: null };
      const applied = target.apply({
        from: positionOf(1),
        to: positionOf(2),
        changes: [{ file: 'b.html', now }],
      });
      await expect(applied).rejects.toMatchObject({
        code: 'target-failed',
        message: expect.stringContaining('b.html'),
      });
      expect(target.position()).toEqual(positionOf(1));
      await release(target, { 'b.html': 'b' });
      expect(await readAll(target)).toEqual({ 'a.html': 'one', 'b.html': 'b' });
    });

    it('that were put for a release to come are not garbage, also where they had been', async () => {
      await release(target, { 'a.html': 'back again' });
      for (const text of ['two', 'three', 'four']) await release(target, { 'a.html': text });
      const changes = await changesOf(target, { 'a.html': 'back again', 'new.html': 'new' });
      await target.collectGarbage({ now: Date.now(), isReferenced: none });
      await target.apply({ from: positionOf(4), to: positionOf(5), changes });
      expect(await readAll(target)).toEqual({ 'a.html': 'back again', 'new.html': 'new' });
    });

    it(
      'survive garbage collections that run between the steps of releases',
      { timeout: 120_000 },
      async () => {
        for (let round = 0; round < 30; round += 1) {
          const texts = Array.from({ length: 60 }, (_, index) => [
            `${index}.html`,
            `page ${(round + index) % 7}`,
          ]);
          const releasing = release(target, Object.fromEntries(texts));
          const collected = target.collectGarbage({ now: Date.now(), isReferenced: none });
          await nextTurn();
          await Promise.all([
            releasing,
            collected,
            target.collectGarbage({ now: Date.now(), isReferenced: none }),
          ]);
        }
        expect(await readText(target, '5.html')).toBe(`page ${(29 + 5) % 7}`);
        expect(Object.keys(await readAll(target))).toHaveLength(60);
      },
    );
  });

  it('does in advance what the next release would wait for, and nothing that is seen', async () => {
    await target.prepare();
    await release(target, { 'a.html': 'a', 'b.html': 'b' });
    await target.prepare();
    await release(target, { 'a.html': 'c' });
    await target.prepare();
    await target.prepare();
    expect(await readAll(target)).toEqual({ 'a.html': 'c', 'b.html': 'b' });
    await release(target, { 'b.html': null });
    expect(await readAll(target)).toEqual({ 'a.html': 'c' });
  });

  it('improves the compression of what is public, and then there is nothing left to improve', async () => {
    await release(target, { 'a.html': 'words and words '.repeat(500), 'b.html': 'short' });
    while ((await target.improveCompression({ budgetMs: 50 })).left > 0) continue;
    expect(await target.improveCompression({ budgetMs: 50 })).toEqual({
      improved: 0,
      bytesSaved: 0,
      left: 0,
    });
    expect(await readText(target, 'b.html')).toBe('short');
  });

  it('erases names and bytes, whoever shows them, and nothing else', async () => {
    await release(target, { 'secret/index.html': 'secret', 'copy.html': 'secret', 'a.html': 'a' });
    await release(target, { 'a.html': 'b' });
    await target.erase({ files: ['secret/index.html'], hashes: [hashOf('secret')] });
    expect(await readAll(target)).toEqual({ 'a.html': 'b' });
    expect(target.has(hashOf('secret'))).toBe(false);
    expect(target.position()).toEqual(positionOf(2));
    await release(target, { 'a.html': 'c' });
    expect(await readAll(target)).toEqual({ 'a.html': 'c' });
  });

  it('erases what was put and never released too, whatever it shows', async () => {
    await release(target, { 'secret.html': 'secret' });
    await changesOf(target, { 'list.html': 'a list with the secret' });
    await target.erase({ files: ['secret.html'], hashes: [] });
    expect(target.has(hashOf('a list with the secret'))).toBe(false);
    await release(target, { 'list.html': 'a list' });
    expect(await readAll(target)).toEqual({ 'list.html': 'a list' });
  });

  it('forgets what was put and no release has named, and nothing else', async () => {
    await release(target, { 'a.html': 'a' });
    await changesOf(target, { 'a.html': 'b' });
    await target.forgetPut();
    expect(target.has(hashOf('b'))).toBe(false);
    expect(target.has(hashOf('a'))).toBe(true);
    expect(await readAll(target)).toEqual({ 'a.html': 'a' });
  });

  it('leaves the bytes of an erased name where another file shows them', async () => {
    await release(target, { 'secret.html': 'shared', 'a.html': 'shared' });
    await target.erase({ files: ['secret.html'], hashes: [] });
    expect(await readAll(target)).toEqual({ 'a.html': 'shared' });
  });
});

async function releaseAssets(target: Target, contents: Record<string, string>): Promise<void> {
  const changes: TargetChange[] = (await changesOf(target, contents)).map(({ file, now }) => ({
    file,
    now: now === null ? null : { ...now, isAsset: true },
  }));
  const from = target.position();
  await target.apply({ from, to: positionOf((from?.releaseNumber ?? 0) + 1), changes });
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
