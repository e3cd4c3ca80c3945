import { PostgresAdapter, sql } from 'kysely';
import type { ColumnBuilderCallback, CreateTableBuilder, Kysely } from 'kysely';

/**
 * What is published or withdrawn at a time. `schedule` has been there from the beginning and stays as it is, one row for each entry, since older processes look
 * there for the versions that are going to be public; what several entries have in common, and what became of it, are new tables.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { bigint, key, table, times } = columns(db);
  await table('timed_publication')
    .addColumn('id', key, (column) => column.primaryKey().notNull())
    .addColumn('local_time', 'text', notNull)
    .addColumn('time_zone', 'text', notNull)
    .addColumn('repeated', 'text', (column) => column.check(sql`repeated in ('first', 'second')`))
    .addColumn('state', 'text', (column) =>
      column.notNull().check(sql`state in ('armed', 'fired', 'blocked', 'cancelled')`),
    )
    .addColumn('code', 'text')
    .addColumn('reason', 'text')
    .addColumn('prepared_for', 'text')
    .addColumn('created_by', key, (column) => column.references('user.id'))
    .addColumn('lateness_ms', bigint)
    .addColumn('publication_seq', bigint)
    .$call(times(['due_at', 'created_at'], ['fired_at']))
    .execute();
  await index(db, 'timed_publication', ['state', 'due_at', 'id']);
  await table('schedule_step')
    .addColumn('id', key, (column) => column.primaryKey().notNull())
    .addColumn('timed_id', key, (column) => column.notNull().references('timed_publication.id'))
    .addColumn('kind', 'text', (column) =>
      column.notNull().check(sql`kind in ('armed', 'moved', 'blocked', 'fired', 'cancelled')`),
    )
    .addColumn('code', 'text')
    .addColumn('reason', 'text')
    .addColumn('lateness_ms', bigint)
    .$call(times(['at', 'due_at'], []))
    .execute();
  await index(db, 'schedule_step', ['timed_id', 'id']);
  await sql`alter table schedule add column timed_id ${key} references timed_publication (id)`.execute(db);
  await sql`alter table schedule add column position integer`.execute(db);
  await index(db, 'schedule', ['timed_id', 'position']);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`delete from schedule where timed_id is not null`.execute(db);
  await db.schema.dropIndex('schedule_timed_id_position').execute();
  await sql`alter table schedule drop column timed_id`.execute(db);
  await sql`alter table schedule drop column position`.execute(db);
  await db.schema.dropTable('schedule_step').execute();
  await db.schema.dropTable('timed_publication').execute();
}

type Table = CreateTableBuilder<string, string>;

async function index(db: Kysely<unknown>, table: string, names: readonly string[]): Promise<void> {
  await db.schema
    .createIndex(`${table}_${names.join('_')}`)
    .on(table)
    .columns([...names])
    .execute();
}

/** What the dialects spell differently, as in the first migration. */
function columns(db: Kysely<unknown>) {
  const postgres = db.getExecutor().adapter instanceof PostgresAdapter;
  const time = (table: Table, name: string, isRequired: boolean): Table =>
    postgres
      ? table.addColumn(name, sql`timestamptz`, isRequired ? notNull : (column) => column)
      : table.addColumn(name, sql`text`, (column) => {
          const checked = column.check(sql`${sql.ref(name)} glob '????-??-??T??:??:??.???Z'`);
          return isRequired ? checked.notNull() : checked;
        });
  return {
    key: postgres ? sql`text collate "C"` : sql`text`,
    bigint: postgres ? sql`bigint` : sql`integer`,
    table: (name: string): Table =>
      postgres ? db.schema.createTable(name) : db.schema.createTable(name).modifyEnd(sql`strict`),
    times:
      (required: readonly string[], optional: readonly string[]) =>
      (table: Table): Table => {
        const filled = required.reduce((grown, name) => time(grown, name, true), table);
        return optional.reduce((grown, name) => time(grown, name, false), filled);
      },
  };
}

const notNull: ColumnBuilderCallback = (column) => column.notNull();
