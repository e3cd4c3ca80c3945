import { PostgresAdapter, sql } from 'kysely';
import type { ColumnBuilderCallback, CreateTableBuilder, Kysely } from 'kysely';

/**
 * Publications of media facts and redirects, releases that can be taken back, and what was taken down. Three tables get other checks, which
 * SQLite cannot change in place: on both dialects they are made anew under their names and filled from a copy.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { key, bigint, table, timestamps, json } = columns(db);
  await addErasure(db);
  await remake(db, ['publication_item'], () => createItems(db));
  await remake(db, ['release', 'release_file'], () => createReleases(db, REASONS, true));
  await table('published_media')
    .addColumn('media_id', key, (column) => column.notNull().primaryKey())
    .$call(json('facts'))
    .execute();
  await table('target_pin')
    .addColumn('target', key, (column) => column.notNull().primaryKey())
    .addColumn('release_number', bigint, (column) => column.notNull().references('release.number'))
    .addColumn('withdrawals_seq', bigint, notNull)
    .$call(timestamps('pinned_at'))
    .addColumn('pinned_by', key, (column) => column.references('user.id'))
    .addColumn('reason', 'text')
    .execute();
  await table('takedown')
    .addColumn('id', key, (column) => column.notNull().primaryKey())
    .addColumn('entry_id', key, (column) => column.notNull().unique().references('entry.id'))
    .addColumn('reason', 'text', notNull)
    .addColumn('first_seq', bigint)
    .addColumn('seq', bigint, notNull)
    .$call(json('paths'))
    .$call(json('hashes'))
    .$call(timestamps('taken_down_at'))
    .addColumn('taken_down_by', key, (column) => column.references('user.id'))
    .execute();
  await db.schema.createIndex('redirect_to_path').on('redirect').column('to_path').execute();
  await db.schema.createIndex('release_file_hash').on('release_file').column('hash').execute();
  await db.schema.createIndex('release_file_path').on('release_file').column('path').execute();
}

/** What has no place in the older tables is lost; publications of it stay in the log without their items. */
export async function down(db: Kysely<unknown>): Promise<void> {
  for (const name of ['takedown', 'target_pin', 'published_media']) await db.schema.dropTable(name).execute();
  await db.schema.dropIndex('redirect_to_path').execute();
  await sql`delete from publication_item where kind not in ('publish', 'withdraw')`.execute(db);
  await remake(db, ['publication_item'], () => createEntryItems(db));
  const newReasons = sql`reason not in (${literals(OLD_REASONS)})`;
  await sql`delete from release_file where release_number in (select number from release where ${newReasons})`.execute(
    db,
  );
  await sql`delete from release where ${newReasons}`.execute(db);
  await remake(db, ['release', 'release_file'], () => createReleases(db, OLD_REASONS, false));
  await db.schema.alterTable('version').dropColumn('erased_at').execute();
}

const OLD_REASONS = ['publication', 'template', 'rebuild'];
const REASONS = [...OLD_REASONS, 'rollback', 'clock', 'takedown', 'withdrawal'];

async function addErasure(db: Kysely<unknown>): Promise<void> {
  const { timestamp, inFormat } = columns(db);
  await db.schema.alterTable('version').addColumn('erased_at', timestamp, inFormat('erased_at')).execute();
}

