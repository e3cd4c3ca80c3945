import { PostgresAdapter, sql } from 'kysely';
import type { Kysely } from 'kysely';

/**
 * Lists of entries are read from indexes, whatever they are narrowed and sorted by; the words of each draft are kept for searches, and what it refers
 * to. The words and the references of entries that are there already are filled in by the first process of the new release, which knows the model.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const postgres = isPostgres(db);
  const kept = sql.raw(postgres ? 'stored' : 'virtual');
  await sql`alter table entry add column state text generated always as (${STATE}) ${kept}`.execute(db);
  const key = sql.raw(postgres ? 'text collate "C"' : 'text');
  await sql`alter table entry add column sort_title ${key} not null default ''`.execute(db);
  await fillSortTitles(db);
  for (const [name, columns] of INDEXES)
    await sql`create index ${sql.raw(name)} on entry (${sql.raw(columns)})`.execute(db);
  await sql`create table entry_reference (
    entry_id ${key} not null references entry (id),
    target_id ${key} not null,
    primary key (target_id, entry_id)
  ) ${sql.raw(postgres ? '' : 'strict')}`.execute(db);
  await sql`create index entry_reference_entry_id on entry_reference (entry_id)`.execute(db);
  if (postgres) await createTermsOnPostgres(db);
  else await createTermsOnSqlite(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  if (!isPostgres(db)) await sql`drop table entry_terms`.execute(db);
  await sql`drop table entry_text`.execute(db);
  await sql`drop table entry_reference`.execute(db);
  for (const [name] of INDEXES) await sql`drop index ${sql.raw(name)}`.execute(db);
  for (const column of ['state', 'sort_title'])
    await sql`alter table entry drop column ${sql.raw(column)}`.execute(db);
}

const STATE = sql.raw(`case
  when trashed_at is not null then 'trashed'
  when published_version_id is null then case when first_published_at is null then 'draft' else 'withdrawn' end
  when published_version_id = draft_version_id then 'live'
  else 'changed' end`);

const INDEXES = [
  ['entry_list_updated', 'collection, locale, state, updated_at, id'],
  ['entry_list_created', 'collection, locale, state, created_at, id'],
  ['entry_list_published', 'collection, locale, state, published_at, id'],
  ['entry_list_title', 'collection, locale, state, sort_title, id'],
  ['entry_created', 'created_at, id'],
  ['entry_published', 'published_at, id'],
  ['entry_sort_title', 'sort_title, id'],
  ['entry_created_by', 'created_by'],
] as const;

/** A table of the words alone, in the order in which the drafts were saved: a search for a frequent word reads the newest and stops. */
async function createTermsOnSqlite(db: Kysely<unknown>): Promise<void> {
  await sql`create table entry_text (
    id integer primary key autoincrement,
    entry_id text not null unique references entry (id),
    version_id text not null,
    edition integer not null
  ) strict`.execute(db);
  await sql`create virtual table entry_terms using fts5 (
    terms, content='', contentless_delete=1, detail='none',
    tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* Co'"
  )`.execute(db);
}

async function createTermsOnPostgres(db: Kysely<unknown>): Promise<void> {
  await sql`create table entry_text (
    entry_id text collate "C" primary key references entry (id),
    version_id text not null,
    edition integer not null,
    terms tsvector not null
  )`.execute(db);
  await sql`create index entry_text_terms on entry_text using gin (terms)`.execute(db);
}

const ROWS_PER_READ = 1_000;

async function fillSortTitles(db: Kysely<unknown>): Promise<void> {
  for (let after = ''; ;) {
    const { rows } = await sql<{
      id: string;
      title: string;
    }>`select id, title from entry where id > ${after} order by id limit ${sql.lit(ROWS_PER_READ)}`.execute(
      db,
    );
    for (const { id, title } of rows)
      await sql`update entry set sort_title = ${sortTitle(title)} where id = ${id}`.execute(db);
    const last = rows.at(-1);
    if (last === undefined || rows.length < ROWS_PER_READ) return;
    after = last.id;
  }
}

/** "Äpfel" beside "apfel", in the same order on both databases. */
function sortTitle(title: string): string {
  return title.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().slice(0, 200).toWellFormed();
}

function isPostgres(db: Kysely<unknown>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}
