import { PostgresAdapter, sql } from 'kysely';
import type { Kysely } from 'kysely';

/**
 * Which entries the public version of an entry refers to, beside what its draft does. Those of entries that are public already are filled in by the first
 * process of the new release, which knows the model: an entry says of which version they were taken, and older processes leave that as it is.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const postgres = db.getExecutor().adapter instanceof PostgresAdapter;
  const key = sql.raw(postgres ? 'text collate "C"' : 'text');
  await sql`create table public_reference (
    entry_id ${key} not null references entry (id),
    target_id ${key} not null,
    primary key (target_id, entry_id)
  ) ${sql.raw(postgres ? '' : 'strict')}`.execute(db);
  await sql`create index public_reference_entry_id on public_reference (entry_id)`.execute(db);
  await sql`alter table entry add column referenced_version_id ${key}`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table entry drop column referenced_version_id`.execute(db);
  await sql`drop table public_reference`.execute(db);
}
