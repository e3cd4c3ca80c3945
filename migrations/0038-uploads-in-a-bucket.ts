import { sql } from 'kysely';
import type { Kysely } from 'kysely';

export const kind = 'expand';

/** Where the bytes of an upload are that came through any web process; null: on the disk of the one that took them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table media_upload add column place text`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table media_upload drop column place`.execute(db);
}
