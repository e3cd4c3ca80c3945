import { PostgresAdapter, sql } from 'kysely';
import type { ColumnBuilderCallback, CreateTableBuilder, Kysely } from 'kysely';

/**
 * Roles that a site makes for itself, users and invites that have one, and the API token by which something was done in the audit. Whoever has such a role
 * is a viewer to a program that does not know it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { grants, inFormat, key, table, timestamp } = columns(db);
  await table('role')
    .addColumn('id', key, (column) => column.notNull().primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('name_key', 'text', (column) => column.notNull().unique())
    .$call(grants)
    .addColumn('created_at', timestamp, (column) => inFormat('created_at')(column.notNull()))
    .addColumn('updated_at', timestamp, (column) => inFormat('updated_at')(column.notNull()))
    .execute();
  for (const name of ['user', 'account_link'])
    await sql`alter table ${sql.table(name)} add column role_id ${key}`.execute(db);
  for (const name of ['token_id', 'token_name'])
    await sql`alter table audit add column ${sql.ref(name)} ${key}`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const name of ['token_name', 'token_id'])
    await sql`alter table audit drop column ${sql.ref(name)}`.execute(db);
  for (const name of ['account_link', 'user'])
    await sql`alter table ${sql.table(name)} drop column role_id`.execute(db);
  await db.schema.dropTable('role').execute();
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
    grants: (table: Table): Table =>
      postgres
        ? table.addColumn('grants', sql`jsonb`, (column) => column.notNull())
        : table.addColumn('grants', sql`text`, (column) => column.notNull().check(sql`json_valid(grants)`)),
    table: (name: string): Table =>
      postgres ? db.schema.createTable(name) : db.schema.createTable(name).modifyEnd(sql`strict`),
  };
}
