import { withPurges, type PurgedRelease } from '../store/release-purges.ts';
import { releaseNotFound } from '../store/diff-releases.ts';
import { listReleaseFiles, readRelease as selectRelease, type ReleaseFile } from '../store/releases.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { requirePermission } from './permission.ts';

export type ReleaseDetails = PurgedRelease & {
  /** In the order of their paths. */
  files: ReleaseFile[];
};

export async function readRelease(
  { database }: AuthoringContext,
  { actor, number }: Call & { number: number },
): Promise<ReleaseDetails> {
  requirePermission(actor, 'entry.read', { kind: 'installation' });
  return await database.read(async (tx) => {
    const release = await selectRelease(tx, { number });
    if (release === null) throw releaseNotFound(number);
    const [purged = { ...release, purge: null }] = await withPurges(tx, [release]);
    return { ...purged, files: await listReleaseFiles(tx, { number }) };
  });
}
