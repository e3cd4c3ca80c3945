import { PostgresAdapter, sql } from 'kysely';
import type { Kysely } from 'kysely';

/** Links by which people without an account look at the draft of an entry in the site. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const postgres = db.getExecutor().adapter instanceof PostgresAdapter;
  const key = sql.raw(postgres ? 'text collate "C"' : 'text');
  const moment = (name: string) =>
    sql.raw(postgres ? 'timestamptz' : `text check (${name} glob '????-??-??T??:??:??.???Z')`);
  await sql`create table preview_link (
    id ${key} not null primary key,
    entry_id ${key} not null references entry (id),
    version_id ${key} references version (id),
    token_hash text not null unique,
    label text,
    password_hash text,
    created_at ${moment('created_at')} not null,
    created_by ${key} references "user" (id) on delete cascade,
    expires_at ${moment('expires_at')} not null,
    revoked_at ${moment('revoked_at')},
    views ${sql.raw(postgres ? 'bigint' : 'integer')} not null,
    last_viewed_at ${moment('last_viewed_at')}
  ) ${sql.raw(postgres ? '' : 'strict')}`.execute(db);
  for (const column of ['entry_id', 'version_id', 'created_by', 'expires_at'])
    await db.schema.createIndex(`preview_link_${column}`).on('preview_link').column(column).execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('preview_link').execute();
}
