import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** The entries whose draft was saved last by this user and is not what is public, the newest first; not those in the trash. */
export async function listDraftsOf(
  tx: Kysely<Tables>,
  { limit, userId }: { userId: string; limit: number },
): Promise<string[]> {
  const rows = await tx
    .selectFrom('entry')
    .innerJoin('version', 'version.id', 'entry.draft_version_id')
    .select('entry.id')
    .where('version.created_by', '=', userId)
    .where('entry.trashed_at', 'is', null)
    .where((entry) =>
      entry.or([
        entry('entry.published_version_id', 'is', null),
        entry('entry.published_version_id', '!=', entry.ref('entry.draft_version_id')),
      ]),
    )
    .orderBy('entry.updated_at', 'desc')
    .orderBy('entry.id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}
