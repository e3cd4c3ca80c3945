import { PostgresAdapter, sql } from 'kysely';
import type { ColumnBuilderCallback, CreateTableBuilder, Kysely } from 'kysely';

/**
 * The audit becomes a chain of hashes. Rows that are there already are marked with an empty hash: the first process that seals takes them as
 * they are. While a new version is rolled out, processes of the old one add rows without a hash, for a day at most.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { bigint, timestamp, inFormat, table } = columns(db);
  const audit = db.schema.alterTable('audit');
  for (const name of ['salt', 'record_hash', 'details_hash', 'previous_hash', 'hash'])
    await audit.addColumn(name, 'text').execute();
  await audit.addColumn('seq', bigint).execute();
  await audit.addColumn('erased_at', timestamp, inFormat('erased_at')).execute();
  await sql`update audit set record_hash = ''`.execute(db);
  await sql`create unique index audit_seq on audit (seq) where seq is not null`.execute(db);
  await sql`create index audit_unsealed on audit (id) where seq is null`.execute(db);
  for (const name of ['actor_id', 'action'])
    await db.schema.createIndex(`audit_${name}_at_id`).on('audit').columns([name, 'at', 'id']).execute();
  await table('audit_head')
    .addColumn('singleton', 'integer', (column) => column.primaryKey().check(sql`singleton = 1`))
    .addColumn('seq', bigint, notNull)
    .addColumn('hash', 'text', notNull)
    .addColumn('unhashed_until', timestamp, (column) => inFormat('unhashed_until')(column.notNull()))
    .execute();
  const { rows } = await sql`select id from audit limit 1`.execute(db);
  const unhashedUntil = rows.length === 0 ? new Date(0) : new Date(Date.now() + 24 * 60 * 60_000);
  await sql`insert into audit_head (singleton, seq, hash, unhashed_until)
    values (1, 0, ${'0'.repeat(64)}, ${unhashedUntil.toISOString()})`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('audit_head').execute();
  for (const index of ['audit_seq', 'audit_unsealed', 'audit_actor_id_at_id', 'audit_action_at_id'])
    await db.schema.dropIndex(index).execute();
  const columnsOfChain = ['salt', 'record_hash', 'details_hash', 'previous_hash', 'hash', 'seq', 'erased_at'];
  for (const column of columnsOfChain) await db.schema.alterTable('audit').dropColumn(column).execute();
}

type Table = CreateTableBuilder<string, string>;

/** What the dialects spell differently, as in the first migration. */
function columns(db: Kysely<unknown>) {
  const postgres = db.getExecutor().adapter instanceof PostgresAdapter;
  return {
    bigint: postgres ? sql`bigint` : sql`integer`,
    timestamp: postgres ? sql`timestamptz` : sql`text`,
    inFormat:
      (name: string): ColumnBuilderCallback =>
      (column) =>
        postgres ? column : column.check(sql`${sql.ref(name)} glob '????-??-??T??:??:??.???Z'`),
    table: (name: string): Table =>
      postgres ? db.schema.createTable(name) : db.schema.createTable(name).modifyEnd(sql`strict`),
  };
}

const notNull: ColumnBuilderCallback = (column) => column.notNull();
