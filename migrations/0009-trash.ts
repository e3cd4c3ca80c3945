import { PostgresAdapter, sql } from 'kysely';
import type { Kysely } from 'kysely';

/** What was deleted for good, and what was taken down, is told apart from what is in the trash and can be brought back. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const type = sql.raw(isPostgres(db) ? 'timestamptz' : 'text');
  await sql`alter table entry add column erased_at ${type}`.execute(db);
  await sql`update entry set erased_at = trashed_at where id in (select entry_id from takedown)`.execute(db);
  await replaceState(db, ERASED + STATE);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await replaceState(db, STATE);
  await sql`alter table entry drop column erased_at`.execute(db);
}

/** Neither database can change what a column is made of: it goes, with the indexes that begin with it, and comes back. */
async function replaceState(db: Kysely<unknown>, cases: string): Promise<void> {
  for (const [name] of INDEXES) await sql`drop index ${sql.raw(name)}`.execute(db);
  await sql`alter table entry drop column state`.execute(db);
  const kept = sql.raw(isPostgres(db) ? 'stored' : 'virtual');
  await sql`alter table entry add column state text generated always as (case ${sql.raw(cases)} end) ${kept}`.execute(
    db,
  );
  for (const [name, columns] of INDEXES)
    await sql`create index ${sql.raw(name)} on entry (${sql.raw(columns)})`.execute(db);
}

const ERASED = "when erased_at is not null then 'erased' ";

const STATE = `when trashed_at is not null then 'trashed'
  when published_version_id is null then case when first_published_at is null then 'draft' else 'withdrawn' end
  when published_version_id = draft_version_id then 'live'
  else 'changed'`;

const INDEXES = [
  ['entry_list_updated', 'collection, locale, state, updated_at, id'],
  ['entry_list_created', 'collection, locale, state, created_at, id'],
  ['entry_list_published', 'collection, locale, state, published_at, id'],
  ['entry_list_title', 'collection, locale, state, sort_title, id'],
] as const;

function isPostgres(db: Kysely<unknown>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}
