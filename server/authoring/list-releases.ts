import { withOrigins, type ReleaseOrigin } from '../store/release-origins.ts';
import { withPurges, type PurgedRelease } from '../store/release-purges.ts';
import { listReleases as selectReleases } from '../store/releases.ts';
import { readAnyPin, type TargetPin } from '../store/target-pins.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { requirePermission } from './permission.ts';

export type ReleaseListRequest = Call & { before?: number | undefined; limit?: number | undefined };

export type ReleaseList = {
  releases: (PurgedRelease & ReleaseOrigin)[];
  /** `before` of the next page. */
  nextBefore: number | null;
  /** Where the site is held, if it was rolled back. */
  pin: TargetPin | null;
};

const LIMIT_DEFAULT = 50;

/** The newest first. */
export async function listReleases(
  { database }: AuthoringContext,
  { actor, before, limit = LIMIT_DEFAULT }: ReleaseListRequest,
): Promise<ReleaseList> {
  requirePermission(actor, 'entry.read', { kind: 'installation' });
  return await database.read(async (tx) => {
    const found = await selectReleases(tx, { limit: limit + 1, before });
    const releases = found.slice(0, limit);
    const nextBefore = found.length > limit ? (releases.at(-1)?.number ?? null) : null;
    const known = await withOrigins(tx, await withPurges(tx, releases));
    return { releases: known, nextBefore, pin: await readAnyPin(tx) };
  });
}
