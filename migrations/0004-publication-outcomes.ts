import { PostgresAdapter, sql } from 'kysely';
import type { ColumnBuilderCallback, Kysely } from 'kysely';

/**
 * What became of publications that were held back, and which pages a release had to leave as they were: without it, whoever asks for a
 * publication would be told of a release that does not show it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { bigint, timestamp, inFormat, json, isJson } = columns(db);
  const withheld = db.schema.alterTable('withheld_publication');
  await withheld.addColumn('settled_at', timestamp, inFormat('settled_at')).execute();
  // No reference: a target can be at a release that a restored database lacks.
  await withheld.addColumn('release_number', bigint).execute();
  await db.schema.alterTable('release').addColumn('kept', json, isJson('kept')).execute();
}

/** What has been settled is forgotten, as it was before. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`delete from withheld_publication where settled_at is not null`.execute(db);
  for (const column of ['settled_at', 'release_number'])
    await db.schema.alterTable('withheld_publication').dropColumn(column).execute();
  await db.schema.alterTable('release').dropColumn('kept').execute();
}

/** What the dialects spell differently, as in the first migration. */
function columns(db: Kysely<unknown>) {
  const postgres = db.getExecutor().adapter instanceof PostgresAdapter;
  const onlyInSqlite =
    (check: (name: string) => ReturnType<typeof sql>) =>
    (name: string): ColumnBuilderCallback =>
    (column) =>
      postgres ? column : column.check(check(name));
  return {
    bigint: postgres ? sql`bigint` : sql`integer`,
    timestamp: postgres ? sql`timestamptz` : sql`text`,
    json: postgres ? sql`jsonb` : sql`text`,
    inFormat: onlyInSqlite((name) => sql`${sql.ref(name)} glob '????-??-??T??:??:??.???Z'`),
    isJson: onlyInSqlite((name) => sql`json_valid(${sql.ref(name)})`),
  };
}
