import { PostgresAdapter, sql } from 'kysely';
import type { Kysely } from 'kysely';

export const kind = 'expand';

/**
 * What a process asks the one that publishes to prove. It is gone as soon as that is answered, and after a crash of the database nobody waits for it any more:
 * PostgreSQL writes no log of it, so that nobody waits for the disk.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter;
  await sql`create ${sql.raw(isPostgres ? 'unlogged' : '')} table proof_request (
    id text not null primary key,
    question text not null,
    outcome text,
    asked_at text not null
  ) ${sql.raw(isPostgres ? '' : 'strict')}`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('proof_request').execute();
}
