import { PostgresAdapter, sql } from 'kysely';
import type { ColumnBuilderCallback, CreateTableBuilder, Kysely } from 'kysely';

/** What people sign in with besides a password: codes of an app, codes for when that is lost, who is halfway through, and who must have one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { json, key, optionalTimestamps, table, timestamps } = columns(db);
  await table('totp')
    .addColumn('user_id', key, (column) => ofUser(column.primaryKey()))
    .addColumn('secret', 'text', notNull)
    .addColumn('last_step', 'integer')
    .$call(timestamps('created_at'))
    .$call(optionalTimestamps('confirmed_at'))
    .execute();
  await table('recovery_code')
    .addColumn('user_id', key, ofUser)
    .addColumn('code_hash', 'text', notNull)
    .$call(timestamps('created_at'))
    .addPrimaryKeyConstraint('recovery_code_primary', ['user_id', 'code_hash'])
    .execute();
  await table('pending_sign_in')
    .addColumn('token_hash', 'text', (column) => column.notNull().primaryKey())
    .addColumn('user_id', key, ofUser)
    .$call(timestamps('created_at', 'expires_at'))
    .execute();
  for (const column of ['user_id', 'expires_at'])
    await db.schema.createIndex(`pending_sign_in_${column}`).on('pending_sign_in').column(column).execute();
  await table('sign_in_policy')
    .addColumn('singleton', 'integer', (column) => column.primaryKey().check(sql`singleton = 1`))
    .$call(json('second_factor_roles'))
    .execute();
  await sql`insert into sign_in_policy (singleton, second_factor_roles) values (1, '[]')`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of ['sign_in_policy', 'pending_sign_in', 'recovery_code', 'totp'])
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
    json:
      (name: string) =>
      (table: Table): Table =>
        postgres
          ? table.addColumn(name, sql`jsonb`, notNull)
          : table.addColumn(name, sql`text`, (column) =>
              column.notNull().check(sql`json_valid(${sql.ref(name)})`),
            ),
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
  };
}

const notNull: ColumnBuilderCallback = (column) => column.notNull();
const ofUser: ColumnBuilderCallback = (column) => column.notNull().references('user.id').onDelete('cascade');
