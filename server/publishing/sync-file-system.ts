import { execFile } from 'node:child_process';
import { closeSync, fsync, fsyncSync, openSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
const syncDescriptor = promisify(fsync);

/** Waits until everything written so far to the file system that holds `folder` is on the disk: one call, however many files. */
export async function syncFileSystem(folder: string): Promise<void> {
  // Node has no syncfs(2); coreutils and busybox bring it.
  await run('sync', ['-f', folder]);
}

/** Waits for one file, or for the names in one folder. */
export function syncPath(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The process must not run out of handles. */
const SYNCS_AT_ONCE = 64;

/** Waits for several files and folders at once. One that is no longer there has nothing to wait for. */
export async function syncPaths(paths: readonly string[]): Promise<void> {
  for (let start = 0; start < paths.length; start += SYNCS_AT_ONCE)
    await syncAtOnce(paths.slice(start, start + SYNCS_AT_ONCE));
}

/** To open and to close takes less than to hand that over to another thread, which only the waiting is worth. */
async function syncAtOnce(paths: readonly string[]): Promise<void> {
  const descriptors: number[] = [];
  try {
    for (const path of paths) descriptors.push(...openIfThere(path));
    const outcomes = await Promise.allSettled(descriptors.map((descriptor) => syncDescriptor(descriptor)));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  } finally {
    for (const descriptor of descriptors) closeSync(descriptor);
  }
}

function openIfThere(path: string): number[] {
  try {
    return [openSync(path, 'r')];
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
