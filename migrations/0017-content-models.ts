import { PostgresAdapter, sql } from 'kysely';
import type { ColumnBuilderCallback, CreateTableBuilder, Kysely } from 'kysely';

/** The content models that content was written under, each with the steps that content of it has been through. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { key, json, table, time } = columns(db);
  await table('content_model')
    .addColumn('fingerprint', key, (column) => column.notNull().primaryKey())
    .$call(json('model'))
    .$call(json('steps'))
    .$call(time('recorded_at', notNull))
    .$call(time('migrated_at', (column) => column))
    .execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('content_model').execute();
}

type Table = CreateTableBuilder<string, string>;

/** What the dialects spell differently, as in the first migration. */
function columns(db: Kysely<unknown>) {
  const postgres = db.getExecutor().adapter instanceof PostgresAdapter;
  return {
    key: postgres ? sql`text collate "C"` : sql`text`,
    table: (name: string): Table =>
      postgres ? db.schema.createTable(name) : db.schema.createTable(name).modifyEnd(sql`strict`),
    json:
      (name: string) =>
      (table: Table): Table =>
        postgres
          ? table.addColumn(name, sql`jsonb`, notNull)
          : table.addColumn(name, sql`text`, (column) =>
              column.notNull().check(sql`json_valid(${sql.ref(name)})`),
            ),
    time:
      (name: string, build: ColumnBuilderCallback) =>
      (table: Table): Table =>
        postgres
          ? table.addColumn(name, sql`timestamptz`, build)
          : table.addColumn(name, sql`text`, (column) =>
              build(column).check(sql`${sql.ref(name)} glob '????-??-??T??:??:??.???Z'`),
            ),
  };
}

const notNull: ColumnBuilderCallback = (column) => column.notNull();
