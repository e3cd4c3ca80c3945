import { PostgresAdapter, sql } from 'kysely';
import type { ColumnBuilderCallback, CreateTableBuilder, Kysely } from 'kysely';

/** Who wants to be told of what, what they are to be told, and each attempt to do so. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { json, key, optionalTimestamps, table, timestamps } = columns(db);
  await table('webhook')
    .addColumn('id', key, primaryKey)
    .addColumn('name', 'text', notNull)
    .addColumn('url', 'text', notNull)
    .$call(json('events'))
    .$call(json('collections'))
    .$call(json('locales'))
    .addColumn('is_enabled', 'integer', (column) => column.notNull().check(sql`is_enabled in (0, 1)`))
    .addColumn('secret', 'text', notNull)
    .addColumn('previous_secret', 'text')
    .addColumn('disabled_reason', 'text')
    .addColumn('created_by', key, (column) => column.references('user.id'))
    .$call(timestamps('created_at', 'updated_at'))
    .$call(optionalTimestamps('previous_secret_until', 'failing_since', 'disabled_at'))
    .execute();
  await table('webhook_delivery')
    .addColumn('id', key, primaryKey)
    .addColumn('webhook_id', key, (column) => column.notNull().references('webhook.id').onDelete('cascade'))
    .addColumn('event', 'text', notNull)
    .addColumn('entry_id', key)
    .$call(json('data'))
    .addColumn('job_id', key, notNull)
    .$call(timestamps('created_at'))
    .$call(optionalTimestamps('delivered_at'))
    .execute();
  await index(db, 'webhook_delivery', ['webhook_id', 'id']);
  await index(db, 'webhook_delivery', ['entry_id']);
  await index(db, 'webhook_delivery', ['created_at']);
  await table('webhook_attempt')
    .addColumn('id', key, primaryKey)
    .addColumn('delivery_id', key, (column) =>
      column.notNull().references('webhook_delivery.id').onDelete('cascade'),
    )
    .addColumn('status', 'integer')
    .addColumn('duration_ms', 'integer', notNull)
    .addColumn('answer', 'text')
    .addColumn('error', 'text')
    .$call(timestamps('at'))
    .execute();
  await index(db, 'webhook_attempt', ['delivery_id']);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of ['webhook_attempt', 'webhook_delivery', 'webhook'])
    await db.schema.dropTable(table).execute();
}

type Table = CreateTableBuilder<string, string>;

/** What the dialects spell differently, as in the first migration. */
function columns(db: Kysely<unknown>) {
  const postgres = db.getExecutor().adapter instanceof PostgresAdapter;
  const timestamp = postgres ? sql`timestamptz` : sql`text`;
  const inFormat = (name: string): ColumnBuilderCallback =>
    postgres
      ? (column) => column
      : (column) => column.check(sql`${sql.ref(name)} glob '????-??-??T??:??:??.???Z'`);
  return {
    key: postgres ? sql`text collate "C"` : sql`text`,
    table: (name: string): Table =>
      postgres ? db.schema.createTable(name) : db.schema.createTable(name).modifyEnd(sql`strict`),
    timestamps:
      (...names: string[]) =>
      (table: Table): Table =>
        names.reduce(
          (built, name) => built.addColumn(name, timestamp, (column) => inFormat(name)(column.notNull())),
          table,
        ),
    optionalTimestamps:
      (...names: string[]) =>
      (table: Table): Table =>
        names.reduce((built, name) => built.addColumn(name, timestamp, inFormat(name)), table),
    json:
      (name: string) =>
      (table: Table): Table =>
        postgres
          ? table.addColumn(name, sql`jsonb`, notNull)
          : table.addColumn(name, sql`text`, (column) =>
              column.notNull().check(sql`json_valid(${sql.ref(name)})`),
            ),
  };
}

async function index(db: Kysely<unknown>, table: string, names: string[]): Promise<void> {
  await db.schema
    .createIndex(`${table}_${names.join('_')}`)
    .on(table)
    .columns(names)
    .execute();
}

const notNull: ColumnBuilderCallback = (column) => column.notNull();
const primaryKey: ColumnBuilderCallback = (column) => column.notNull().primaryKey();
