import type { AuthoringContext, Call } from './authoring-context.ts';
import { findEntryAnywhere } from './find-entry.ts';
import { findVersion, versionWithContent, type VersionWithContent } from './find-version.ts';
import { seenVersion } from './steps-taken.ts';

export type VersionRequest = Call & { entryId: string; versionId: string };

/** With its content as it is under the content model of now. */
export async function readVersion(
  context: AuthoringContext,
  { actor, entryId, versionId }: VersionRequest,
): Promise<VersionWithContent> {
  const { database, model } = context;
  return await database.read(async (tx) => {
    const entry = await findEntryAnywhere(tx, { id: entryId, actor, model });
    const version = await findVersion(tx, { entryId, versionId });
    return await versionWithContent(tx, {
      entry,
      version: await seenVersion(tx, { context, entry, version }),
    });
  });
}
