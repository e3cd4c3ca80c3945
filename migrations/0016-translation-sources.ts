import { PostgresAdapter, sql } from 'kysely';
import type { Kysely } from 'kysely';

/** A translation remembers what it was made from, so that it can be said to be outdated. Those that are there already are not said to be anything. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const key = sql.raw(db.getExecutor().adapter instanceof PostgresAdapter ? 'text collate "C"' : 'text');
  await sql`alter table entry add column source_entry_id ${key}`.execute(db);
  await sql`alter table entry add column source_version_id ${key}`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table entry drop column source_version_id`.execute(db);
  await sql`alter table entry drop column source_entry_id`.execute(db);
}
