import { execFile } from 'node:child_process';
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

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

/** Waits for several files and folders at once. One that is no longer there has nothing to wait for. */
export async function syncPaths(paths: readonly string[]): Promise<void> {
  await Promise.all(
    paths.map(async (path) => {
      const handle = await open(path, 'r').catch(ignoreMissing);
      try {
        await handle?.sync();
      } finally {
        await handle?.close();
      }
    }),
  );
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
