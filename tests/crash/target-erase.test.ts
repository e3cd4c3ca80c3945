import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDiskTarget } from '../../server/publishing/target/disk-target.ts';
import { findTraces } from '../contract/target/find-traces.ts';
import { readAll, release, temporaryPlace } from '../contract/target/target-fixture.ts';
import { startChild } from '../support/child-process.ts';
import { requireComponent } from '../support/components.ts';
import { IS_EXHAUSTIVE, leaveToLongRun } from '../support/exhaustive.ts';
import { recordFaults } from '../support/fault-record.ts';

const strace = requireComponent('strace');
const SECRET = `the secret of ${'x'.repeat(200)}`;
const HASH = createHash('sha256').update(SECRET).digest('hex');

const CALLS = ['rename', 'link', 'unlink', 'symlink', 'fsync', 'write', 'pwrite64'];
type Kills = [call: string, first: number, last: number];
const SOME_KILLS: Kills[] = [
  ['rename', 1, 1],
  ['unlink', 1, 1],
  ['unlink', 4, 4],
  ['unlink', 8, 8],
  ['fsync', 2, 2],
  ['pwrite64', 12, 12],
];
/** At each call of a kind in the long run; else at some. */
const KILLS = IS_EXHAUSTIVE ? CALLS.map((call): Kills => [call, 1, Infinity]) : SOME_KILLS;
leaveToLongRun(`kills of an erasure at all but ${SOME_KILLS.length} calls`);

describe.runIf(strace !== null)('an erasure that was killed', () => {
  it.each(KILLS)(
    'at one of its calls of %s, of number %d to %d, is finished when the target is opened again',
    { timeout: 600_000 },
    async (call, first, last) => {
      let killed = 0;
      for (let when = first; when <= last && (await isFinishedAfterKill({ call, when })); when += 1)
        killed += 1;
      expect(killed).toBeGreaterThan(0);
    },
  );
});

/** False where the erasure makes fewer such calls, and so came to its end. */
async function isFinishedAfterKill({ call, when }: { call: string; when: number }): Promise<boolean> {
  const place = temporaryPlace();
  const root = join(place.place, 'public');
  try {
    const target = openDiskTarget({ root });
    await release(target, { 'secret.html': SECRET, 'a.html': 'a' });
    await release(target, { 'a.html': 'b' });
    target.close();
    const fault = `inject=${call}:signal=KILL:when=${when}`;
    const command = [strace ?? '', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', fault];
    const child = startChild(join(import.meta.dirname, 'erase-child.ts'), [root, 'secret.html', HASH], {
      command,
    });
    await child.ended;
    const reopened = openDiskTarget({ root });
    // Whether it had been written down before the kill decides whether it is finished. The target's own notes may still hold its name, until
    // whoever has had no answer asks for it again.
    await reopened.prepare();
    const traces = (): string[] => findTraces(root, [SECRET, HASH, 'secret.html']);
    const isWrittenDown = (await reopened.read('secret.html')) === null;
    const left = isWrittenDown ? traces().filter((trace) => !trace.includes('/state.sqlite')) : [];
    expect(left).toEqual([]);
    await reopened.erase({ files: ['secret.html'], hashes: [HASH] });
    expect(traces()).toEqual([]);
    expect(await readAll(reopened)).toEqual({ 'a.html': 'b' });
    reopened.close();
    const isKilled = child.process.signalCode === 'SIGKILL';
    if (isKilled) recordFaults('a process that erases from a folder is killed at a system call');
    return isKilled;
  } finally {
    place.remove();
  }
}
