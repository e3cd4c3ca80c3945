import { once } from 'node:events';
import { mkdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';

export type TreeFiles = Record<string, string | Buffer>;

/** Writes a tree of files. The time of each is the same, so that only what a test sets makes a difference. */
export async function writeTree(folder: string, files: TreeFiles): Promise<void> {
  for (const [name, contents] of Object.entries(files)) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, contents);
    await utimes(file, 1_200_000_000, 1_200_000_000);
  }
}

/** Points `live` at a tree in one step, as the disk target does. */
export async function swapLive(targetRoot: string, tree: string): Promise<void> {
  const temporary = join(targetRoot, 'live.next');
  await rm(temporary, { force: true });
  await symlink(tree, temporary);
  await rename(temporary, join(targetRoot, 'live'));
}

/** Swaps `tree-a` and `tree-b` as fast as the disk allows, in a thread of its own, until it is terminated. */
export async function startSwapping(targetRoot: string): Promise<Worker> {
  const program = `
    const { renameSync, symlinkSync } = require('node:fs');
    const { parentPort, workerData: root } = require('node:worker_threads');
    parentPort.postMessage('swapping');
    for (let turn = 0; ; turn += 1) {
      symlinkSync(turn % 2 === 0 ? 'tree-b' : 'tree-a', root + '/live.next');
      renameSync(root + '/live.next', root + '/live');
    }`;
  const swapper = new Worker(program, { eval: true, workerData: targetRoot });
  await once(swapper, 'message');
  return swapper;
}
