import { PostgresAdapter, sql } from 'kysely';
import type { Kysely } from 'kysely';

/** Who may release to a target: whoever took the lease last. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const strict = sql.raw(db.getExecutor().adapter instanceof PostgresAdapter ? '' : 'strict');
  await sql`create table publisher_lease (
    target text not null primary key,
    epoch integer not null,
    beat integer not null,
    holder text,
    process text not null,
    taken_at text not null
  ) ${strict}`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('publisher_lease').execute();
}