async function createItems(db: Kysely<unknown>): Promise<void> {
  const { key, bigint, table, optionalJson } = columns(db);
  const kinds = ['publish', 'withdraw', 'media', 'media-removed', 'redirect', 'redirect-removed'];
  await table('publication_item')
    .addColumn('seq', bigint, (column) => column.notNull().references('publication.seq'))
    .addColumn('position', 'integer', notNull)
    .addColumn('kind', 'text', oneOf('kind', kinds))
    .addColumn('entry_id', key, (column) => column.references('entry.id'))
    .addColumn('version_id', key, (column) => column.references('version.id'))
    .addColumn('previous_version_id', key, (column) => column.references('version.id'))
    .addColumn('path', 'text')
    .addColumn('previous_path', 'text')
    .addColumn('media_id', key)
    .$call(optionalJson('payload'))
    .$call(optionalJson('previous_payload'))
    .addPrimaryKeyConstraint('publication_item_key', ['seq', 'position'])
    .addCheckConstraint('publication_item_version', sql`(kind = 'publish') = (version_id is not null)`)
    .addCheckConstraint(
      'publication_item_entry',
      sql`(kind in ('publish', 'withdraw')) = (entry_id is not null)`,
    )
    .addCheckConstraint(
      'publication_item_media',
      sql`(kind in ('media', 'media-removed')) = (media_id is not null)`,
    )
    .addCheckConstraint(
      'publication_item_redirect',
      sql`kind not in ('redirect', 'redirect-removed') or path is not null`,
    )
    .addCheckConstraint(
      'publication_item_payload',
      sql`(kind in ('media', 'redirect')) = (payload is not null)`,
    )
    .execute();
  await indexItems(db);
}

/** As the first migration makes it. */
async function createEntryItems(db: Kysely<unknown>): Promise<void> {
  const { key, bigint, table } = columns(db);
  await table('publication_item')
    .addColumn('seq', bigint, (column) => column.notNull().references('publication.seq'))
    .addColumn('position', 'integer', notNull)
    .addColumn('kind', 'text', oneOf('kind', ['publish', 'withdraw']))
    .addColumn('entry_id', key, (column) => column.notNull().references('entry.id'))
    .addColumn('version_id', key, (column) => column.references('version.id'))
    .addColumn('previous_version_id', key, (column) => column.references('version.id'))
    .addColumn('path', 'text')
    .addColumn('previous_path', 'text')
    .addPrimaryKeyConstraint('publication_item_key', ['seq', 'position'])
    .addCheckConstraint('publication_item_version', sql`(kind = 'publish') = (version_id is not null)`)
    .execute();
  await indexItems(db);
}

async function indexItems(db: Kysely<unknown>): Promise<void> {
  for (const column of ['entry_id', 'version_id'])
    await db.schema.createIndex(`publication_item_${column}`).on('publication_item').column(column).execute();
}

/** `whole`: with the work of a release and the whole state of each file, before and after. */
async function createReleases(
  db: Kysely<unknown>,
  reasons: readonly string[],
  whole: boolean,
): Promise<void> {
  const { key, bigint, table, timestamps, optionalTimestamps, json, optionalJson, defaultJson } = columns(db);
  const numbered: ColumnBuilderCallback = isPostgres(db)
    ? (column) => column.generatedByDefaultAsIdentity().primaryKey()
    : (column) => column.primaryKey().autoIncrement();
  const more =
    (extend: (built: Table) => Table) =>
    (built: Table): Table =>
      whole ? extend(built) : built;
  await table('release')
    .addColumn('number', bigint, numbered)
    .addColumn('target', 'text', notNull)
    .addColumn('seq', bigint, notNull)
    .addColumn('publication_hash', 'text', notNull)
    .addColumn('template_build', 'text', notNull)
    .addColumn('reason', 'text', oneOf('reason', reasons))
    .addColumn('pages_rendered', 'integer', notNull)
    .$call(timestamps('created_at'))
    .$call(optionalTimestamps('finished_at'))
    .$call(json('timings'))
    .addColumn('correlation_id', 'text')
    .$call(more(defaultJson('work')))
    .execute();
  await db.schema.createIndex('release_target_number').on('release').columns(['target', 'number']).execute();
  await table('release_file')
    .addColumn('release_number', bigint, (column) => column.notNull().references('release.number'))
    .addColumn('path', key, notNull)
    .addColumn('change', 'text', oneOf('change', ['created', 'changed', 'removed']))
    .addColumn('hash', 'text')
    .addColumn('previous_hash', 'text')
    .$call(
      more((built) =>
        built
          .addColumn('file', key)
          .addColumn('content_type', 'text')
          .addColumn('previous_content_type', 'text')
          .$call(optionalJson('redirect'))
          .$call(optionalJson('previous_redirect'))
          .addColumn('cause', 'text'),
      ),
    )
    .addPrimaryKeyConstraint('release_file_key', ['release_number', 'path'])
    .execute();
}

