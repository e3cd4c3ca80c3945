import { PostgresAdapter, sql } from 'kysely';
import type { ColumnBuilderCallback, CreateTableBuilder, Kysely } from 'kysely';

/** Every table of the first release. `server/store/tables.ts` says what the columns mean. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createAccounts(db);
  await createContent(db);
  await createPublications(db);
  await createPlans(db);
  await createReleases(db);
  await createRecords(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  const tablesBeforeContent = ['job', 'audit', 'release_file', 'release', 'media', 'redirect', 'schedule'];
  const tablesOfPublications = ['publication_item', 'publication', 'publication_head', 'public_path'];
  for (const table of [...tablesBeforeContent, ...tablesOfPublications])
    await db.schema.dropTable(table).execute();
  // Entries and versions point at each other.
  if (isPostgres(db)) {
    await db.schema.alterTable('entry').dropConstraint('entry_draft_version').execute();
    await db.schema.alterTable('entry').dropConstraint('entry_published_version').execute();
  } else {
    await sql`delete from version`.execute(db);
    await sql`delete from entry`.execute(db);
  }
  const tablesOfContent = ['version', 'entry', 'account_link', 'session', 'user', 'installation'];
  for (const table of tablesOfContent) await db.schema.dropTable(table).execute();
}

async function createAccounts(db: Kysely<unknown>): Promise<void> {
  const { key, table, timestamps, optionalTimestamps } = columns(db);
  await table('installation')
    .addColumn('singleton', 'integer', singleton)
    .addColumn('id', key, notNull)
    .addColumn('template_key', 'text', notNull)
    .addColumn('demo_seeded', 'integer', oneOf('demo_seeded', [0, 1]))
    .$call(timestamps('created_at'))
    .execute();
  await table('user')
    .addColumn('id', key, primaryKey)
    .addColumn('email', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text', notNull)
    .addColumn('role', 'text', oneOf('role', ['owner', 'admin', 'editor', 'author', 'contributor', 'viewer']))
    .addColumn('password_hash', 'text', notNull)
    .$call(timestamps('created_at'))
    .$call(optionalTimestamps('disabled_at'))
    .execute();
  await table('session')
    .addColumn('token_hash', 'text', primaryKey)
    .addColumn('user_id', key, (column) => column.notNull().references('user.id').onDelete('cascade'))
    .$call(timestamps('created_at', 'last_seen_at', 'expires_at'))
    .addColumn('user_agent', 'text')
    .addColumn('address', 'text')
    .execute();
  await index(db, 'session', ['user_id']);
  await index(db, 'session', ['expires_at']);
  await table('account_link')
    .addColumn('token_hash', 'text', primaryKey)
    .addColumn('purpose', 'text', oneOf('purpose', ['owner']))
    .addColumn('user_id', key, (column) => column.references('user.id').onDelete('cascade'))
    .$call(timestamps('created_at', 'expires_at'))
    .$call(optionalTimestamps('used_at'))
    .execute();
}

async function createContent(db: Kysely<unknown>): Promise<void> {
  const { key, table, timestamps, optionalTimestamps, json } = columns(db);
  const entry = table('entry')
    .addColumn('id', key, primaryKey)
    .addColumn('collection', 'text', notNull)
    .addColumn('locale', 'text', notNull)
    .addColumn('translation_group', key, notNull)
    .addColumn('draft_version_id', key, notNull)
    .addColumn('published_version_id', key)
    .addColumn('title', 'text', notNull)
    .addColumn('created_by', key, references('user.id'))
    .$call(timestamps('created_at', 'updated_at'))
    .$call(optionalTimestamps('first_published_at', 'published_at', 'trashed_at'));
  const version = table('version')
    .addColumn('id', key, primaryKey)
    .addColumn('entry_id', key, (column) => column.notNull().references('entry.id'))
    .addColumn('number', 'integer', (column) => column.notNull().check(sql`number >= 1`))
    .$call(json('content'))
    .addColumn('content_hash', 'text', notNull)
    .addColumn('slug', 'text')
    .addColumn('model_fingerprint', 'text', notNull)
    .addColumn('name', 'text')
    .$call(timestamps('created_at'))
    .addColumn('created_by', key, references('user.id'))
    .addUniqueConstraint('version_entry_number', ['entry_id', 'number']);
  // An entry and its first version need each other: the database checks this direction at the commit.
  if (isPostgres(db)) {
    await entry.execute();
    await version.execute();
    for (const pointer of ['draft', 'published']) {
      await db.schema
        .alterTable('entry')
        .addForeignKeyConstraint(`entry_${pointer}_version`, [`${pointer}_version_id`], 'version', ['id'])
        .deferrable()
        .initiallyDeferred()
        .execute();
    }
  } else {
    await entry
      .addForeignKeyConstraint('entry_draft_version', ['draft_version_id'], 'version', ['id'], (constraint) =>
        constraint.deferrable().initiallyDeferred(),
      )
      .addForeignKeyConstraint(
        'entry_published_version',
        ['published_version_id'],
        'version',
        ['id'],
        (constraint) => constraint.deferrable().initiallyDeferred(),
      )
      .execute();
    await version.execute();
  }
  await index(db, 'entry', ['updated_at', 'id']);
  await index(db, 'entry', ['collection', 'locale', 'updated_at', 'id']);
  await index(db, 'entry', ['translation_group']);
  await index(db, 'version', ['slug']);
  await table('public_path')
    .addColumn('path', key, primaryKey)
    .addColumn('entry_id', key, (column) => column.notNull().unique().references('entry.id'))
    .execute();
}

async function createPublications(db: Kysely<unknown>): Promise<void> {
  const { key, bigint, table, timestamps } = columns(db);
  await table('publication_head')
    .addColumn('singleton', 'integer', singleton)
    .addColumn('seq', bigint, notNull)
    .addColumn('hash', 'text', notNull)
    .execute();
  await sql`insert into publication_head (singleton, seq, hash) values (1, 0, ${'0'.repeat(64)})`.execute(db);
  await table('publication')
    .addColumn('seq', bigint, (column) => column.primaryKey().check(sql`seq >= 1`))
    .addColumn('hash', 'text', notNull)
    .addColumn('previous_hash', 'text', notNull)
    .$call(timestamps('committed_at'))
    .addColumn('actor_id', key, references('user.id'))
    .addColumn('correlation_id', 'text')
    .execute();
  await table('publication_item')
    .addColumn('seq', bigint, (column) => column.notNull().references('publication.seq'))
    .addColumn('position', 'integer', notNull)
    .addColumn('kind', 'text', oneOf('kind', ['publish', 'withdraw']))
    .addColumn('entry_id', key, (column) => column.notNull().references('entry.id'))
    .addColumn('version_id', key, references('version.id'))
    .addColumn('previous_version_id', key, references('version.id'))
    .addColumn('path', 'text')
    .addColumn('previous_path', 'text')
    .addPrimaryKeyConstraint('publication_item_key', ['seq', 'position'])
    .addCheckConstraint('publication_item_version', sql`(kind = 'publish') = (version_id is not null)`)
    .execute();
  await index(db, 'publication_item', ['entry_id']);
  await index(db, 'publication_item', ['version_id']);
}

async function createPlans(db: Kysely<unknown>): Promise<void> {
  const { key, bigint, float, table, timestamps, optionalTimestamps } = columns(db);
  await table('schedule')
    .addColumn('id', key, primaryKey)
    .addColumn('action', 'text', oneOf('action', ['publish', 'withdraw']))
    .addColumn('entry_id', key, (column) => column.notNull().references('entry.id'))
    .addColumn('version_id', key, references('version.id'))
    .addColumn('time_zone', 'text', notNull)
    .addColumn('state', 'text', oneOf('state', ['armed', 'fired', 'blocked', 'cancelled']))
    .addColumn('reason', 'text')
    .$call(timestamps('due_at', 'created_at'))
    .addColumn('created_by', key, references('user.id'))
    .$call(optionalTimestamps('fired_at'))
    .execute();
  await index(db, 'schedule', ['state', 'due_at']);
  await index(db, 'schedule', ['entry_id']);
  await table('redirect')
    .addColumn('id', key, primaryKey)
    .addColumn('from_path', 'text', (column) => column.notNull().unique())
    .addColumn('to_path', 'text')
    .addColumn('to_entry_id', key, references('entry.id'))
    .addColumn('status', 'integer', oneOf('status', [301, 302, 410]))
    .$call(timestamps('created_at'))
    .addColumn('created_by', key, references('user.id'))
    .execute();
  await table('media')
    .addColumn('id', key, primaryKey)
    .addColumn('file_name', 'text', notNull)
    .addColumn('content_type', 'text', notNull)
    .addColumn('size_bytes', bigint, notNull)
    .addColumn('hash', 'text', notNull)
    .addColumn('width', 'integer')
    .addColumn('height', 'integer')
    .addColumn('alt', 'text', notNull)
    .addColumn('focal_x', float, notNull)
    .addColumn('focal_y', float, notNull)
    .$call(timestamps('created_at'))
    .addColumn('created_by', key, references('user.id'))
    .execute();
  await index(db, 'media', ['hash']);
}

async function createReleases(db: Kysely<unknown>): Promise<void> {
  const { key, bigint, table, timestamps, optionalTimestamps, json } = columns(db);
  const numbered: ColumnBuilderCallback = isPostgres(db)
    ? (column) => column.generatedByDefaultAsIdentity().primaryKey()
    : (column) => column.primaryKey().autoIncrement();
  await table('release')
    .addColumn('number', bigint, numbered)
    .addColumn('target', 'text', notNull)
    .addColumn('seq', bigint, notNull)
    .addColumn('publication_hash', 'text', notNull)
    .addColumn('template_build', 'text', notNull)
    .addColumn('reason', 'text', oneOf('reason', ['publication', 'template', 'rebuild']))
    .addColumn('pages_rendered', 'integer', notNull)
    .$call(timestamps('created_at'))
    .$call(optionalTimestamps('finished_at'))
    .$call(json('timings'))
    .addColumn('correlation_id', 'text')
    .execute();
  await index(db, 'release', ['target', 'number']);
  await table('release_file')
    .addColumn('release_number', bigint, (column) => column.notNull().references('release.number'))
    .addColumn('path', key, notNull)
    .addColumn('change', 'text', oneOf('change', ['created', 'changed', 'removed']))
    .addColumn('hash', 'text')
    .addColumn('previous_hash', 'text')
    .addPrimaryKeyConstraint('release_file_key', ['release_number', 'path'])
    .execute();
}

async function createRecords(db: Kysely<unknown>): Promise<void> {
  const { key, table, timestamps, optionalTimestamps, json } = columns(db);
  // An audit row outlives what it speaks of: it references nothing.
  await table('audit')
    .addColumn('id', key, primaryKey)
    .$call(timestamps('at'))
    .addColumn('actor_id', key)
    .addColumn('action', 'text', notNull)
    .addColumn('subject', 'text', notNull)
    .addColumn('correlation_id', 'text')
    .$call(json('details'))
    .execute();
  await index(db, 'audit', ['at', 'id']);
  await index(db, 'audit', ['subject']);
  await table('job')
    .addColumn('id', key, primaryKey)
    .addColumn('kind', 'text', notNull)
    .$call(json('payload'))
    .addColumn('unique_key', 'text')
    .$call(timestamps('run_at', 'created_at'))
    .addColumn('attempts', 'integer', notNull)
    .addColumn('state', 'text', oneOf('state', ['waiting', 'running', 'done', 'dead']))
    .addColumn('last_error', 'text')
    .$call(optionalTimestamps('finished_at'))
    .execute();
  await index(db, 'job', ['state', 'run_at']);
  // One job of a key may wait while another runs: what the running one has read already may be out of date.
  await sql`create unique index job_unique_key on job (unique_key) where state = 'waiting'`.execute(db);
}

type Table = CreateTableBuilder<string, string>;

/** What the dialects spell differently. SQLite's tables are strict, and check what Postgres has types for. */
function columns(db: Kysely<unknown>) {
  const postgres = isPostgres(db);
  const timestamp = postgres ? 'timestamptz' : 'text';
  const inFormat = (name: string): ColumnBuilderCallback =>
    postgres
      ? (column) => column
      : (column) => column.check(sql`${sql.ref(name)} glob '????-??-??T??:??:??.???Z'`);
  return {
    // Ids and paths are sorted by, in the same order everywhere: that of their bytes.
    key: postgres ? sql`text collate "C"` : sql`text`,
    bigint: postgres ? sql`bigint` : sql`integer`,
    float: postgres ? sql`double precision` : sql`real`,
    table: (name: string): Table =>
      postgres ? db.schema.createTable(name) : db.schema.createTable(name).modifyEnd(sql`strict`),
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
    json:
      (name: string) =>
      (table: Table): Table =>
        postgres
          ? table.addColumn(name, 'jsonb', notNull)
          : table.addColumn(name, 'text', (column) =>
              column.notNull().check(sql`json_valid(${sql.ref(name)})`),
            ),
  };
}

function isPostgres(db: Kysely<unknown>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}

const notNull: ColumnBuilderCallback = (column) => column.notNull();
const primaryKey: ColumnBuilderCallback = (column) => column.notNull().primaryKey();
const singleton: ColumnBuilderCallback = (column) => column.primaryKey().check(sql`singleton = 1`);

function references(column: `${string}.${string}`): ColumnBuilderCallback {
  return (builder) => builder.references(column);
}

function oneOf(name: string, values: readonly (string | number)[]): ColumnBuilderCallback {
  const list = sql.join(values.map((value) => sql.lit(value)));
  return (column) => column.notNull().check(sql`${sql.ref(name)} in (${list})`);
}

async function index(db: Kysely<unknown>, table: string, names: string[]): Promise<void> {
  await db.schema
    .createIndex(`${table}_${names.join('_')}`)
    .on(table)
    .columns(names)
    .execute();
}
