import { PostgresAdapter, sql } from 'kysely';
import type { Kysely } from 'kysely';

/** How far pages are rendered for a release that takes a while: for those who wait. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const strict = sql.raw(db.getExecutor().adapter instanceof PostgresAdapter ? '' : 'strict');
  await sql`create table rendering_progress (
    target text not null primary key,
    rendered integer not null,
    remaining integer not null,
    told_at text not null
  ) ${strict}`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('rendering_progress').execute();
}
