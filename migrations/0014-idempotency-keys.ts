import { PostgresAdapter, sql } from 'kysely';
import type { ColumnBuilderCallback, CreateTableBuilder, Kysely } from 'kysely';

/** What was asked for under a key of the sender's own, and what was answered: asked again, it is not done again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { answer, createdAt, key, table } = columns(db);
  await table('idempotency_key')
    .addColumn('user_id', key, (column) => column.notNull().references('user.id').onDelete('cascade'))
    .addColumn('key', 'text', notNull)
    .addColumn('request_hash', 'text', notNull)
    .$call(answer)
    .$call(createdAt)
    .addPrimaryKeyConstraint('idempotency_key_primary', ['user_id', 'key'])
    .execute();
  await db.schema.createIndex('idempotency_key_age').on('idempotency_key').column('created_at').execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('idempotency_key').execute();
}

type Table = CreateTableBuilder<string, string>;

/** What the dialects spell differently, as in the first migration. */
function columns(db: Kysely<unknown>) {
  const postgres = db.getExecutor().adapter instanceof PostgresAdapter;
  return {
    key: postgres ? sql`text collate "C"` : sql`text`,
    table: (name: string): Table =>
      postgres ? db.schema.createTable(name) : db.schema.createTable(name).modifyEnd(sql`strict`),
    answer: (table: Table): Table =>
      postgres
        ? table.addColumn('answer', sql`jsonb`)
        : table.addColumn('answer', sql`text`, (column) => column.check(sql`json_valid(answer)`)),
    createdAt: (table: Table): Table =>
      postgres
        ? table.addColumn('created_at', sql`timestamptz`, notNull)
        : table.addColumn('created_at', sql`text`, (column) =>
            column.notNull().check(sql`created_at glob '????-??-??T??:??:??.???Z'`),
          ),
  };
}

const notNull: ColumnBuilderCallback = (column) => column.notNull();
