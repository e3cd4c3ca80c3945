import type { AuthoringContext, Call } from './authoring-context.ts';
import { findEntryAnywhere } from './find-entry.ts';
import { findVersion, versionWithContent, type VersionWithContent } from './find-version.ts';

export type VersionRequest = Call & { entryId: string; versionId: string };

export async function readVersion(
  { database, model }: AuthoringContext,
  { actor, entryId, versionId }: VersionRequest,
): Promise<VersionWithContent> {
  return await database.read(async (tx) => {
    const entry = await findEntryAnywhere(tx, { id: entryId, actor, model });
    return await versionWithContent(tx, { entry, version: await findVersion(tx, { entryId, versionId }) });
  });
}
