import { sql } from 'kysely';
import type { Kysely } from 'kysely';

export const kind = 'expand';

/** Whether a program that does not know a migration can work with what it leaves behind; null: it says nothing, so that none is to rely on it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table migration add column kind text`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table migration drop column kind`.execute(db);
}
