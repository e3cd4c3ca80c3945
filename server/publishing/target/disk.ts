import { readlinkSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { syncFileSystem, syncPath, syncPaths } from '../sync-file-system.ts';
import { bringFiles } from './bring-files.ts';
import type { Blobs } from './blobs.ts';
import type { DiskState, PlannedChange, TreeName } from './disk-state.ts';
import { openLeadingLinks } from './leading-links.ts';
import { writeServingNotes } from './serving-notes.ts';
import type { StagedFile } from './stage-file.ts';
import type { StagedBytes } from './staged-bytes.ts';
import type { TargetFile, TargetPosition } from './target.ts';
import { isCode, openTree } from './tree.ts';

export type Disk = {
  root: string;
  staging: string;
  state: DiskState;
  blobs: Blobs;
  staged: StagedBytes;
  durable: boolean;
  assetGraceMs: number;
};

/** What changes the trees takes turns. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** Each single fsync waits for the disk; from here on one sync of the whole file system is quicker. */
const SINGLE_SYNCS_MAX = 48;

/**
 * Changes files in one instant. In this order, so that a power failure at any moment leaves one release or the other: the bytes of new files and
 * what is about to be done are on the disk; the bytes get their names and the standby tree its links; those names are on the disk; the symlink moves.
 */
export async function changeFiles(
  disk: Disk,
  { changes, to }: { changes: readonly PlannedChange[]; to: TargetPosition },
): Promise<void> {
  const { state } = disk;
  const live = liveTree(disk);
  if (live !== null && !state.isUnknown(live) && !changes.some(({ isInTree }) => isInTree))
    return state.advance(to, changes);
  const tree = standbyTree(disk);
  const hashes = new Set(changes.flatMap(({ now }) => (now === null ? [] : [now.hash])));
  // Bytes that were lost have been put again, whether the release changes their files or not.
  if (state.isUnknown(tree)) for (const { hash } of state.list()) hashes.add(hash);
  const staged = [...hashes].flatMap((hash) => disk.staged.files(hash));
  // The disk takes the bytes while SQLite waits for it.
  const syncing = syncStaged(disk, staged);
  syncing.catch(() => undefined);
  state.begin({ tree, to }, changes);
  try {
    await syncing.catch((error: unknown) => {
      // Whether the disk has these bytes cannot be found out any more: they have to be put again.
      disk.staged.drop((hash) => hashes.has(hash));
      throw error;
    });
    await bringUpToDate(disk, { tree, changes, hashes });
    moveLive(disk, tree);
  } catch (error) {
    // Somebody deletes what was put: it has to be put again.
    if (isCode(error, 'ENOENT')) disk.staged.drop((hash) => hashes.has(hash));
    throw error;
  } finally {
    settle(disk);
  }
  return undefined;
}

/** The standby tree becomes what the live one is. */
export async function catchUp(disk: Disk): Promise<void> {
  settle(disk);
  const { state } = disk;
  const tree = standbyTree(disk);
  if (state.position() === null) return;
  if (!state.isUnknown(tree) && state.behind().length === 0) return;
  await bringUpToDate(disk, { tree, changes: [], hashes: new Set() });
  state.caughtUp(tree);
}

/** Ends a release that was interrupted: it happened if the symlink has moved, and did not happen if it has not. */
export function settle(disk: Disk): void {
  const pending = disk.state.pending();
  if (pending === null) return;
  if (liveTree(disk) === pending.tree) disk.state.finish();
  else disk.state.abandon();
}

export function liveTree({ root }: Disk): TreeName | null {
  try {
    const target = readlinkSync(join(root, 'live'));
    return target === 'tree-a' || target === 'tree-b' ? target : null;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

export function standbyTree(disk: Disk): TreeName {
  return liveTree(disk) === 'tree-a' ? 'tree-b' : 'tree-a';
}

/** Someone may have deleted a tree by hand; the other one then stands for nothing either. Where both are unknown, both are going to be made. */
export function isLiveWhole(disk: Disk): boolean {
  const live = liveTree(disk);
  const trees: TreeName[] = ['tree-a', 'tree-b'];
  if (trees.every((tree) => disk.state.isUnknown(tree))) return true;
  if (live === null || disk.state.isUnknown(live)) return false;
  return trees.every((tree) => disk.state.isUnknown(tree) || isThere(join(disk.root, tree)));
}

async function syncStaged({ durable, root }: Disk, staged: readonly StagedFile[]): Promise<void> {
  if (!durable) return;
  if (staged.length > SINGLE_SYNCS_MAX) await syncFileSystem(root);
  else await Promise.all(staged.map((file) => file.synced()));
}

type Bringing = { tree: TreeName; changes: readonly PlannedChange[]; hashes: ReadonlySet<string> };

async function bringUpToDate(disk: Disk, { changes, hashes, tree }: Bringing): Promise<void> {
  const { blobs, root, staging, state } = disk;
  const planned = new Map(changes.map((change) => [change.file, change.now]));
  const want = (file: string): TargetFile | null =>
    planned.get(file) ?? (planned.has(file) ? null : state.lookUp(file));
  const folder = join(root, tree);
  let files: Iterable<string>;
  let special: string[];
  const isEmpty = state.isUnknown(tree);
  if (isEmpty) {
    rmSync(folder, { recursive: true, force: true });
    files = new Set([...Array.from(state.list(), ({ file }) => file), ...planned.keys()]);
    special = [...Array.from(state.listSpecial(), ({ file }) => file), ...planned.keys()];
  } else {
    const behind = state.behind();
    files = behind.map(({ file }) => file);
    special = behind.flatMap(({ file, isSpecial }) => (isSpecial ? [file] : []));
  }
  const links = openTree({ folder, staging, isEmpty });
  const changed = await blobs.keep(hashes);
  await bringFiles({ blobs, files, links, want });
  const leading = openLeadingLinks(folder);
  leading.bring(special, want);
  if (isEmpty || special.length > 0)
    writeServingNotes({ root, tree, staging, before: state.listSpecial(), changes });
  await syncAll(disk, new Set([...links.unsynced(), ...leading.unsynced(), ...changed]));
}

async function syncAll({ durable, root }: Disk, paths: ReadonlySet<string>): Promise<void> {
  if (!durable) return;
  if (paths.size > SINGLE_SYNCS_MAX) await syncFileSystem(root);
  else await syncPaths([...paths]);
}

/** One rename: at every instant the symlink leads to a complete tree. Names of equal length are what nginx needs to pin one. */
function moveLive({ durable, root, staging }: Disk, tree: TreeName): void {
  const next = join(staging, 'live');
  rmSync(next, { force: true });
  symlinkSync(tree, next);
  renameSync(next, join(root, 'live'));
  if (durable) syncPath(root);
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
