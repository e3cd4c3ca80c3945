import { sql } from 'kysely';
import type { Kysely, RawBuilder, SqlBool } from 'kysely';
import { isPostgres } from './dialects/is-postgres.ts';
import { isInScope, type EntryScope } from './entry-scope.ts';
import type { Tables } from './tables.ts';

/**
 * Whether an item of a publication, as `item`, is about an entry of the scope: it changes that, or leads to it as a redirect. What is about no
 * entry at all (media, redirects to a path) is in every scope.
 */
export function isItemInScope(tx: Kysely<Tables>, scope: EntryScope): RawBuilder<SqlBool> {
  if (scope === 'all') return isInScope(scope);
  const payload = sql`coalesce(item.payload, item.previous_payload)`;
  const target = isPostgres(tx)
    ? sql`${payload} -> 'to' ->> 'entryId'`
    : sql`json_extract(${payload}, '$.to.entryId')`;
  const about = sql`coalesce(item.entry_id, case when item.kind in ('redirect', 'redirect-removed') then ${target} end)`;
  return sql<SqlBool>`(${about} is null or exists (
    select 1 from entry as concerned where concerned.id = ${about} and ${isInScope(scope, 'concerned')}))`;
}

/** Whether anything of the publication is. */
export async function isPublicationInScope(
  tx: Kysely<Tables>,
  { scope, seq }: { seq: number; scope: EntryScope },
): Promise<boolean> {
  const row = await tx
    .selectFrom('publication_item as item')
    .select('item.seq')
    .where('item.seq', '=', seq)
    .where(isItemInScope(tx, scope))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
