import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDiskTarget } from '../../server/publishing/target/disk-target.ts';
import { applyRelease, applyTwoMore, releaseAt } from '../contract/target/numbered-releases.ts';
import { temporaryPlace } from '../contract/target/target-fixture.ts';
import { startChild } from '../support/child-process.ts';
import { requireComponent } from '../support/components.ts';
import { IS_EXHAUSTIVE, leaveToLongRun } from '../support/exhaustive.ts';
import { recordFaults } from '../support/fault-record.ts';

const SCRIPT = join(import.meta.dirname, '../contract/target/apply-releases.ts');
const strace = requireComponent('strace');

/** Of the calls of a kind, spread over all of them; each one in the long run. */
const PLACES = 3;
leaveToLongRun(`faults of a target at all but ${PLACES} calls of each kind`);
/** In the first of them the trees change by files and folders that swap, in the second back. */
const RELEASES = 2;

/** What a release does to the disk: links, swaps of a file and a folder, removals, the database, the symlink. */
const CALLS = [
  'rename',
  'link',
  'unlink',
  'symlink',
  'mkdir',
  'rmdir',
  'fsync',
  'write',
  'pwrite64',
  'utimensat',
] as const;

describe.runIf(strace !== null)('a process that applies releases', () => {
  let place: ReturnType<typeof temporaryPlace>;
  let root: string;

  beforeEach(async () => {
    place = temporaryPlace();
    root = join(place.place, 'public');
    const target = openDiskTarget({ root });
    for (let number = 1; number <= 4; number += 1) await applyRelease(target, number);
    target.close();
  });
  afterEach(() => place.remove());

  it.each(CALLS)(
    'and is killed at any %s leaves one of the releases live, whole, and goes on from there',
    { timeout: 600_000 },
    async (call) => {
      const count = await countCalls(call);
      for (const when of placesOf(count)) {
        const { signal } = await run({ call, fault: `signal=KILL:when=${when}` });
        if (signal === null) continue;
        expect(signal).toBe('SIGKILL');
        recordFaults('a process that releases to a folder is killed at a system call');
        expect(releaseAt(root)).toBeTypeOf('number');
        await applyTwoMore(root);
      }
    },
  );

  it.each([
    ['link', 'ENOSPC'],
    ['link', 'EMLINK'],
    ['rename', 'EIO'],
    ['symlink', 'ENOSPC'],
    ['mkdir', 'ENOSPC'],
    ['fsync', 'EIO'],
    ['pwrite64', 'ENOSPC'],
  ] as const)(
    'and whose %s fails with %s says so, leaves the site whole, and gets it done the next time',
    { timeout: 600_000 },
    async (call, error) => {
      for (const when of placesOf(await countCalls(call))) {
        const before = releaseAt(root);
        const { lines, code } = await run({ call, fault: `error=${error}:when=${when}` });
        expect(code).toBe(0);
        recordFaults(`a system call of a release to a folder fails with ${error}`);
        for (const line of lines.filter((text) => text.startsWith('refused')))
          expect(line).toMatch(/could not be written: .*Visitors still read the last release/);
        expect(releaseAt(root)).toBeGreaterThanOrEqual(Number(before) + RELEASES);
        await applyTwoMore(root);
      }
    },
  );

  /** How often the one of the process's threads that does it the most makes the call. */
  async function countCalls(call: string): Promise<number> {
    const output = join(place.place, 'trace.txt');
    await run({ call, output });
    const counts = new Map<string, number>();
    for (const line of readFileSync(output, 'utf8').split('\n')) {
      const [thread = ''] = line.split(' ');
      if (line.includes(`${call}(`)) counts.set(thread, (counts.get(thread) ?? 0) + 1);
    }
    // Otherwise nothing is tested.
    expect(counts.size).toBeGreaterThan(0);
    return Math.max(...counts.values());
  }

  type Run = { lines: string[]; signal: string | null; code: number | null };

  /** One thread beside the first: strace counts the calls of each by itself. */
  async function run({
    call,
    fault,
    output = '/dev/null',
  }: {
    call: string;
    fault?: string;
    output?: string;
  }): Promise<Run> {
    const inject = fault === undefined ? [] : ['-e', `inject=${call}:${fault}`];
    const command = [strace ?? '', '-f', '-qq', '-o', output, '-e', `trace=${call}`, ...inject];
    const child = startChild(SCRIPT, [root, String(RELEASES)], { command, env: { UV_THREADPOOL_SIZE: '1' } });
    const lines: string[] = [];
    for (let line = await child.nextLine(); line !== null; line = await child.nextLine()) lines.push(line);
    await child.ended;
    return { lines, signal: child.process.signalCode, code: child.process.exitCode };
  }
});

function placesOf(count: number): number[] {
  const all = Array.from({ length: count }, (_, index) => index + 1);
  const step = Math.max(1, count / PLACES);
  return IS_EXHAUSTIVE
    ? all
    : all.filter((place) => Math.floor(place / step) > Math.floor((place - 1) / step));
}
