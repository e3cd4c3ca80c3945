import type { Kysely } from 'kysely';
import { selectAllSummaries, type StoredEntrySummary } from './entries.ts';
import type { Tables } from './tables.ts';

/** The entries whose drafts refer to an entry in any of their fields, by title; those in the trash do not count. */
export async function listReferrers(
  tx: Kysely<Tables>,
  { entryId, limit }: { entryId: string; limit: number },
): Promise<{ count: number; entries: StoredEntrySummary[] }> {
  const { count } = await tx
    .selectFrom('entry_reference')
    .innerJoin('entry', 'entry.id', 'entry_reference.entry_id')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('entry_reference.target_id', '=', entryId)
    .where('entry.trashed_at', 'is', null)
    .executeTakeFirstOrThrow();
  if (Number(count) === 0) return { count: 0, entries: [] };
  const entries = await selectAllSummaries(tx)
    .where('entry.id', 'in', (query) =>
      query.selectFrom('entry_reference').select('entry_id').where('target_id', '=', entryId),
    )
    .where('entry.trashed_at', 'is', null)
    .orderBy('entry.sort_title')
    .orderBy('entry.id')
    .limit(limit)
    .execute();
  return { count: Number(count), entries };
}
