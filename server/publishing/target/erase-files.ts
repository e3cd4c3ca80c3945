import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syncFileSystem, syncPaths } from '../sync-file-system.ts';
import { COMPRESSED_EXTENSIONS } from './compressed-forms.ts';
import { catchUp, changeFiles, settle } from './disk.ts';
import type { Disk } from './disk.ts';
import type { Erasing } from './erasing-record.ts';
import { assertSafeNames } from './file-names.ts';
import { LEADING_FOLDER } from './leading-links.ts';
import { hashOf } from './modification-time.ts';
import { planRemovals } from './plan-changes.ts';
import { isCode } from './tree.ts';

/** Written down first: from then on it is finished before anything else is done, after a kill too. */
export async function eraseFiles(
  disk: Disk,
  { files, hashes }: { files: readonly string[]; hashes: readonly string[] },
): Promise<void> {
  assertSafeNames(files.map((file) => ({ file, now: null })));
  settle(disk);
  disk.state.beginErasing({
    files: [...files],
    hashes: [...hashes, ...hashesOfThese(disk, new Set(files))],
  });
  await finishErasing(disk);
  // A page may have been put for a release that was never made, so that nothing tells what it shows.
  await forgetPut(disk);
  await syncPaths([disk.staging]);
}

/** What is on its way into the staging folder is waited for: half of it would be left there. */
export async function forgetPut({ blobs, staged }: Disk): Promise<void> {
  await blobs.settled();
  staged.drop(() => true);
}

export async function finishErasing(disk: Disk): Promise<void> {
  const { blobs, root, staged, state } = disk;
  const erasing = state.erasing();
  if (erasing === null) return;
  settle(disk);
  const to = state.position();
  if (to === null) await eraseFromUnknownTrees(disk, erasing);
  else {
    const names = new Set([...erasing.files, ...erasing.hashes.flatMap((hash) => state.filesOf(hash))]);
    const changes = planRemovals(state, names);
    await changeFiles(disk, { changes, to });
    // The tree that was live until now, and what an earlier release has left in the standby tree.
    await catchUp(disk);
  }
  const hashes = new Set(erasing.hashes);
  staged.drop((hash) => hashes.has(hash));
  for (const hash of hashes) blobs.remove(hash);
  await syncPaths([
    ...new Set(erasing.hashes.map((hash) => dirname(blobs.file(hash)))),
    join(root, 'staging'),
  ]);
  state.finishErasing();
}

/** Bytes that no other file shows go with the names. */
function hashesOfThese({ state }: Disk, files: ReadonlySet<string>): string[] {
  const hashes = new Set([...files].flatMap((file) => state.lookUp(file)?.hash ?? []));
  return [...hashes].filter((hash) => state.filesOf(hash).every((file) => files.has(file)));
}

/** Where it is not known what the trees hold, the bytes themselves tell. */
async function eraseFromUnknownTrees({ root }: Disk, { files, hashes }: Erasing): Promise<void> {
  const erased = new Set(hashes);
  for (const tree of ['tree-a', 'tree-b']) {
    const folder = join(root, tree);
    rmSync(join(folder, LEADING_FOLDER), { recursive: true, force: true });
    for (const file of files) removeWithForms(join(folder, file));
    for (const path of filesIn(folder))
      // A compressed form goes with its file, and may be listed after it.
      if (existsSync(path) && erased.has(hashOf(readFileSync(path)).toString('hex'))) removeWithForms(path);
  }
  // The notes are made anew with the trees; until then a server does without.
  for (const tree of ['tree-a', 'tree-b']) rmSync(join(root, `${tree}.json`), { force: true });
  await syncFileSystem(root);
}

function removeWithForms(path: string): void {
  for (const extension of ['', ...COMPRESSED_EXTENSIONS]) rmSync(path + extension, { force: true });
}

function* filesIn(folder: string): Iterable<string> {
  for (const entry of readdirSyncOrNone(folder)) {
    if (entry.isDirectory()) yield* filesIn(join(folder, entry.name));
    else yield join(folder, entry.name);
  }
}

function readdirSyncOrNone(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (isCode(error, 'ENOENT')) return [];
    throw error;
  }
}
