import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Target } from '../../../server/publishing/target/target.ts';
import { changesOf, positionOf, readAll, readText, release, temporaryPlace } from './target-fixture.ts';
import { TARGETS } from './targets.ts';

describe.each(TARGETS)('the $name target', ({ open }) => {
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

  it('is at no release and holds nothing before the first one', async () => {
    expect(target.position()).toBeNull();
    expect([...target.list()]).toEqual([]);
    expect(await target.read('index.html')).toBeNull();
  });

  it('creates, changes and removes files, and leaves all others as they are', async () => {
    await release(target, { 'index.html': 'one', 'a/index.html': 'a', 'b/index.html': 'b' });
    await release(target, { 'index.html': 'two', 'b/index.html': null });
    await release(target, { 'c/index.html': 'c' });
    await release(target, { 'index.html': 'three' });
    expect(await readAll(target)).toEqual({
      'index.html': 'three',
      'a/index.html': 'a',
      'c/index.html': 'c',
    });
    expect(await target.read('b/index.html')).toBeNull();
    expect(target.position()).toEqual(positionOf(4));
  });

  it('does nothing when the release it is at is applied again', async () => {
    const changes = await changesOf(target, { 'index.html': 'one' });
    const to = positionOf(1);
    await target.apply({ from: null, to, changes });
    await target.apply({ from: null, to, changes: await changesOf(target, { 'index.html': 'two' }) });
    expect(await readAll(target)).toEqual({ 'index.html': 'one' });
  });

  it('finds no damage where there is none', async () => {
    expect(await target.check()).toEqual([]);
    await release(target, { 'index.html': 'one', 'a/index.html': 'a' });
    await release(target, { 'a/index.html': null });
    expect(await target.check()).toEqual([]);
    expect(await target.check(['index.html', 'a/index.html'])).toEqual([]);
    expect(target.position()).toEqual(positionOf(2));
  });

  it('refuses a release that follows another one than the one it is at, and changes nothing', async () => {
    await release(target, { 'index.html': 'one' });
    const changes = await changesOf(target, { 'index.html': 'two' });
    await expect(target.apply({ from: positionOf(7), to: positionOf(8), changes })).rejects.toMatchObject({
      code: 'target-failed',
    });
    expect(await readText(target, 'index.html')).toBe('one');
    expect(target.position()).toEqual(positionOf(1));
  });

  it('moves on with a release that changes no file, and still knows what the one before changed', async () => {
    await release(target, { 'index.html': 'one', 'a.html': 'a' });
    await release(target, { 'index.html': 'two' });
    await release(target, {});
    expect(target.position()).toEqual(positionOf(3));
    await release(target, { 'a.html': 'b' });
    expect(await readAll(target)).toEqual({ 'index.html': 'two', 'a.html': 'b' });
  });

  it('goes back to an earlier release by the difference to it', async () => {
    const first = { 'index.html': 'one', 'a/index.html': 'a', 'gone.html': null };
    await release(target, { 'index.html': 'one', 'a/index.html': 'a' });
    await release(target, { 'index.html': 'two', 'a/index.html': null, 'gone.html': 'new' });
    await release(target, first);
    expect(await readAll(target)).toEqual({ 'index.html': 'one', 'a/index.html': 'a' });
  });

  it('makes a folder of what was a file, and the reverse, again and again', async () => {
    for (let round = 0; round < 3; round += 1) {
      await release(target, { feed: `file ${round}`, 'feed/index.html': null, 'feed/deep/x.html': null });
      expect(await readAll(target)).toEqual({ feed: `file ${round}` });
      await release(target, { feed: null, 'feed/index.html': `page ${round}`, 'feed/deep/x.html': 'x' });
      expect(await readAll(target)).toEqual({ 'feed/deep/x.html': 'x', 'feed/index.html': `page ${round}` });
    }
  });

  it('refuses a file that another file would have to be a folder for, and changes nothing', async () => {
    await release(target, { feed: 'file', 'a/b.html': 'b' });
    for (const contents of [{ 'feed/x.html': 'x' }, { a: 'file' }, { 'n/x': '1', n: '2' }]) {
      await expect(release(target, contents)).rejects.toMatchObject({ code: 'target-failed' });
    }
    expect(await readAll(target)).toEqual({ feed: 'file', 'a/b.html': 'b' });
    expect(target.position()).toEqual(positionOf(1));
  });

  it.each([
    '../outside.html',
    'a/../../outside.html',
    '/absolute.html',
    'a//b.html',
    './a.html',
    'a/.',
    '',
    'a\0b',
    'n'.repeat(251),
    `${'n/'.repeat(2000)}x`,
  ])('refuses the name %j', async (file) => {
    await expect(release(target, { 'index.html': 'one', [file]: 'x' })).rejects.toMatchObject({
      code: 'target-failed',
    });
    expect([...target.list()]).toEqual([]);
    expect(target.position()).toBeNull();
  });

  it('holds names in any script, with spaces and with characters that addresses encode', async () => {
    const names = {
      'über/größe 100%.html': '1',
      '日本語/index.html': '2',
      'a?b#c&d.html': '3',
      'A.html': '4',
      'a.html': '5',
    };
    await release(target, names);
    expect(await readAll(target)).toEqual(names);
  });

  it('says what it holds: hash, content type and redirect', async () => {
    const hash = await target.put({ bytes: Buffer.from('moved'), contentType: 'text/html' });
    const now = { hash, contentType: 'text/html', redirect: { status: 301, location: '/new/' } };
    await target.apply({ from: null, to: positionOf(1), changes: [{ file: 'old/index.html', now }] });
    expect([...target.list()]).toEqual([{ file: 'old/index.html', ...now }]);
  });

  it('is where it was when it is opened again', async () => {
    await release(target, { 'index.html': 'one', 'a.html': 'a' });
    await release(target, { 'index.html': 'two' });
    target.close();
    target = await open(place.place);
    expect(target.position()).toEqual(positionOf(2));
    await release(target, { 'b.html': 'b' });
    expect(await readAll(target)).toEqual({ 'index.html': 'two', 'a.html': 'a', 'b.html': 'b' });
  });

  it('is open for one publisher at a time', async () => {
    await release(target, { 'index.html': 'one' });
    await expect(open(place.place)).rejects.toMatchObject({ code: 'publisher-busy' });
    target.close();
    target = await open(place.place);
    expect(await readAll(target)).toEqual({ 'index.html': 'one' });
  });
});
