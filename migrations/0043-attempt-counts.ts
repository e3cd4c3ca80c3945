import { PostgresAdapter, sql } from 'kysely';
import type { Kysely } from 'kysely';

export const kind = 'expand';

/** How often something secret was guessed at, by whom: over all processes that answer. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const strict = sql.raw(db.getExecutor().adapter instanceof PostgresAdapter ? '' : 'strict');
  await sql`create table attempt_count (
    key text not null primary key,
    attempts integer not null,
    ends_at text not null
  ) ${strict}`.execute(db);
  await sql`create index attempt_count_ends_at on attempt_count (ends_at)`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('attempt_count').execute();
}
