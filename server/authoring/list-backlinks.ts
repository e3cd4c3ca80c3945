import { listReferrers } from '../store/entry-references.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { entrySummary, type EntrySummary } from './entry-details.ts';
import { findEntryAnywhere } from './find-entry.ts';
import { readableScope } from './permission.ts';

const LIMIT_DEFAULT = 50;

/** The entries that refer to this one, by title. */
export async function listBacklinks(
  { database, model }: AuthoringContext,
  { actor, entryId, limit = LIMIT_DEFAULT }: Call & { entryId: string; limit?: number | undefined },
): Promise<{ count: number; entries: EntrySummary[] }> {
  return await database.read(async (tx) => {
    await findEntryAnywhere(tx, { id: entryId, actor, model });
    const { count, entries } = await listReferrers(tx, {
      entryId,
      limit,
      scope: readableScope(model, actor),
    });
    return { count, entries: entries.map(entrySummary) };
  });
}
