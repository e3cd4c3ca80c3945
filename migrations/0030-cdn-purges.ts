import { PostgresAdapter, sql } from 'kysely';
import type { Kysely } from 'kysely';

/** Which cache stands in front of the site, up to which release it has been told, and what each release had it forget. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const strict = sql.raw(db.getExecutor().adapter instanceof PostgresAdapter ? '' : 'strict');
  await sql`create table cdn (
    singleton integer not null primary key check (singleton = 1),
    name text not null,
    purged_up_to integer not null,
    failing_since text,
    error text
  ) ${strict}`.execute(db);
  await sql`create table release_purge (
    release_number integer not null primary key references release (number),
    urls integer not null,
    purged_at text not null
  ) ${strict}`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('release_purge').execute();
  await db.schema.dropTable('cdn').execute();
}
