import { PostgresAdapter, sql } from 'kysely';
import type { Kysely } from 'kysely';

/**
 * Pictures of which somebody has said that they only decorate; and the values of drafts by which lists are narrowed, and which they show. Those of entries that are there already are filled in by the first process of the new
 * release, which knows the model.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const postgres = db.getExecutor().adapter instanceof PostgresAdapter;
  const key = sql.raw(postgres ? 'text collate "C"' : 'text');
  await sql`create table entry_value (
    entry_id ${key} not null references entry (id),
    field ${key} not null,
    value ${key} not null,
    primary key (field, value, entry_id)
  ) ${sql.raw(postgres ? '' : 'strict, without rowid')}`.execute(db);
  await sql`create index entry_value_entry_id on entry_value (entry_id, field, value)`.execute(db);
  await sql`alter table media add column is_decorative integer not null default 0 check (is_decorative in (0, 1))`.execute(
    db,
  );
  await sql`create index entry_first_published on entry (collection, first_published_at)`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index entry_first_published`.execute(db);
  await sql`alter table media drop column is_decorative`.execute(db);
  await db.schema.dropTable('entry_value').execute();
}
