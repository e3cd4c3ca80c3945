import { mkdirSync, rmdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../errors.ts';
import { changeFiles, settle } from './disk.ts';
import type { Disk } from './disk.ts';
import type { DiskState } from './disk-state.ts';
import { assertSafeNames } from './file-names.ts';
import { planChanges } from './plan-changes.ts';
import type { TargetRelease } from './target.ts';
import { isCode } from './tree.ts';

export async function applyRelease(disk: Disk, release: TargetRelease): Promise<void> {
  const { blobs, staged, state } = disk;
  // Where a round was broken off, nobody has waited for the compressed forms of what it put.
  await blobs.settled();
  settle(disk);
  if (isDeepStrictEqual(state.position(), release.to)) return;
  assertFollows(state, release);
  assertSafeNames(release.changes);
  const changes = planChanges(state, {
    ...release,
    graceUntil: Date.now() + disk.assetGraceMs,
  });
  const hashes = new Set(release.changes.flatMap(({ now }) => (now === null ? [] : [now.hash])));
  // Nothing else tells yet that they are needed. What fails may be tried again.
  for (const hash of hashes) staged.claim(hash);
  assertKept(disk, release);
  await changeFiles(disk, { changes, to: release.to });
  staged.release(hashes);
  if (hashes.size > STAGED_FEW) shrinkStaging(disk);
}

/** From here on a folder takes up more than it would need. */
const STAGED_FEW = 200;

/** A folder that has held very much stays large, and every file in it costs more. */
function shrinkStaging({ staging }: Disk): void {
  try {
    rmdirSync(staging);
  } catch (error) {
    // The next release is on its way into it already.
    if (isCode(error, 'ENOTEMPTY', 'EEXIST')) return;
    throw error;
  }
  mkdirSync(staging);
}

function assertFollows(state: DiskState, { from, to }: TargetRelease): void {
  const current = state.position();
  if (isDeepStrictEqual(current, from)) return;
  throw new AppError(
    'target-failed',
    `Release ${to.releaseNumber} changes release ${from?.releaseNumber ?? 'none'}, but the target is at ${current?.releaseNumber ?? 'none'}. Nothing was written; run "stillpress rebuild".`,
  );
}

function assertKept({ blobs }: Disk, { changes, to }: TargetRelease): void {
  const gone = changes.find(({ now }) => now !== null && !blobs.has(now.hash));
  if (gone === undefined) return;
  throw new AppError(
    'target-failed',
    `Release ${to.releaseNumber} needs bytes for ${gone.file} that the target does not keep (any more). Nothing was changed; run "stillpress rebuild".`,
  );
}
