import { PostgresAdapter, sql } from 'kysely';
import type { ColumnBuilderCallback, CreateTableBuilder, Kysely } from 'kysely';

/**
 * What open authoring interfaces are told of, in one order for all of them, and who has which entry open. The order begins with a row of its
 * own, so that there is always a newest one to go on from.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { bigint, json, key, moment, table } = columns(db);
  await table('event')
    .addColumn('id', key, (column) => column.primaryKey())
    .addColumn('seq', bigint)
    .$call(moment('at'))
    .addColumn('kind', 'text', notNull)
    .addColumn('actor_id', key)
    .addColumn('correlation_id', 'text')
    .$call(json('about'))
    .execute();
  await sql`create unique index event_seq on event (seq) where seq is not null`.execute(db);
  await sql`create index event_without_seq on event (id) where seq is null`.execute(db);
  await table('event_head')
    .addColumn('singleton', 'integer', (column) => column.primaryKey().check(sql`singleton = 1`))
    .addColumn('seq', bigint, notNull)
    .addColumn('audit_seq', bigint, notNull)
    .execute();
  const id = crypto.randomUUID();
  const at = new Date().toISOString();
  await sql`insert into event (id, seq, at, kind, about) values (${id}, 1, ${at}, 'begun', '{}')`.execute(db);
  await sql`insert into event_head (singleton, seq, audit_seq) select 1, 1, seq from audit_head`.execute(db);

  await table('presence')
    .addColumn('entry_id', key, (column) => column.notNull().references('entry.id').onDelete('cascade'))
    .addColumn('user_id', key, (column) => column.notNull().references('user.id').onDelete('cascade'))
    .addColumn('client_id', 'text', notNull)
    .addColumn('block_id', 'text')
    .addColumn('may_save', 'integer', (column) => column.notNull().check(sql`may_save in (0, 1)`))
    .addColumn('is_holder', 'integer', (column) => column.notNull().check(sql`is_holder in (0, 1)`))
    .$call(moment('opened_at'))
    .$call(moment('expires_at'))
    .addPrimaryKeyConstraint('presence_primary', ['entry_id', 'user_id', 'client_id'])
    .execute();
  await sql`create unique index presence_holder on presence (entry_id) where is_holder = 1`.execute(db);
  await db.schema.createIndex('presence_expiry').on('presence').column('expires_at').execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const name of ['presence', 'event_head', 'event']) await db.schema.dropTable(name).execute();
}

type Table = CreateTableBuilder<string, string>;

/** What the dialects spell differently, as in the first migration. */
function columns(db: Kysely<unknown>) {
  const postgres = db.getExecutor().adapter instanceof PostgresAdapter;
  return {
    bigint: postgres ? sql`bigint` : sql`integer`,
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
    moment:
      (name: string) =>
      (table: Table): Table =>
        postgres
          ? table.addColumn(name, sql`timestamptz`, notNull)
          : table.addColumn(name, sql`text`, (column) =>
              column.notNull().check(sql`${sql.ref(name)} glob '????-??-??T??:??:??.???Z'`),
            ),
  };
}

const notNull: ColumnBuilderCallback = (column) => column.notNull();
