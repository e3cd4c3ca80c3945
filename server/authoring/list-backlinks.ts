import { listReferrers, type ReferencePlace, type StoredReferrer } from '../store/entry-references.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { entrySummary, type EntrySummary } from './entry-details.ts';
import { findEntryAnywhere } from './find-entry.ts';
import { readableScope } from './permission.ts';

const LIMIT_DEFAULT = 50;

export type Backlink = EntrySummary & { standsIn: ReferencePlace };

export type BacklinkListing = Call & {
  entryId: string;
  /** From the page before. */
  cursor?: string | undefined;
  limit?: number | undefined;
};

export type BacklinkList = {
  /** Of all of them. */
  count: number;
  entries: Backlink[];
  nextCursor: string | null;
};

/** The entries that refer to this one, by title, and whether they do in their draft, in their public version, or in both. */
export async function listBacklinks(
  { database, model }: AuthoringContext,
  { actor, cursor, entryId, limit = LIMIT_DEFAULT }: BacklinkListing,
): Promise<BacklinkList> {
  return await database.read(async (tx) => {
    await findEntryAnywhere(tx, { id: entryId, actor, model });
    const search = { entryId, cursor, limit, scope: readableScope(model, actor) };
    const { referrers, ...list } = await listReferrers(tx, search);
    return { ...list, entries: referrers.map(backlinkOf) };
  });
}

export function backlinkOf({ entry, standsIn }: StoredReferrer): Backlink {
  return { ...entrySummary(entry), standsIn };
}
