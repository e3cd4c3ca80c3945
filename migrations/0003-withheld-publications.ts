import { PostgresAdapter, sql } from 'kysely';
import type { ColumnBuilderCallback, CreateTableBuilder, Kysely } from 'kysely';

/** Publications that the templates cannot show: they stay in the log, and visitors see what was there before. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { bigint, table, timestamps } = columns(db);
  await table('withheld_publication')
    .addColumn('seq', bigint, (column) => column.notNull().primaryKey().references('publication.seq'))
    .addColumn('code', 'text', notNull)
    .addColumn('message', 'text', notNull)
    .addColumn('template', 'text')
    .addColumn('path', 'text', notNull)
    .$call(timestamps('since', notNull))
    .addColumn('template_build', 'text', notNull)
    .$call(timestamps('retried_at', (column) => column))
    .execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('withheld_publication').execute();
}

type Table = CreateTableBuilder<string, string>;

/** What the dialects spell differently, as in the first migration. */
function columns(db: Kysely<unknown>) {
  const postgres = db.getExecutor().adapter instanceof PostgresAdapter;
  return {
    bigint: postgres ? sql`bigint` : sql`integer`,
    table: (name: string): Table =>
      postgres ? db.schema.createTable(name) : db.schema.createTable(name).modifyEnd(sql`strict`),
    timestamps:
      (name: string, finish: ColumnBuilderCallback) =>
      (table: Table): Table =>
        postgres
          ? table.addColumn(name, sql`timestamptz`, finish)
          : table.addColumn(name, sql`text`, (column) =>
              finish(column).check(sql`${sql.ref(name)} glob '????-??-??T??:??:??.???Z'`),
            ),
  };
}

const notNull: ColumnBuilderCallback = (column) => column.notNull();
