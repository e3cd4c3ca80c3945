import assert from 'node:assert/strict';
import { withOrigins, type ReleaseOrigin } from '../store/release-origins.ts';
import { withPurges, type PurgedRelease } from '../store/release-purges.ts';
import { releaseNotFound } from '../store/diff-releases.ts';
import { listReleaseFiles, readRelease as selectRelease, type ReleaseFile } from '../store/releases.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { requirePermission } from './permission.ts';

export type ReleaseDetails = PurgedRelease &
  ReleaseOrigin & {
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
    const [known] = await withOrigins(tx, await withPurges(tx, [release]));
    assert(known !== undefined, 'each release comes back with what is known of it');
    return { ...known, files: await listReleaseFiles(tx, { number }) };
  });
}
