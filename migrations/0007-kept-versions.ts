import { PostgresAdapter, sql } from 'kysely';
import type { ColumnBuilderCallback, Kysely } from 'kysely';

/**
 * Saves of one sitting share a version until something keeps it. Each of them gives it another id, so the database looks for whatever names the old
 * one: without an index it would read the whole publication log for every save.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const postgres = isPostgres(db);
  for (const name of TIMES) {
    const inFormat: ColumnBuilderCallback = postgres
      ? (column) => column
      : (column) => column.check(sql`${sql.ref(name)} glob '????-??-??T??:??:??.???Z'`);
    await db.schema
      .alterTable('version')
      .addColumn(name, postgres ? 'timestamptz' : 'text', inFormat)
      .execute();
  }
  await db.schema.alterTable('version').addColumn('restored_from', 'integer').execute();
  // Whoever saved them was told that they stay.
  await sql`update version set kept_at = created_at`.execute(db);
  for (const [name, table, column] of INDEXES)
    await db.schema.createIndex(name).on(table).columns([column]).execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const [name] of INDEXES) await db.schema.dropIndex(name).execute();
  for (const name of [...TIMES, 'restored_from'])
    await db.schema.alterTable('version').dropColumn(name).execute();
}

const TIMES = ['begun_at', 'kept_at'];

const INDEXES = [
  ['publication_item_previous_version_id', 'publication_item', 'previous_version_id'],
  ['schedule_version_id', 'schedule', 'version_id'],
] as const;

function isPostgres(db: Kysely<unknown>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}
