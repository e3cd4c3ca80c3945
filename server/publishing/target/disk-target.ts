import {
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../errors.ts';
import { syncFileSystem, syncPath, syncPaths } from '../sync-file-system.ts';
import { createBlobs } from './blobs.ts';
import type { Blobs } from './blobs.ts';
import { COMPRESSED_EXTENSIONS, isCompressible } from './compressed-forms.ts';
import { openDiskState } from './disk-state.ts';
import type { DiskState, TreeName } from './disk-state.ts';
import { asTargetError } from './disk-errors.ts';
import { assertSafeNames } from './file-names.ts';
import { servingNotes } from './serving-notes.ts';
import type { Target, TargetFile, TargetRelease } from './target.ts';
import { isCode, openTree } from './tree.ts';
import type { Tree } from './tree.ts';

/** Each single fsync waits for the disk; from here on one sync of the whole file system is quicker. */
const SINGLE_SYNCS_MAX = 48;
/** How many files are linked before other work of the process has its turn. */
const FILES_PER_TURN = 50;

/**
 * A folder on this machine: `blobs/` holds bytes by hash, `tree-a/` and `tree-b/` are two complete trees of links to them, and `live` is a
 * symlink to the one that visitors read. A release brings the other tree up to date, which costs what has changed since it was live, and then moves the
 * symlink: all files change in one instant. `tree-a.json` beside a tree notes what a plain file server cannot know.
 */
export function openDiskTarget({ root }: { root: string }): Target {
  return asTargetError(root, () => {
    const disk = openDisk(root);
    const { blobs, state } = disk;
    return {
      name: 'disk',
      position: () => state.position(),
      put: (content) => asTargetError(root, () => blobs.put(content)),
      apply: (release) => asTargetError(root, () => apply(disk, release)),
      has: (hash) => blobs.has(hash),
      lookUp: (file) => state.lookUp(file),
      read: (file) => Promise.resolve(readLive(disk, file)),
      list: () => state.list(),
      close: () => state.close(),
    };
  });
}

type Disk = { root: string; staging: string; state: DiskState; blobs: Blobs };

/** Nothing is touched before the lock is held. */
function openDisk(root: string): Disk {
  const staging = join(root, 'staging');
  mkdirSync(root, { recursive: true });
  const state = openDiskState(join(root, 'state.sqlite'));
  try {
    rmSync(staging, { recursive: true, force: true });
    mkdirSync(staging);
    const disk: Disk = { root, staging, state, blobs: createBlobs({ folder: join(root, 'blobs'), staging }) };
    settle(disk);
    if (state.position() !== null && !isLiveWhole(disk)) state.reset();
    return disk;
  } catch (error) {
    state.close();
    throw error;
  }
}

async function apply(disk: Disk, release: TargetRelease): Promise<void> {
  const { state } = disk;
  settle(disk);
  if (isDeepStrictEqual(state.position(), release.to)) return;
  assertFollows(state, release);
  assertSafeNames(release.changes);
  // Nothing that visitors could see has changed: the trees stay as they are.
  if (release.changes.length === 0 && state.position() !== null) return state.advance(release.to);
  const tree: TreeName = liveTree(disk) === 'tree-a' ? 'tree-b' : 'tree-a';
  state.begin({ tree, to: release.to, changes: release.changes });
  try {
    await bringUpToDate(disk, { tree, release });
    moveLive(disk, tree);
  } finally {
    settle(disk);
  }
  return undefined;
}

function assertFollows(state: DiskState, { from, to }: TargetRelease): void {
  const current = state.position();
  if (isDeepStrictEqual(current, from)) return;
  throw new AppError(
    'target-failed',
    `Release ${to.releaseNumber} changes release ${from?.releaseNumber ?? 'none'}, but the target is at ${current?.releaseNumber ?? 'none'}. Nothing was written; run "stillpress rebuild".`,
  );
}

/** Ends a release that was interrupted: it happened if the symlink has moved, and did not happen if it has not. */
function settle(disk: Disk): void {
  const pending = disk.state.pending();
  if (pending === null) return;
  if (liveTree(disk) === pending.tree) disk.state.finish();
  else disk.state.abandon();
}

async function bringUpToDate(
  disk: Disk,
  { tree, release }: { tree: TreeName; release: TargetRelease },
): Promise<void> {
  const { blobs, root, staging, state } = disk;
  const changes = new Map(release.changes.map(({ file, now }) => [file, now]));
  const want = (file: string): TargetFile | null =>
    changes.get(file) ?? (changes.has(file) ? null : state.lookUp(file));
  const folder = join(root, tree);
  let files: string[];
  if (state.isUnknown(tree)) {
    rmSync(folder, { recursive: true, force: true });
    files = [...new Set([...Array.from(state.list(), ({ file }) => file), ...changes.keys()])];
  } else files = state.behind();
  const links = openTree({ folder, staging });
  await bringFiles({ blobs, files, links, want });
  writeServingNotes(disk, { tree, changes });
  await syncAll(root, new Set([...links.unsynced(), ...blobs.unsynced()]));
  blobs.markSynced();
}

type FilesToBring = {
  blobs: Blobs;
  files: readonly string[];
  links: Tree;
  want: (file: string) => TargetFile | null;
};

async function bringFiles({ blobs, files, links, want }: FilesToBring): Promise<void> {
  const toPlace = new Set<string>();
  let turn = 0;
  for (const file of files) {
    turn += 1;
    if (turn % FILES_PER_TURN === 0) await nextTurn();
    if (want(file) !== null) toPlace.add(file);
    else for (const name of [file, ...ownForms(file, want)]) links.remove(name);
    // Without a file of this name of its own, the name is that of another file's compressed form.
    const plain = withoutCompression(file);
    if (plain !== null && want(plain) !== null) toPlace.add(plain);
  }
  for (const file of toPlace) {
    turn += 1;
    if (turn % FILES_PER_TURN === 0) await nextTurn();
    const now = want(file);
    if (now === null) continue;
    const forms = isCompressible(now.contentType) ? blobs.forms(now.hash) : [];
    links.place(file, blobs.file(now.hash));
    for (const name of ownForms(file, want)) {
      const extension = name.slice(file.length);
      if (forms.includes(extension)) links.place(name, blobs.file(now.hash) + extension);
      else links.remove(name);
    }
  }
}

/** The names of the compressed forms, other than where the site has a file of that name itself. */
function ownForms(file: string, want: (file: string) => TargetFile | null): string[] {
  return COMPRESSED_EXTENSIONS.map((extension) => file + extension).filter((name) => want(name) === null);
}

function withoutCompression(file: string): string | null {
  const extension = COMPRESSED_EXTENSIONS.find((known) => file.endsWith(known));
  return extension === undefined ? null : file.slice(0, -extension.length);
}

function writeServingNotes(
  { root, staging, state }: Disk,
  { tree, changes }: { tree: TreeName; changes: ReadonlyMap<string, TargetFile | null> },
): void {
  const text = servingNotes(state.listSpecial(), changes);
  const file = join(root, `${tree}.json`);
  if (readIfThere(file)?.toString() === text) return;
  const temporary = join(staging, `${tree}.json`);
  writeFileSync(temporary, text);
  syncPath(temporary);
  renameSync(temporary, file);
}

async function syncAll(root: string, paths: ReadonlySet<string>): Promise<void> {
  if (paths.size > SINGLE_SYNCS_MAX) await syncFileSystem(root);
  else await syncPaths([...paths]);
}

/** One rename: at every instant the symlink leads to a complete tree. Names of equal length are what nginx needs to pin one. */
function moveLive({ root, staging }: Disk, tree: TreeName): void {
  const next = join(staging, 'live');
  rmSync(next, { force: true });
  symlinkSync(tree, next);
  renameSync(next, join(root, 'live'));
  syncPath(root);
}

function liveTree({ root }: Disk): TreeName | null {
  try {
    const target = readlinkSync(join(root, 'live'));
    return target === 'tree-a' || target === 'tree-b' ? target : null;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** Someone may have deleted a tree by hand; the other one then stands for nothing either. */
function isLiveWhole(disk: Disk): boolean {
  const live = liveTree(disk);
  if (live === null || disk.state.isUnknown(live)) return false;
  const trees: TreeName[] = ['tree-a', 'tree-b'];
  return trees.every((tree) => disk.state.isUnknown(tree) || isThere(join(disk.root, tree)));
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function readLive({ root }: Disk, file: string): Uint8Array | null {
  return readIfThere(join(root, 'live', file));
}

function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) return null;
    throw error;
  }
}
