import { PostgresAdapter, sql } from 'kysely';
import type { Kysely } from 'kysely';

const BROKEN = ['timed_publication', 'schedule_step'];

/** Whether whoever made a schedule wants it to break links, and which links it leaves dead; null where it leaves none. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const postgres = db.getExecutor().adapter instanceof PostgresAdapter;
  const json = sql.raw(postgres ? 'jsonb' : 'text check (json_valid(broken_links))');
  for (const table of BROKEN)
    await sql`alter table ${sql.ref(table)} add column broken_links ${json}`.execute(db);
  await sql`alter table timed_publication add column links_anyway integer not null default 0
    check (links_anyway in (0, 1))`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('timed_publication').dropColumn('links_anyway').execute();
  for (const table of BROKEN) await db.schema.alterTable(table).dropColumn('broken_links').execute();
}
