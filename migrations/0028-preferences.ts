import { PostgresAdapter, sql } from 'kysely';
import type { Kysely } from 'kysely';

/** How each person wants lists to look, as JSON: nothing of it is looked for by anything but whose it is. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const postgres = db.getExecutor().adapter instanceof PostgresAdapter;
  const key = sql.raw(postgres ? 'text collate "C"' : 'text');
  await sql`create table preferences (
    user_id ${key} not null primary key references "user" (id) on delete cascade,
    value text not null
  ) ${sql.raw(postgres ? '' : 'strict, without rowid')}`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('preferences').execute();
}
