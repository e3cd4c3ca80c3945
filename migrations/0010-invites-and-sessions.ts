import { PostgresAdapter, sql } from 'kysely';
import type { ColumnBuilderCallback, CreateTableBuilder, Kysely } from 'kysely';

/**
 * One-time links for invites and new passwords beside that of the owner, sessions with an id that opens nothing, and the browsers that somebody has
 * signed in with. SQLite cannot change a check, nor add a column that is filled by an expression: there, the two tables are made anew.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { key, table, timestamp, inFormat } = columns(db);
  if (isPostgres(db)) {
    await db.schema.alterTable('account_link').dropConstraint('account_link_purpose_check').execute();
    await sql`alter table account_link add constraint account_link_purpose_check
      check (purpose in ('owner', 'invite', 'reset'))`.execute(db);
    for (const name of ['id', 'email', 'name', 'role'])
      await db.schema.alterTable('account_link').addColumn(name, key).execute();
    await db.schema.alterTable('account_link').addColumn('created_by', key, ofUser).execute();
    await sql`alter table session add column id text collate "C" not null default gen_random_uuid()::text`.execute(
      db,
    );
  } else {
    await remakeTable(db, {
      name: 'account_link',
      kept: LINK_COLUMNS,
      make: (name) => newLinkTable(db, name).execute(),
    });
    await remakeTable(db, {
      name: 'session',
      kept: SESSION_COLUMNS,
      make: (name) =>
        oldSessionTable(db, name)
          .addColumn('id', 'text', (column) => column.notNull().defaultTo(sql`(lower(hex(randomblob(16))))`))
          .execute(),
    });
    await createSessionIndexes(db);
  }
  await db.schema.createIndex('session_id').on('session').column('id').unique().execute();
  await db.schema.createIndex('account_link_id').on('account_link').column('id').unique().execute();
  await db.schema.createIndex('account_link_user_id').on('account_link').column('user_id').execute();
  await table('known_client')
    .addColumn('user_id', key, (column) => column.notNull().references('user.id').onDelete('cascade'))
    .addColumn('client_hash', 'text', notNull)
    .addColumn('seen_at', timestamp, (column) => inFormat('seen_at')(column.notNull()))
    .addPrimaryKeyConstraint('known_client_primary', ['user_id', 'client_hash'])
    .execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('known_client').execute();
  await sql`delete from account_link where purpose <> 'owner'`.execute(db);
  await db.schema.dropIndex('session_id').execute();
  for (const column of ['id', 'user_id']) await db.schema.dropIndex(`account_link_${column}`).execute();
  if (isPostgres(db)) {
    await db.schema.alterTable('session').dropColumn('id').execute();
    for (const name of ['id', 'email', 'name', 'role', 'created_by'])
      await db.schema.alterTable('account_link').dropColumn(name).execute();
    await db.schema.alterTable('account_link').dropConstraint('account_link_purpose_check').execute();
    await sql`alter table account_link add constraint account_link_purpose_check
      check (purpose in ('owner'))`.execute(db);
    return;
  }
  await remakeTable(db, {
    name: 'account_link',
    kept: LINK_COLUMNS,
    make: (name) => oldLinkTable(db, { name, purposes: ['owner'] }).execute(),
  });
  await remakeTable(db, {
    name: 'session',
    kept: SESSION_COLUMNS,
    make: (name) => oldSessionTable(db, name).execute(),
  });
  await createSessionIndexes(db);
}

const LINK_COLUMNS = ['token_hash', 'purpose', 'user_id', 'created_at', 'expires_at', 'used_at'];
const SESSION_COLUMNS = [
  'token_hash',
  'user_id',
  'created_at',
  'last_seen_at',
  'expires_at',
  'user_agent',
  'address',
];

type Table = CreateTableBuilder<string, string>;

type Remaking = { name: string; kept: readonly string[]; make: (name: string) => Promise<void> };

/** Another table in the place of this one, with what was in the columns that are kept. Its indexes go with it. */
async function remakeTable(db: Kysely<unknown>, { kept, make, name }: Remaking): Promise<void> {
  const made = `${name}_made_anew`;
  await make(made);
  const list = sql.join(kept.map((column) => sql.ref(column)));
  await sql`insert into ${sql.table(made)} (${list}) select ${list} from ${sql.table(name)}`.execute(db);
  await db.schema.dropTable(name).execute();
  await db.schema.alterTable(made).renameTo(name).execute();
}

function newLinkTable(db: Kysely<unknown>, name: string): Table {
  return oldLinkTable(db, { name, purposes: ['owner', 'invite', 'reset'] })
    .addColumn('id', 'text')
    .addColumn('email', 'text')
    .addColumn('name', 'text')
    .addColumn('role', 'text')
    .addColumn('created_by', 'text', ofUser);
}

/** As in the first migration, on SQLite. */
function oldLinkTable(
  db: Kysely<unknown>,
  { name, purposes }: { name: string; purposes: readonly string[] },
): Table {
  const { table, timestamp, inFormat } = columns(db);
  const list = sql.join(purposes.map((purpose) => sql.lit(purpose)));
  return table(name)
    .addColumn('token_hash', 'text', (column) => column.notNull().primaryKey())
    .addColumn('purpose', 'text', (column) => column.notNull().check(sql`purpose in (${list})`))
    .addColumn('user_id', 'text', (column) => column.references('user.id').onDelete('cascade'))
    .addColumn('created_at', timestamp, (column) => inFormat('created_at')(column.notNull()))
    .addColumn('expires_at', timestamp, (column) => inFormat('expires_at')(column.notNull()))
    .addColumn('used_at', timestamp, inFormat('used_at'));
}

/** As in the first migration, on SQLite. */
function oldSessionTable(db: Kysely<unknown>, name: string): Table {
  const { table, timestamp, inFormat } = columns(db);
  return table(name)
    .addColumn('token_hash', 'text', (column) => column.notNull().primaryKey())
    .addColumn('user_id', 'text', (column) => column.notNull().references('user.id').onDelete('cascade'))
    .addColumn('created_at', timestamp, (column) => inFormat('created_at')(column.notNull()))
    .addColumn('last_seen_at', timestamp, (column) => inFormat('last_seen_at')(column.notNull()))
    .addColumn('expires_at', timestamp, (column) => inFormat('expires_at')(column.notNull()))
    .addColumn('user_agent', 'text')
    .addColumn('address', 'text');
}

async function createSessionIndexes(db: Kysely<unknown>): Promise<void> {
  for (const column of ['user_id', 'expires_at'])
    await db.schema.createIndex(`session_${column}`).on('session').column(column).execute();
}

/** What the dialects spell differently, as in the first migration. */
function columns(db: Kysely<unknown>) {
  const postgres = isPostgres(db);
  return {
    key: postgres ? sql`text collate "C"` : sql`text`,
    timestamp: postgres ? sql`timestamptz` : sql`text`,
    inFormat:
      (name: string): ColumnBuilderCallback =>
      (column) =>
        postgres ? column : column.check(sql`${sql.ref(name)} glob '????-??-??T??:??:??.???Z'`),
    table: (name: string): Table =>
      postgres ? db.schema.createTable(name) : db.schema.createTable(name).modifyEnd(sql`strict`),
  };
}

function isPostgres(db: Kysely<unknown>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}

const ofUser: ColumnBuilderCallback = (column) => column.references('user.id').onDelete('cascade');
const notNull: ColumnBuilderCallback = (column) => column.notNull();
