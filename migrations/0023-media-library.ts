import { PostgresAdapter, sql } from 'kysely';
import type { Kysely } from 'kysely';

/**
 * What the media library keeps beside the files: what was made of each picture, by the hash of its original, uploads that are under way, and which bytes a file
 * was uploaded as. Which entries a file stands in is found where references are: the public ones are written down anew by the first process of the release.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const postgres = db.getExecutor().adapter instanceof PostgresAdapter;
  const key = sql.raw(postgres ? 'text collate "C"' : 'text');
  const whole = sql.raw(postgres ? 'bigint' : 'integer');
  const end = sql.raw(postgres ? '' : 'strict');
  const time = (name: string) =>
    postgres
      ? sql`${sql.ref(name)} timestamptz not null`
      : sql`${sql.ref(name)} text not null check (${sql.ref(name)} glob '????-??-??T??:??:??.???Z')`;
  for (const column of ['upload_hash', 'placeholder'])
    await sql`alter table media add column ${sql.ref(column)} ${key}`.execute(db);
  await sql`create index media_upload_hash on media (upload_hash)`.execute(db);
  await sql`create table media_variant (
    name ${key} not null primary key,
    original_hash ${key} not null,
    format text not null,
    width integer not null,
    height integer not null,
    is_crop integer not null check (is_crop in (0, 1)),
    hash ${key} not null,
    size_bytes ${whole} not null,
    ${time('created_at')}
  ) ${end}`.execute(db);
  await sql`create index media_variant_original_hash on media_variant (original_hash)`.execute(db);
  await sql`create table media_upload (
    id ${key} not null primary key,
    user_id ${key} not null references ${sql.ref('user')} (id) on delete cascade,
    file_name text not null,
    claimed_type text,
    size_bytes ${whole} not null,
    received_bytes ${whole} not null,
    media_id ${key},
    ${time('created_at')},
    ${time('expires_at')}
  ) ${end}`.execute(db);
  await sql`create index media_upload_user_id on media_upload (user_id)`.execute(db);
  await sql`create index media_upload_expires_at on media_upload (expires_at)`.execute(db);
  await sql`update entry set referenced_version_id = null`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table media_upload`.execute(db);
  await sql`drop table media_variant`.execute(db);
  await sql`drop index media_upload_hash`.execute(db);
  for (const column of ['placeholder', 'upload_hash'])
    await sql`alter table media drop column ${sql.ref(column)}`.execute(db);
}
