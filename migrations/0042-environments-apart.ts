import { sql } from 'kysely';
import type { Kysely } from 'kysely';

export const kind = 'expand';

/** Which environment the database belongs to; null: no process has named one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table installation add column environment text`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table installation drop column environment`.execute(db);
}
