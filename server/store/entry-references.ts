import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import type { StoredEntrySummary } from './entries.ts';
import { isInScope, type EntryScope } from './entry-scope.ts';
import { decodeCursor, encodeCursor } from './list-cursor.ts';
import { readSummaries } from './list-entries.ts';
import type { Tables } from './tables.ts';

/** Where an entry refers to another one: in its draft, in its public version, or in both. */
export type ReferencePlace = 'draft' | 'public' | 'both';

export type StoredReferrer = { entry: StoredEntrySummary; standsIn: ReferencePlace };

type Search = { entryId: string; scope: EntryScope };

/** The entries of the scope that refer to an entry in any of their fields, by title; those in the trash do not count. */
export async function listReferrers(
  tx: Kysely<Tables>,
  { cursor, limit, ...search }: Search & { limit: number; cursor?: string | undefined },
): Promise<{ count: number; referrers: StoredReferrer[]; nextCursor: string | null }> {
  // A page of what refers to one entry is followed by none of what refers to another.
  const order = `title+${search.entryId}`;
  const after = cursor === undefined ? null : decodeCursor(cursor, order);
  const count = await countReferrers(tx, search);
  if (count === 0) return { count, referrers: [], nextCursor: null };
  const behind = after === null ? sql`` : sql`where (key, id) > (${after.key}, ${after.id})`;
  const { rows } = await sql<ReferrerRow>`select * from (${selectReferrers(search)}) as referrer ${behind}
    order by key, id limit ${sql.lit(limit + 1)}`.execute(tx);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const entries = new Map((await readSummaries(tx, page)).map((entry) => [entry.id, entry]));
  const referrers = page.flatMap((row): StoredReferrer[] => {
    const entry = entries.get(row.id);
    return entry === undefined ? [] : [{ entry, standsIn: placeOf(row) }];
  });
  return { count, referrers, nextCursor: last === undefined ? null : encodeCursor(last, order) };
}

/** Whether any entry at all refers to it. */
export async function hasReferrers(tx: Kysely<Tables>, { entryId }: { entryId: string }): Promise<boolean> {
  return (await countReferrers(tx, { entryId, scope: 'all' })) > 0;
}

/** The entries whose public version names it. */
export async function listPublicHolders(tx: Kysely<Tables>, { targetId }: { targetId: string }) {
  return await tx
    .selectFrom('public_reference')
    .innerJoin('entry', 'entry.id', 'public_reference.entry_id')
    .select(['entry.id', 'entry.collection', 'entry.locale', 'entry.created_by as createdBy'])
    .distinct()
    .where('public_reference.target_id', '=', targetId)
    .execute();
}

/** In how many entries it stands, as a draft or in public: those in the trash count, since they can come back. */
export async function countMentions(tx: Kysely<Tables>, { targetId }: { targetId: string }): Promise<number> {
  const { rows } = await sql<{ count: number | string }>`select count(*) as count from (
      select entry_id from entry_reference where target_id = ${targetId}
      union
      select entry_id from public_reference where target_id = ${targetId}
    ) as mention`.execute(tx);
  return Number(rows[0]?.count ?? 0);
}

async function countReferrers(tx: Kysely<Tables>, search: Search): Promise<number> {
  const { rows } = await sql<{
    count: number | string;
  }>`select count(*) as count from (${selectReferrers(search)}) as referrer`.execute(tx);
  return Number(rows[0]?.count ?? 0);
}

type ReferrerRow = { id: string; key: string; in_draft: number; in_public: number };

function placeOf({ in_draft: inDraft, in_public: inPublic }: ReferrerRow): ReferencePlace {
  if (inDraft === 0) return 'public';
  return inPublic === 0 ? 'draft' : 'both';
}

/** What was written down of a version that an older release has replaced or withdrawn since is not taken for what is public. */
function selectReferrers({ entryId, scope }: Search): RawBuilder<unknown> {
  return sql`select entry.id, entry.sort_title as key,
      max(reference.in_draft) as in_draft, max(reference.in_public) as in_public
    from (
      select entry_id, 1 as in_draft, 0 as in_public from entry_reference where target_id = ${entryId}
      union all
      select entry_id, 0 as in_draft, 1 as in_public from public_reference where target_id = ${entryId}
    ) as reference
    join entry on entry.id = reference.entry_id
    where entry.trashed_at is null
      and (reference.in_draft = 1 or entry.referenced_version_id = entry.published_version_id)
      and ${isInScope(scope)}
    group by entry.id, entry.sort_title`;
}
