import { PostgresAdapter, sql } from 'kysely';
import type { ColumnBuilderCallback, CreateTableBuilder, Kysely } from 'kysely';

/** What programs sign in with, in the name of somebody. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { inFormat, key, scopes, table, timestamp } = columns(db);
  await table('api_token')
    .addColumn('id', key, (column) => column.notNull().primaryKey())
    .addColumn('user_id', key, (column) => column.notNull().references('user.id').onDelete('cascade'))
    .addColumn('token_hash', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .$call(scopes)
    .addColumn('created_at', timestamp, (column) => inFormat('created_at')(column.notNull()))
    .addColumn('expires_at', timestamp, inFormat('expires_at'))
    .addColumn('last_used_at', timestamp, inFormat('last_used_at'))
    .execute();
  await db.schema.createIndex('api_token_user_id').on('api_token').column('user_id').execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('api_token').execute();
}

type Table = CreateTableBuilder<string, string>;

/** What the dialects spell differently, as in the first migration. */
function columns(db: Kysely<unknown>) {
  const postgres = db.getExecutor().adapter instanceof PostgresAdapter;
  return {
    key: postgres ? sql`text collate "C"` : sql`text`,
    timestamp: postgres ? sql`timestamptz` : sql`text`,
    inFormat:
      (name: string): ColumnBuilderCallback =>
      (column) =>
        postgres ? column : column.check(sql`${sql.ref(name)} glob '????-??-??T??:??:??.???Z'`),
    scopes: (table: Table): Table =>
      postgres
        ? table.addColumn('scopes', sql`jsonb`, (column) => column.notNull())
        : table.addColumn('scopes', sql`text`, (column) => column.notNull().check(sql`json_valid(scopes)`)),
    table: (name: string): Table =>
      postgres ? db.schema.createTable(name) : db.schema.createTable(name).modifyEnd(sql`strict`),
  };
}
