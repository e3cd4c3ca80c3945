import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { openDiskTarget } from '../../server/publishing/target/disk-target.ts';
import type { Target } from '../../server/publishing/target/target.ts';
import { applyRelease, applyTwoMore, releaseAt } from '../contract/target/numbered-releases.ts';
import { release } from '../contract/target/target-fixture.ts';
import { startChild } from '../support/child-process.ts';
import { recordFaults } from '../support/fault-record.ts';
import { mountSmallDisk } from './small-disk.ts';
import type { SmallDisk } from './small-disk.ts';

let disk: SmallDisk | null = null;
let target: Target | null = null;

afterEach(() => {
  // What is open on the disk would keep it mounted.
  target?.close();
  disk?.unmount();
  disk = null;
  target = null;
});

it.for([
  {
    name: 'a full disk and a large release',
    options: 'size=8m',
    more: 'size=64m',
    files: texts(200, (index) => String(index % 10).repeat(100_000 + index)),
  },
  {
    name: 'a full disk',
    options: 'size=8m',
    more: 'size=64m',
    files: texts(40, (index) => String(index).repeat(500_000)),
  },
  {
    name: 'a disk without inodes',
    options: 'size=64m,nr_inodes=1200',
    more: 'nr_inodes=100000',
    files: texts(1500, String),
  },
])(
  '$name leaves the live tree as it was, says so, and publishing goes on when there is space',
  async (given, { skip }) => {
    disk = mountSmallDisk(given.options);
    if (disk === null) return skip('this user may not mount a small disk');
    const root = join(disk.folder, 'public');
    target = openDiskTarget({ root });
    await applyRelease(target, 1);
    await applyRelease(target, 2);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(release(target, given.files)).rejects.toMatchObject({
        code: 'target-failed',
        message: expect.stringContaining('the disk is full'),
      });
      expect(releaseAt(root)).toBe(2);
      expect(halfFiles(join(root, 'staging'), given.files)).toEqual([]);
      recordFaults('the disk of a folder of public files is full');
    }
    disk.remount(given.more);
    await applyRelease(target, 3);
    expect(releaseAt(root)).toBe(3);
    target.close();
    await applyTwoMore(root);
    return undefined;
  },
);

it('a disk that is mounted read-only leaves the site as it was and is named, and publishing goes on afterwards', async ({
  skip,
}) => {
  disk = mountSmallDisk('size=16m');
  if (disk === null) return skip('this user may not mount a small disk');
  const root = join(disk.folder, 'public');
  target = openDiskTarget({ root });
  await applyRelease(target, 1);
  target.close();
  disk.remount('ro');
  expect(() => openDiskTarget({ root })).toThrow(
    expect.objectContaining({ code: 'target-failed', message: expect.stringContaining('read-only') }),
  );
  expect(releaseAt(root)).toBe(1);
  disk.remount('rw');
  await applyTwoMore(root);
  return undefined;
});

it('a process without handles leaves the site as it was, says so, and goes on when it has some again', async ({
  skip,
}) => {
  disk = mountSmallDisk('size=64m');
  if (disk === null) return skip('this user may not mount a small disk');
  const root = join(disk.folder, 'public');
  const child = startChild(join(import.meta.dirname, 'out-of-handles-child.ts'), [root], {
    command: ['sh', '-c', 'ulimit -n 200; exec "$@"', 'sh'],
  });
  expect([await child.nextLine(), await child.nextLine(), await child.nextLine()]).toEqual([
    '1',
    expect.stringMatching(/^target-failed .*too many open files/),
    '2',
  ]);
  await child.ended;
  expect(releaseAt(root)).toBe(2);
  await applyTwoMore(root);
  expect(existsSync(join(root, 'staging')) && readdirSync(join(root, 'staging'))).toEqual([]);
  return undefined;
});

/** They would be in the way of everything that frees space. */
function halfFiles(folder: string, files: Readonly<Record<string, string>>): string[] {
  const whole = new Set(Object.values(files));
  return readdirSync(folder).filter((name) => !whole.has(readFileSync(join(folder, name), 'utf8')));
}

function texts(count: number, text: (index: number) => string): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}.bin`, text(index)]));
}
