import type { Kysely } from 'kysely';

/**
 * An entry and its first version name each other, so that the database looks for the one when the other is written. Without an index it
 * reads all entries for every new version.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const column of POINTERS)
    await db.schema.createIndex(`entry_${column}`).on('entry').columns([column]).execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const column of POINTERS) await db.schema.dropIndex(`entry_${column}`).execute();
}

const POINTERS = ['draft_version_id', 'published_version_id'];
