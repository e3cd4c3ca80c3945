import { PostgresAdapter, sql } from 'kysely';
import type { Kysely } from 'kysely';

/** Words by which editors find files of the media library again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const postgres = db.getExecutor().adapter instanceof PostgresAdapter;
  const key = sql.raw(postgres ? 'text collate "C"' : 'text');
  await sql`create table media_tag (
    media_id ${key} not null references media (id) on delete cascade,
    tag ${key} not null,
    primary key (media_id, tag)
  ) ${sql.raw(postgres ? '' : 'strict, without rowid')}`.execute(db);
  await sql`create index media_tag_tag on media_tag (tag, media_id)`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('media_tag').execute();
}
