import type { Kysely } from 'kysely';
import { isInScope, type EntryScope } from './entry-scope.ts';
import type { Tables } from './tables.ts';

/** Fewer than any database takes in one statement. */
const PATHS_AT_ONCE = 500;

export type PathHolder = { path: string; entryId: string; collection: string; title: string };

/** The entries of the scope that are public at one of these paths. */
export async function readPathHolders(
  tx: Kysely<Tables>,
  { paths, scope }: { paths: readonly string[]; scope: EntryScope },
): Promise<PathHolder[]> {
  const found: PathHolder[] = [];
  for (let start = 0; start < paths.length; start += PATHS_AT_ONCE) {
    const rows = await tx
      .selectFrom('public_path')
      .innerJoin('entry', 'entry.id', 'public_path.entry_id')
      .select(['public_path.path', 'entry.id as entryId', 'entry.collection', 'entry.title'])
      .where('public_path.path', 'in', paths.slice(start, start + PATHS_AT_ONCE))
      .where(isInScope(scope))
      .execute();
    found.push(...rows);
  }
  return found;
}
