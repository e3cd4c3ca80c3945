import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/** When whoever leads gave its last sign of life, by its own clock: for those who look. Nothing is decided by it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table publisher_lease add column seen_at text`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table publisher_lease drop column seen_at`.execute(db);
}
