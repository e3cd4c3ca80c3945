import type { Kysely } from 'kysely';
import { selectAllSummaries, type StoredEntrySummary } from './entries.ts';
import { isInScope, type EntryScope } from './entry-scope.ts';
import type { Tables } from './tables.ts';

/** The entries of the scope whose drafts refer to an entry in any of their fields, by title; those in the trash do not count. */
export async function listReferrers(
  tx: Kysely<Tables>,
  { entryId, limit, scope }: { entryId: string; limit: number; scope: EntryScope },
): Promise<{ count: number; entries: StoredEntrySummary[] }> {
  const { count } = await selectReferences(tx, { entryId })
    .select(({ fn }) => fn.countAll().as('count'))
    .where(isInScope(scope))
    .executeTakeFirstOrThrow();
  if (Number(count) === 0) return { count: 0, entries: [] };
  const entries = await selectAllSummaries(tx)
    .where('entry.id', 'in', (query) =>
      query.selectFrom('entry_reference').select('entry_id').where('target_id', '=', entryId),
    )
    .where('entry.trashed_at', 'is', null)
    .where(isInScope(scope))
    .orderBy('entry.sort_title')
    .orderBy('entry.id')
    .limit(limit)
    .execute();
  return { count: Number(count), entries };
}

/** Whether any entry at all refers to it. */
export async function hasReferrers(tx: Kysely<Tables>, { entryId }: { entryId: string }): Promise<boolean> {
  const row = await selectReferences(tx, { entryId }).select('entry.id').limit(1).executeTakeFirst();
  return row !== undefined;
}

function selectReferences(tx: Kysely<Tables>, { entryId }: { entryId: string }) {
  return tx
    .selectFrom('entry_reference')
    .innerJoin('entry', 'entry.id', 'entry_reference.entry_id')
    .where('entry_reference.target_id', '=', entryId)
    .where('entry.trashed_at', 'is', null);
}
