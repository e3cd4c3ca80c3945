import { AppError } from '../errors.ts';
import { listVersions as selectVersions } from '../store/versions.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { findEntryAnywhere } from './find-entry.ts';
import { versionDetails, type VersionDetails } from './find-version.ts';

const LIMIT_DEFAULT = 50;

export type VersionListing = Call & {
  entryId: string;
  cursor?: string | undefined;
  limit?: number | undefined;
};

/** The newest first. */
export async function listVersions(
  { database, model }: AuthoringContext,
  { actor, cursor, entryId, limit = LIMIT_DEFAULT }: VersionListing,
): Promise<{ versions: VersionDetails[]; nextCursor: string | null }> {
  const before = cursor === undefined ? undefined : numberIn(cursor);
  return await database.read(async (tx) => {
    const entry = await findEntryAnywhere(tx, { id: entryId, actor, model });
    const found = await selectVersions(tx, { entryId, limit: limit + 1, before });
    const versions = found.slice(0, limit);
    const last = found.length > limit ? versions.at(-1) : undefined;
    return {
      versions: await versionDetails(tx, { entry, versions }),
      nextCursor: last === undefined ? null : String(last.number),
    };
  });
}

function numberIn(cursor: string): number {
  if (/^[1-9]\d{0,8}$/.test(cursor)) return Number(cursor);
  throw new AppError('invalid-input', 'The cursor is not one that a list of versions has returned.', {
    issues: [{ path: 'query.cursor', message: 'Take it from nextCursor of the page before.' }],
  });
}
