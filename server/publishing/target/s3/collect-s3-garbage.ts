import { planRemovals } from '../plan-changes.ts';
import type { GarbageCollected, GarbageOptions } from '../target.ts';
import { changeObjects } from './change-objects.ts';
import { removeManifests } from './manifests.ts';
import { blobKey, inParallel, type S3Site } from './s3-site.ts';

/** Longer than any release takes from its first `put` on. */
const PUT_KEPT_MS = 24 * 60 * 60 * 1000;
/** How many blobs are judged and removed before a release may have its turn. */
const BLOBS_PER_TURN = 100;

type InTurn = <T>(work: (site: S3Site) => Promise<T>) => Promise<T>;

export async function collectS3Garbage(
  inTurn: InTurn,
  { isReferenced, now }: GarbageOptions,
): Promise<GarbageCollected> {
  const collected: GarbageCollected = { assets: 0, blobs: 0, bytes: 0 };
  const waiting = await inTurn(async (site) => {
    collected.assets = await removeExpired(site, { isReferenced, now });
    const putBefore = Date.now() - PUT_KEPT_MS;
    site.staged.drop((_, { claimedAt }) => claimedAt < putBefore);
    return site.state.blobs();
  });
  for (let first = 0; first < waiting.length; first += BLOBS_PER_TURN) {
    await inTurn(async ({ bucket, state }) => {
      const garbage = waiting
        .slice(first, first + BLOBS_PER_TURN)
        .filter(({ hash }) => state.blobSize(hash) !== null && !isReferenced(hash));
      await inParallel(garbage, async ({ hash, size }) => {
        state.removeBlob(hash);
        await bucket.remove(blobKey(hash));
        collected.blobs += 1;
        collected.bytes += size;
      });
    });
  }
  await inTurn((site) => removeManifests(site, { before: now }));
  return collected;
}

async function removeExpired(site: S3Site, { isReferenced, now }: GarbageOptions): Promise<number> {
  const { state } = site;
  const to = state.position();
  if (to === null) return 0;
  const changes = planRemovals(state, state.expired(now));
  if (changes.length > 0) await changeObjects(site, { changes, to, isKept: isReferenced });
  return changes.length;
}
