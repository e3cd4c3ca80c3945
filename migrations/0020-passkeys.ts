import { PostgresAdapter, sql } from 'kysely';
import type { ColumnBuilderCallback, CreateTableBuilder, Kysely } from 'kysely';

/** What people sign in with besides a password, or in place of it: passkeys, and what one is asked to sign. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { bigint, flag, json, key, optionalTimestamps, table, timestamps } = columns(db);
  await table('passkey')
    .addColumn('id', key, (column) => column.notNull().primaryKey())
    .addColumn('user_id', key, ofUser)
    .addColumn('credential_id', key, (column) => column.notNull().unique())
    .addColumn('public_key', 'text', notNull)
    .addColumn('counter', bigint, notNull)
    .$call(json('transports'))
    .$call(flag('is_backed_up'))
    .addColumn('name', 'text', notNull)
    .$call(timestamps('created_at'))
    .$call(optionalTimestamps('last_used_at'))
    .execute();
  await table('passkey_challenge')
    .addColumn('challenge_hash', 'text', (column) => column.notNull().primaryKey())
    .addColumn('purpose', 'text', (column) =>
      column.notNull().check(sql`purpose in ('add', 'prove', 'second-step', 'sign-in')`),
    )
    .addColumn('user_id', key, (column) => column.references('user.id').onDelete('cascade'))
    .addColumn('pending_hash', 'text', (column) =>
      column.references('pending_sign_in.token_hash').onDelete('cascade'),
    )
    .$call(timestamps('created_at', 'expires_at'))
    .execute();
  await db.schema.createIndex('passkey_user_id').on('passkey').column('user_id').execute();
  for (const column of ['user_id', 'pending_hash', 'expires_at'])
    await db.schema
      .createIndex(`passkey_challenge_${column}`)
      .on('passkey_challenge')
      .column(column)
      .execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of ['passkey_challenge', 'passkey']) await db.schema.dropTable(table).execute();
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
    // A counter of passkeys has 32 bits and no sign.
    bigint: postgres ? sql`bigint` : sql`integer`,
    key: postgres ? sql`text collate "C"` : sql`text`,
    table: (name: string): Table =>
      postgres ? db.schema.createTable(name) : db.schema.createTable(name).modifyEnd(sql`strict`),
    flag:
      (name: string) =>
      (table: Table): Table =>
        table.addColumn(name, 'integer', (column) => column.notNull().check(sql`${sql.ref(name)} in (0, 1)`)),
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
