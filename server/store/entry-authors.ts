import type { Kysely } from 'kysely';
import { isInScope, type EntryScope } from './entry-scope.ts';
import type { Tables } from './tables.ts';

export type EntryAuthor = { id: string; name: string };

/** By name. For each user one look into an index: there are few users and many entries. */
export async function listEntryAuthors(
  tx: Kysely<Tables>,
  { scope }: { scope: EntryScope },
): Promise<EntryAuthor[]> {
  return await tx
    .selectFrom('user')
    .select(['user.id', 'user.name'])
    .where((user) =>
      user.exists(
        user
          .selectFrom('entry')
          .select('entry.id')
          .whereRef('entry.created_by', '=', 'user.id')
          .where(isInScope(scope))
          .limit(1),
      ),
    )
    .orderBy('user.name')
    .orderBy('user.id')
    .execute();
}
