import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import PQueue from 'p-queue';
import { applyRelease } from './apply-release.ts';
import { createBlobs } from './blobs.ts';
import { checkFiles } from './check-files.ts';
import { collectGarbage } from './collect-garbage.ts';
import { catchUp, isLiveWhole, settle } from './disk.ts';
import type { Disk, InTurn } from './disk.ts';
import { asTargetError } from './disk-errors.ts';
import { openDiskState } from './disk-state.ts';
import type { DiskState } from './disk-state.ts';
import { eraseFiles, finishErasing, forgetPut } from './erase-files.ts';
import { improveCompression } from './improve-compression.ts';
import { createStagedBytes } from './staged-bytes.ts';
import { isStateLocked } from './state-database.ts';
import type { Target } from './target.ts';
import { isCode } from './tree.ts';

export type DiskTargetOptions = {
  root: string;
  /** How long an asset stays after the last release that names it. */
  assetGraceDays?: number;
  /** False for a measurement against programs that do not compress. */
  compress?: boolean;
  /** False for a measurement against programs that do not wait for the disk: a power failure may leave nothing that can be used. */
  durable?: boolean;
};

/** A page that a cache or a tab has kept for so long is not looked at any more. */
const ASSET_GRACE_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A folder on this machine: `blobs/` holds bytes by hash, `tree-a/` and `tree-b/` are two complete trees of links to them, and `live` is a
 * symlink to the one that visitors read. A release brings the other tree up to date, which costs what has changed since it was live, and then moves the
 * symlink: all files change in one instant. `tree-a.json` beside a tree notes what a plain file server cannot know.
 */
export function openDiskTarget(options: DiskTargetOptions): Target {
  const { root } = options;
  return asTargetError(root, () => {
    let disk = openDisk(options);
    const inTurn = createTurns(() => disk);
    // A failure is met again by whoever has the next turn.
    if (disk.state.erasing() !== null) inTurn(async () => undefined).catch(() => undefined);
    return {
      name: 'disk',
      renew: () =>
        inTurn(async () => {
          const before = disk;
          disk = renewDisk(disk, options);
          return disk !== before;
        }),
      position: () => disk.state.position(),
      put: (content) => asTargetError(root, () => disk.blobs.put(content)),
      has: (hash) => disk.blobs.has(hash),
      forgetPut: () => inTurn(() => forgetPut(disk)),
      apply: (release) => inTurn(() => applyRelease(disk, release)),
      prepare: () => inTurn(() => catchUp(disk)),
      lookUp: (file) => {
        const known = disk.state.lookUp(file);
        // An asset in grace is not named by the release any more.
        return known === null || known.graceUntil !== undefined ? null : known;
      },
      read: (file) => Promise.resolve(readLive(disk, file)),
      list: () => disk.state.list(),
      check: (files) => inTurn(() => checkFiles(disk, files)),
      collectGarbage: (garbage) => asTargetError(root, () => collectGarbage(disk, { ...garbage, inTurn })),
      improveCompression: (budget) =>
        asTargetError(root, () => improveCompression(disk, { ...budget, inTurn })),
      erase: (erasing) => inTurn(() => eraseFiles(disk, erasing)),
      close: () => disk.state.close(),
    };
  });
}

/** Whether a process publishes to this folder now, on whichever side of a container it is. */
export function isDiskTargetInUse({ root }: Pick<DiskTargetOptions, 'root'>): boolean {
  return isStateLocked(stateFileOf(root));
}

function stateFileOf(root: string): string {
  return join(root, 'state.sqlite');
}

/** Nothing is touched before the lock is held. */
function openDisk(options: DiskTargetOptions): Disk {
  const { durable = true, root } = options;
  mkdirSync(root, { recursive: true });
  // SQLite would say of a disk that is mounted read-only that it is broken.
  accessSync(root, constants.W_OK);
  const state = openDiskState(stateFileOf(root), { durable });
  try {
    return arrangeDisk(state, options);
  } catch (error) {
    state.close();
    throw error;
  }
}

/** The same one where all is in its place. The lock goes with its file, and whoever has taken another one meanwhile keeps it. */
function renewDisk(disk: Disk, options: DiskTargetOptions): Disk {
  const { staging, state } = disk;
  if (state.isInPlace()) {
    if (existsSync(staging) && (state.position() === null || isLiveWhole(disk))) return disk;
    return arrangeDisk(state, options);
  }
  const renewed = openDisk(options);
  // Only now: without a new one, this one goes on. SQLite leaves the new one's files alone.
  state.close();
  return renewed;
}

function arrangeDisk(state: DiskState, { root, ...options }: DiskTargetOptions): Disk {
  const staging = join(root, 'staging');
  const { assetGraceDays = ASSET_GRACE_DAYS, compress = true, durable = true } = options;
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging);
  const staged = createStagedBytes({ staging, durable });
  const blobs = createBlobs({ folder: join(root, 'blobs'), staged, compress });
  const assetGraceMs = assetGraceDays * DAY_MS;
  const disk: Disk = { root, staging, state, blobs, staged, durable, assetGraceMs };
  settle(disk);
  if (state.position() !== null && !isLiveWhole(disk)) state.reset();
  return disk;
}

function createTurns(current: () => Disk): InTurn {
  const turns = new PQueue({ concurrency: 1 });
  return (work) =>
    asTargetError(current().root, () =>
      turns.add(async () => {
        await finishErasing(current());
        return await work();
      }),
    );
}

function readLive({ root }: Disk, file: string): Uint8Array | null {
  try {
    return readFileSync(join(root, 'live', file));
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) return null;
    throw error;
  }
}
