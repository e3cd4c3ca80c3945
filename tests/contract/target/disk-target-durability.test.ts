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

  it('a large release is durable by two syncs of the file system: of its bytes, then of their names', async () => {
    const calls = await traceRelease(join(import.meta.dirname, 'large-release-child.ts'));
    const syncs = calls.flatMap((call, index) => (call.startsWith('syncfs(') ? [index] : []));
    // First the bytes, before they get a name that is trusted; then the names.
    expect(syncs).toHaveLength(2);
    expect(calls.filter((call) => /^rename\(.*\/blobs\//.test(call)).length).toBeGreaterThan(200);
    expect(syncs[0]).toBeLessThan(indexOfCall(calls, /^rename\(.*\/blobs\//));
    expect(syncs[1]).toBeGreaterThan(calls.findLastIndex((call) => /^link\(.*\/tree-/.test(call)));
    expect(syncs[1]).toBeLessThan(indexOfSwap(calls));
  });

  it('a small release is durable: its bytes, their names, and first of all what is about to be done', async () => {
    // The first two make one tree each.
    await traceRelease();
    await traceRelease();
    const calls = await traceRelease();
    const swap = indexOfSwap(calls);
    const before = calls.slice(0, swap);
    const renames = before.flatMap((call, index) => {
      const [, from = '', to = ''] = /^rename\("(.+?)", "(.+?)"/.exec(call) ?? [];
      return from === '' ? [] : [{ from, to, index }];
    });
    const links = before.flatMap((call, index) => {
      const [, to = ''] = /^link\(".+?", "(.+?)"\)\s+= 0/.exec(call) ?? [];
      return to === '' ? [] : [{ to, index }];
    });
    const blobs = renames.filter(({ to }) => to.includes('/blobs/'));
    const names = [...renames, ...links].filter(({ to }) => to.includes('/tree-'));
    expect(blobs.length).toBeGreaterThan(2);
    expect(names.length).toBeGreaterThan(2);
    // The bytes are on the disk before they get a name that is trusted.
    expect(blobs.filter(({ from, index }) => !isSynced(before.slice(0, index), from))).toEqual([]);
    // Names are on the disk before the swap: their folders are synced after the last of them.
    expect(
      [...blobs, ...names].filter(({ to, index }) => !isSynced(before.slice(index), dirname(to))),
    ).toEqual([]);
    expect(indexOfCall(calls, /^f(data)?sync\(\d+<.*state\.sqlite-wal>/)).toBeLessThan(
      Math.min(...names.map(({ index }) => index)),
    );
    expect(calls.slice(swap).some((call) => call.startsWith('fsync') && call.includes(`<${root}>`))).toBe(
      true,
    );
  });

  it('better compression is durable before it takes the place of what is served', async () => {
    const calls = await traceRelease(join(import.meta.dirname, 'improve-child.ts'));
    const swap = indexOfSwap(calls);
    const renames = calls.flatMap((call, index) => {
      const [, from = ''] = /^rename\("(.+?)", ".+?\/blobs\/.+?\.(?:gz|br)"/.exec(call) ?? [];
      return from === '' || index < swap ? [] : [{ from, index }];
    });
    expect(renames.length).toBeGreaterThan(2);
    expect(renames.filter(({ from, index }) => !isSynced(calls.slice(0, index), from))).toEqual([]);
  });

  /** The calls of a process that applies the next release, in order. */
  async function traceRelease(script = SCRIPT): Promise<string[]> {
    const output = join(place.place, 'trace.txt');
    const command = [
      strace ?? '',
      '-f',
      '-y',
      '-qq',
      '-o',
      output,
      '-e',
      'trace=fsync,fdatasync,syncfs,rename,link',
      // Who does not wait for the disk is ahead of it.
      '-e',
      'inject=fsync:delay_exit=15000',
    ];
    const child = startChild(script, [root, '1'], { command, env: { UV_THREADPOOL_SIZE: '1' } });
    await child.ended;
    expect(child.process.exitCode).toBe(0);
    return joinCalls(readFileSync(output, 'utf8').split('\n'));
  }
});

/** Whole calls, at the time they ended: strace splits one that another thread interrupts. */
function joinCalls(lines: readonly string[]): string[] {
  const begun = new Map<string, string>();
  return lines.flatMap((line) => {
    const [, thread = '', call = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const [beginning = '', isUnfinished] = call.split(' <unfinished ...>');
    if (isUnfinished !== undefined) {
      begun.set(thread, beginning);
      return [];
    }
    const end = /^<\.\.\. \w+ resumed>(.*)$/.exec(call)?.[1];
    return [end === undefined ? call : `${begun.get(thread) ?? ''}${end}`];
  });
}

function isSynced(calls: readonly string[], path: string): boolean {
  return calls.some((call) => /^f(data)?sync\(/.test(call) && call.includes(`<${path}>`));
}

function indexOfCall(calls: readonly string[], pattern: RegExp): number {
  const index = calls.findIndex((call) => pattern.test(call));
  if (index === -1) throw new Error(`No call matches ${String(pattern)}`);
  return index;
}

function indexOfSwap(calls: readonly string[]): number {
  return indexOfCall(calls, /^rename\(".*\/staging\/live", ".*\/live"\)/);
}
