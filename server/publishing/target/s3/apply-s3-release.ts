import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../../errors.ts';
import { assertSafeNames } from '../file-names.ts';
import { planChanges } from '../plan-changes.ts';
import type { TargetChange, TargetRelease } from '../target.ts';
import { changeObjects } from './change-objects.ts';
import { OWN_FOLDER, type S3Site } from './s3-site.ts';

/** Of a whole key, prefix included, in every service. */
const KEY_BYTES_MAX = 1_024;

export async function applyS3Release(
  site: S3Site,
  { prefix, release }: { prefix: string; release: TargetRelease },
): Promise<void> {
  const { staged, state } = site;
  if (isDeepStrictEqual(state.position(), release.to)) return;
  assertFollows(site, release);
  assertKeys(release.changes, prefix);
  const changes = planChanges(state, { ...release, graceUntil: Date.now() + site.assetGraceMs });
  const hashes = new Set(release.changes.flatMap(({ now }) => (now === null ? [] : [now.hash])));
  await changeObjects(site, { changes, to: release.to });
  staged.drop((hash) => hashes.has(hash) || state.isKept(hash));
}

function assertFollows({ state }: S3Site, { from, to }: TargetRelease): void {
  const current = state.position();
  if (isDeepStrictEqual(current, from)) return;
  throw new AppError(
    'target-failed',
    `Release ${to.releaseNumber} changes release ${from?.releaseNumber ?? 'none'}, but the target is at ${current?.releaseNumber ?? 'none'}. Nothing was written; run "stillpress rebuild".`,
  );
}

/** Throws where a name cannot be a key; nothing has been written by then. */
export function assertKeys(changes: readonly TargetChange[], prefix: string): void {
  assertSafeNames(changes);
  for (const { file, now } of changes) {
    if (now === null) continue;
    const problem = keyProblem(file, prefix);
    if (problem !== null)
      throw new AppError(
        'target-failed',
        `The file ${JSON.stringify(file)} cannot be published: ${problem}.`,
      );
  }
}

function keyProblem(file: string, prefix: string): string | null {
  if (file.startsWith(OWN_FOLDER)) return `${OWN_FOLDER} holds what the target itself keeps`;
  const tooLong = Buffer.byteLength(prefix + file) > KEY_BYTES_MAX;
  return tooLong ? `with the prefix it is longer than the ${KEY_BYTES_MAX} bytes that S3 allows` : null;
}
