import { PostgresAdapter, sql } from 'kysely';
import type { Kysely } from 'kysely';

/** Entries that are collected to be published together later. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const postgres = db.getExecutor().adapter instanceof PostgresAdapter;
  const key = sql.raw(postgres ? 'text collate "C"' : 'text');
  const strict = sql.raw(postgres ? '' : 'strict');
  const moment = (name: string) =>
    sql.raw(postgres ? 'timestamptz' : `text check (${name} glob '????-??-??T??:??:??.???Z')`);
  await sql`create table bundle (
    id ${key} not null primary key,
    title text not null,
    note text not null,
    created_at ${moment('created_at')} not null,
    created_by ${key} references "user" (id) on delete set null,
    timed_id ${key} references timed_publication (id),
    published_at ${moment('published_at')},
    publication_seq integer
  ) ${strict}`.execute(db);
  await sql`create table bundle_item (
    bundle_id ${key} not null references bundle (id) on delete cascade,
    entry_id ${key} not null references entry (id),
    action text not null check (action in ('publish', 'withdraw')),
    added_at ${moment('added_at')} not null,
    added_by ${key} references "user" (id) on delete set null,
    primary key (bundle_id, entry_id)
  ) ${strict}`.execute(db);
  await db.schema.createIndex('bundle_timed_id').on('bundle').column('timed_id').execute();
  await db.schema.createIndex('bundle_created_by').on('bundle').column('created_by').execute();
  await db.schema.createIndex('bundle_item_entry_id').on('bundle_item').column('entry_id').execute();
  await db.schema.createIndex('bundle_item_added_by').on('bundle_item').column('added_by').execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('bundle_item').execute();
  await db.schema.dropTable('bundle').execute();
}
