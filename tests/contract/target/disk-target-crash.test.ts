import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDiskTarget } from '../../../server/publishing/target/disk-target.ts';
import { startChild } from '../../support/child-process.ts';
import { reportUnavailable, requireComponent } from '../../support/components.ts';
import { applyRelease, releaseAt } from './numbered-releases.ts';
import { release, temporaryPlace } from './target-fixture.ts';

const SCRIPT = join(import.meta.dirname, 'apply-releases.ts');
const strace = requireComponent('strace');

let place: ReturnType<typeof temporaryPlace>;
let root: string;

beforeEach(() => {
  place = temporaryPlace();
  root = join(place.place, 'public');
});
afterEach(() => place.remove());

describe('a process killed while it applies releases', () => {
  it(
    'leaves exactly one of the releases live, and the next one goes on from there (30 kills)',
    { timeout: 120_000 },
    async () => {
      let acknowledged = 0;
      for (let kill = 0; kill < 30; kill += 1) {
        const child = startChild(SCRIPT, [root, '1000']);
        acknowledged = Math.max(acknowledged, Number(await child.nextLine()));
        await delay(Math.random() * 60);
        child.process.kill('SIGKILL');
        for (let line = await child.nextLine(); line !== null; line = await child.nextLine())
          acknowledged = Number(line);
        await child.ended;
        const live = releaseAt(root);
        expect(live).toBeTypeOf('number');
        expect(live).toBeGreaterThanOrEqual(acknowledged);
        expect(live).toBeLessThanOrEqual(acknowledged + 1);
      }
      await expectWhole(root);
    },
  );

  it.runIf(strace !== null).each([
    ['rename', [1, 4, 11, 18, 21]],
    ['link', [1, 5, 9]],
    ['unlink', [1, 2, 5]],
    ['symlink', [1, 2]],
    ['fsync', [1, 3, 9, 20]],
    ['mkdir', [1, 3]],
    ['rmdir', [1, 3]],
    ['pwrite64', [1, 4, 9]],
  ] as const)(
    'at its nth %s leaves one of the releases live and goes on',
    { timeout: 120_000 },
    async (call, places) => {
      const target = openDiskTarget({ root });
      for (let number = 1; number <= 4; number += 1) await applyRelease(target, number);
      target.close();
      for (const when of places) {
        const command = [
          strace ?? '',
          '-f',
          '-qq',
          '-o',
          '/dev/null',
          '-e',
          `trace=${call}`,
          '-e',
          `inject=${call}:signal=KILL:when=${when}`,
        ];
        const child = startChild(SCRIPT, [root, '3'], { command });
        await child.ended;
        // strace ends as the process it traced did.
        expect(child.process.signalCode).toBe('SIGKILL');
        expect(releaseAt(root)).toBeTypeOf('number');
        await expectWhole(root);
      }
    },
  );
});

describe('a full disk', () => {
  it('leaves the live tree as it was, says so, and publishing goes on when there is space', async ({
    skip,
  }) => {
    const disk = mountSmallDisk();
    if (disk === null) return skip('this user may not mount a small disk');
    const folder = join(disk.folder, 'public');
    const target = openDiskTarget({ root: folder });
    try {
      await applyRelease(target, 1);
      await applyRelease(target, 2);
      const large = Object.fromEntries(
        Array.from({ length: 40 }, (_, index) => [`large-${index}.bin`, String(index).repeat(500_000)]),
      );
      await expect(release(target, large)).rejects.toMatchObject({
        code: 'target-failed',
        message: expect.stringContaining('the disk is full'),
      });
      expect(releaseAt(folder)).toBe(2);
      execFileSync('mount', ['-o', 'remount,size=64m', disk.folder]);
      await applyRelease(target, 3);
      expect(releaseAt(folder)).toBe(3);
      target.close();
      await expectWhole(folder);
    } finally {
      // What is open on the disk would keep it mounted.
      target.close();
      disk.unmount();
    }
    return undefined;
  });
});

/** Two more releases, after which each tree has been brought up to date once. */
async function expectWhole(folder: string): Promise<void> {
  const target = openDiskTarget({ root: folder });
  for (let more = 0; more < 2; more += 1) {
    const next = (target.position()?.releaseNumber ?? 0) + 1;
    await applyRelease(target, next);
    expect(releaseAt(folder)).toBe(next);
  }
  target.close();
}

/** Null, and reported, where this user may not mount. */
function mountSmallDisk(): { folder: string; unmount(): void } | null {
  const mounted = temporaryPlace();
  const folder = join(mounted.place, 'disk');
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    mounted.remove();
    reportUnavailable('tmpfs', String(error));
    return null;
  }
  return {
    folder,
    unmount: () => {
      execFileSync('umount', [folder]);
      mounted.remove();
    },
  };
}