/** The parents first; columns that only one of the two forms has are empty or lost. */
async function remake(
  db: Kysely<unknown>,
  names: readonly string[],
  create: () => Promise<void>,
): Promise<void> {
  const copied = new Map<string, string[]>();
  for (const name of names) {
    await sql`create table ${copyOf(name)} as select * from ${sql.table(name)}`.execute(db);
    copied.set(name, await columnNames(db, name));
  }
  for (const name of names.toReversed()) await db.schema.dropTable(name).execute();
  await create();
  for (const name of names) {
    const before = copied.get(name) ?? [];
    const shared = (await columnNames(db, name)).filter((column) => before.includes(column));
    const list = sql.join(shared.map((column) => sql.ref(column)));
    await sql`insert into ${sql.table(name)} (${list}) select ${list} from ${copyOf(name)}`.execute(db);
    await sql`drop table ${copyOf(name)}`.execute(db);
  }
  // SQLite goes on from the largest number by itself.
  if (isPostgres(db) && names.includes('release')) {
    const largest = sql`(select coalesce(max(number), 0) + 1 from release)`;
    await sql`select setval(pg_get_serial_sequence('release', 'number'), ${largest}, false)`.execute(db);
  }
}

function copyOf(name: string) {
  return sql.table(`${name}_copy`);
}

async function columnNames(db: Kysely<unknown>, name: string): Promise<string[]> {
  const { rows } = isPostgres(db)
    ? await sql<{
        name: string;
      }>`select attname as name from pg_attribute where attrelid = ${name}::regclass and attnum > 0 and not attisdropped`.execute(
        db,
      )
    : await sql<{ name: string }>`select name from pragma_table_info(${name})`.execute(db);
  return rows.map((row) => row.name);
}

type Table = CreateTableBuilder<string, string>;

/** What the dialects spell differently, as in the first migration. */
function columns(db: Kysely<unknown>) {
  const postgres = isPostgres(db);
  const timestamp = postgres ? sql`timestamptz` : sql`text`;
  const inFormat = (name: string): ColumnBuilderCallback =>
    postgres
      ? (column) => column
      : (column) => column.check(sql`${sql.ref(name)} glob '????-??-??T??:??:??.???Z'`);
  const jsonColumn =
    (finish: ColumnBuilderCallback) =>
    (name: string) =>
    (table: Table): Table =>
      postgres
        ? table.addColumn(name, 'jsonb', finish)
        : table.addColumn(name, 'text', (column) => finish(column).check(sql`json_valid(${sql.ref(name)})`));
  return {
    timestamp,
    inFormat,
    key: postgres ? sql`text collate "C"` : sql`text`,
    bigint: postgres ? sql`bigint` : sql`integer`,
    table: (name: string): Table =>
      postgres ? db.schema.createTable(name) : db.schema.createTable(name).modifyEnd(sql`strict`),
    timestamps:
      (name: string) =>
      (table: Table): Table =>
        table.addColumn(name, timestamp, (column) => inFormat(name)(column.notNull())),
    optionalTimestamps:
      (name: string) =>
      (table: Table): Table =>
        table.addColumn(name, timestamp, inFormat(name)),
    json: jsonColumn(notNull),
    defaultJson: jsonColumn((column) => column.notNull().defaultTo(sql`'{}'`)),
    optionalJson: jsonColumn((column) => column),
  };
}

function isPostgres(db: Kysely<unknown>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}

const notNull: ColumnBuilderCallback = (column) => column.notNull();

function literals(values: readonly string[]) {
  return sql.join(values.map((value) => sql.lit(value)));
}

function oneOf(name: string, values: readonly string[]): ColumnBuilderCallback {
  return (column) => column.notNull().check(sql`${sql.ref(name)} in (${literals(values)})`);
}
