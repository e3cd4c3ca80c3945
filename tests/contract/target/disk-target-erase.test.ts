import { createHash } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDiskTarget } from '../../../server/publishing/target/disk-target.ts';
import type { Target } from '../../../server/publishing/target/target.ts';
import { findTraces as tracesOf } from './find-traces.ts';
import { changesOf, positionOf, readAll, release, temporaryPlace } from './target-fixture.ts';

const SECRET = `the secret of ${'x'.repeat(200)}`;
const HASH = createHash('sha256').update(SECRET).digest('hex');
const erasing = { files: ['names/secret-person/index.html'], hashes: [HASH] };

const findTraces = (root: string, texts: readonly string[] = [SECRET, HASH, 'secret-person']): string[] =>
  tracesOf(root, texts);

describe('what the disk target erases', () => {
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

  it('is nowhere in its folder: not as it is, not compressed, not as a name, not in the database', async () => {
    await releaseSecret();
    expect(findTraces(root).length).toBeGreaterThan(5);
    await target.erase(erasing);
    expect(findTraces(root)).toEqual([]);
    target.close();
    target = openDiskTarget({ root });
    await release(target, { 'b.html': 'b' });
    expect(findTraces(root)).toEqual([]);
  });

  it('is gone from the tree that lags behind too, where a later release has replaced it', async () => {
    await releaseSecret();
    await release(target, { 'names/secret-person/index.html': 'harmless' });
    await target.erase({ files: [], hashes: [HASH] });
    expect(findTraces(root, [SECRET, HASH])).toEqual([]);
    expect(await readAll(target)).toMatchObject({ 'names/secret-person/index.html': 'harmless' });
  });

  it('is gone when it was withdrawn before, and when it was put and never released', async () => {
    await releaseSecret();
    await release(target, { 'names/secret-person/index.html': null });
    await changesOf(target, { 'x.html': SECRET });
    await target.erase(erasing);
    expect(findTraces(root)).toEqual([]);
  });

  it('is gone when a release failed half way with it', async () => {
    await release(target, { 'a.html': 'a' });
    const failing = release(target, { 'names/secret-person/index.html': SECRET, 'a.html/x': 'x' });
    await expect(failing).rejects.toMatchObject({ code: 'target-failed' });
    await target.erase(erasing);
    expect(findTraces(root)).toEqual([]);
  });

  it('is gone from the notes beside both trees', async () => {
    const [change] = await changesOf(target, { 'names/secret-person/index.html': SECRET });
    const now = {
      hash: HASH,
      contentType: 'text/html',
      redirect: { status: 301, location: '/names/secret-person/x/' },
    };
    await target.apply({ from: null, to: positionOf(1), changes: [{ file: change?.file ?? '', now }] });
    await release(target, { 'a.html': 'a' });
    expect(findTraces(root).filter((trace) => trace.includes('.moved'))).not.toEqual([]);
    await target.erase(erasing);
    expect(findTraces(root)).toEqual([]);
  });

  it('is gone where the target no longer knows what its trees hold', async () => {
    await releaseSecret();
    target.close();
    for (const suffix of ['', '-wal']) rmSync(join(root, `state.sqlite${suffix}`), { force: true });
    target = openDiskTarget({ root });
    expect(target.position()).toBeNull();
    await target.erase(erasing);
    // Empty folders keep their names until the trees are made anew.
    expect(findTraces(root, [SECRET, HASH])).toEqual([]);
    await release(target, { 'a.html': 'a' });
    await target.prepare();
    expect(findTraces(root)).toEqual([]);
  });

  async function releaseSecret(): Promise<void> {
    await release(target, { 'names/secret-person/index.html': SECRET, 'copy.html': SECRET, 'a.html': 'a' });
    await release(target, { 'a.html': 'aa' });
    expect(
      existsSync(join(root, 'tree-a/copy.html.gz')) && existsSync(join(root, 'tree-b/copy.html.gz')),
    ).toBe(true);
  }
});
