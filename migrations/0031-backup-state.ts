import { PostgresAdapter, sql } from 'kysely';
import type { Kysely } from 'kysely';

/** When the last backup was made, and since when none could be. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const strict = sql.raw(db.getExecutor().adapter instanceof PostgresAdapter ? '' : 'strict');
  await sql`create table backup_state (
    singleton integer not null primary key check (singleton = 1),
    backup_id text,
    made_at text,
    failing_since text,
    error text
  ) ${strict}`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('backup_state').execute();
}
