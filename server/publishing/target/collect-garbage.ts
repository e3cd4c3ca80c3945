import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { changeFiles, settle } from './disk.ts';
import type { Disk, InTurn } from './disk.ts';
import { planRemovals } from './plan-changes.ts';
import type { GarbageCollected, GarbageOptions } from './target.ts';
import { isCode } from './tree.ts';

/** Longer than any release takes from its first `put` on: what no release has named by then was put for one that failed. */
const PUT_KEPT_MS = 24 * 60 * 60 * 1000;
/** How many blobs are judged before other work of the process has its turn. */
const BLOBS_PER_TURN = 20;

/** A kill at any moment leaves more garbage than there could be, and nothing else. */
export async function collectGarbage(
  disk: Disk,
  { inTurn, isReferenced, now }: GarbageOptions & { inTurn: InTurn },
): Promise<GarbageCollected> {
  const collected: GarbageCollected = {
    assets: await inTurn(() => dropExpired(disk, now)),
    blobs: 0,
    bytes: 0,
  };
  const claimedBefore = Date.now() - PUT_KEPT_MS;
  disk.staged.drop((_, { claimedAt }) => claimedAt < claimedBefore);
  let turn = 0;
  for (const found of listBlobs(join(disk.root, 'blobs'))) {
    turn += 1;
    if (turn % BLOBS_PER_TURN === 0) await nextTurn();
    const { hash } = found;
    // From here to the removal nothing else runs: what is put or applied has claimed the blob before, or finds it gone afterwards.
    if (disk.staged.isClaimed(hash) || disk.state.isNamed(hash) || isReferenced(hash)) continue;
    const { bytes, isLinked } = measure(found);
    if (isLinked) continue;
    disk.blobs.remove(hash);
    collected.blobs += 1;
    collected.bytes += bytes;
  }
  return collected;
}

/** Assets that no release has named for long enough leave the trees as in a release. */
async function dropExpired(disk: Disk, now: number): Promise<number> {
  settle(disk);
  const to = disk.state.position();
  if (to === null) return 0;
  const changes = planRemovals(disk.state, disk.state.expired(now));
  if (changes.length > 0) await changeFiles(disk, { changes, to });
  return changes.length;
}

type FoundBlob = { hash: string; paths: string[] };

/** By hash, whichever of its forms are there. */
function* listBlobs(folder: string): Iterable<FoundBlob> {
  for (const part of readdirSyncIfThere(folder)) {
    const byHash = new Map<string, string[]>();
    for (const name of readdirSyncIfThere(join(folder, part))) {
      const hash = name.split('.')[0] ?? '';
      byHash.set(hash, [...(byHash.get(hash) ?? []), join(folder, part, name)]);
    }
    for (const [hash, paths] of byHash) yield { hash, paths };
  }
}

/** A tree that lags behind may still show the bytes: removing their name here would free nothing. */
function measure({ paths }: FoundBlob): { bytes: number; isLinked: boolean } {
  const stats = paths.flatMap((path) => lstatSync(path, { throwIfNoEntry: false }) ?? []);
  return {
    bytes: stats.reduce((sum, { size }) => sum + size, 0),
    isLinked: stats.some(({ nlink }) => nlink > 1),
  };
}

function readdirSyncIfThere(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return [];
    throw error;
  }
}
