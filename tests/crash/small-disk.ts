import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportUnavailable } from '../support/components.ts';

export type SmallDisk = {
  folder: string;
  /** Options as mount takes them: `size=64m`, `ro`. */
  remount(options: string): void;
  unmount(): void;
};

/** A file system of its own, in memory. Null, and reported, where this user may not mount. */
export function mountSmallDisk(options: string): SmallDisk | null {
  const place = mkdtempSync(join(tmpdir(), 'stillpress-disk-'));
  const folder = join(place, 'disk');
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    rmSync(place, { recursive: true });
    reportUnavailable('tmpfs', String(error));
    return null;
  }
  return {
    folder,
    remount: (changed) => void execFileSync('mount', ['-o', `remount,${changed}`, folder]),
    unmount: () => {
      execFileSync('umount', [folder]);
      rmSync(place, { recursive: true });
    },
  };
}
