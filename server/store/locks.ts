import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { idProblem } from '../../model/text-rules.ts';
import { isPostgres } from './dialects/is-postgres.ts';
import type { Tables } from './tables.ts';

/*
 * What a use case reads and then relies on until it commits. On SQLite a write transaction is alone anyway.
 */

/**
 * Keeps the entries as they are. They are locked in the order of their ids, so that two bundles cannot wait for each other. What is no id may be text that
 * PostgreSQL refuses to look for; there is no such entry to be kept, as the caller is about to find.
 */
export async function lockEntries(
  tx: Kysely<Tables>,
  { entryIds }: { entryIds: readonly string[] },
): Promise<void> {
  const ids = entryIds.filter((id) => idProblem(id) === null);
  if (!isPostgres(tx) || ids.length === 0) return;
  await tx.selectFrom('entry').select('id').where('id', 'in', ids).orderBy('id').forUpdate().execute();
}

/** Keeps others from deciding something of the same name: whether a single has its entry, whether there is an owner. */
export async function lockDecision(tx: Kysely<Tables>, { name }: { name: string }): Promise<void> {
  if (isPostgres(tx)) await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx);
}
