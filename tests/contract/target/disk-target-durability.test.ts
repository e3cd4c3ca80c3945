import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startChild } from '../../support/child-process.ts';
import { requireComponent } from '../../support/components.ts';
import { temporaryPlace } from './target-fixture.ts';

const SCRIPT = join(import.meta.dirname, 'apply-releases.ts');
const strace = requireComponent('strace');

/** A kill does not show what a power failure would lose: the order of the system calls does. */
describe.runIf(strace !== null)('before the symlink moves', () => {
  let place: ReturnType<typeof temporaryPlace>;
  let root: string;

  beforeEach(() => {
    place = temporaryPlace();
    root = join(place.place, 'public');
  });
  afterEach(() => place.remove());

  it('one sync of the file system has made a large release durable', async () => {
    const calls = await traceRelease();
    expect(indexOfCall(calls, /^syncfs\(/)).toBeLessThan(indexOfSwap(calls));
  });

  it('a small release is durable: its bytes, their names, and first of all what is about to be done', async () => {
    // The first two make one tree each.
    await traceRelease();
    await traceRelease();
    const calls = await traceRelease();
    const swap = indexOfSwap(calls);
    const before = calls.slice(0, swap);
    const synced = new Set(before.flatMap((call) => /^fsync\(\d+<(.+?)>/.exec(call)?.[1] ?? []));
    const renamed = before.flatMap((call) => /^rename\(".+?", "(.+?)"/.exec(call)?.[1] ?? []);
    const blobs = renamed.filter((path) => path.includes('/blobs/'));
    const names = renamed.filter((path) => path.includes('/tree-'));
    expect(blobs.length).toBeGreaterThan(2);
    expect(names.length).toBeGreaterThan(2);
    expect(
      [...blobs, ...blobs.map(dirname), ...names.map(dirname)].filter((path) => !synced.has(path)),
    ).toEqual([]);
    expect(indexOfCall(calls, /^f(data)?sync\(\d+<.*state\.sqlite-wal>/)).toBeLessThan(
      indexOfCall(calls, /^rename\(.*\/tree-/),
    );
    expect(calls.slice(swap).some((call) => call.startsWith('fsync') && call.includes(`<${root}>`))).toBe(
      true,
    );
  });

  /** The calls of a process that applies the next release, in order. */
  async function traceRelease(): Promise<string[]> {
    const output = join(place.place, 'trace.txt');
    const command = [
      strace ?? '',
      '-f',
      '-y',
      '-qq',
      '-o',
      output,
      '-e',
      'trace=fsync,fdatasync,syncfs,rename',
    ];
    const child = startChild(SCRIPT, [root, '1'], { command });
    await child.ended;
    expect(child.process.exitCode).toBe(0);
    return readFileSync(output, 'utf8')
      .split('\n')
      .map((line) => line.replace(/^\d+ +/, ''));
  }
});

function indexOfCall(calls: readonly string[], pattern: RegExp): number {
  const index = calls.findIndex((call) => pattern.test(call));
  if (index === -1) throw new Error(`No call matches ${String(pattern)}`);
  return index;
}

function indexOfSwap(calls: readonly string[]): number {
  return indexOfCall(calls, /^rename\(".*\/staging\/live", ".*\/live"\)/);
}
