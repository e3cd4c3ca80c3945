import { sql } from 'kysely';
import type { Kysely, SqlBool } from 'kysely';
import { compileOnce } from './compile-once.ts';
import { isPostgres } from './dialects/is-postgres.ts';
import type { EntryToIndex } from './entry-index.ts';
import { decodeJson } from './json.ts';
import type { Tables } from './tables.ts';

type References = { entryId: string; references: readonly string[] };

/** What the public version refers to, in the transaction that makes it public. */
export async function writePublicReferences(
  tx: Kysely<Tables>,
  { entryId, references }: References,
): Promise<void> {
  await deletePublicReferences(tx, { entryId });
  if (references.length === 0) return;
  const rows = references.map((targetId) => ({ entry_id: entryId, target_id: targetId }));
  await insertReferences(tx, { rows });
}

export async function deletePublicReferences(
  tx: Kysely<Tables>,
  { entryId }: { entryId: string },
): Promise<void> {
  await deleteReferences(tx, { entryId });
}

const deleteReferences = compileOnce((db, { entryId }: { entryId: string }) =>
  db.deleteFrom('public_reference').where('entry_id', '=', entryId),
);
const insertReferences = compileOnce(
  (db, { rows }: { rows: readonly { entry_id: string; target_id: string }[] }) =>
    db.insertInto('public_reference').values(rows),
);

/** For a version that is public already. */
export async function indexPublicReferences(
  tx: Kysely<Tables>,
  { versionId, ...references }: References & { versionId: string },
): Promise<void> {
  await writePublicReferences(tx, references);
  await tx
    .updateTable('entry')
    .set({ referenced_version_id: versionId })
    .where('id', '=', references.entryId)
    .execute();
}

/** The public versions whose references nobody has written down: those of before there was a place for that, and those that an older release has made public. */
export async function readPublicToIndex(
  tx: Kysely<Tables>,
  { limit }: { limit: number },
): Promise<EntryToIndex[]> {
  const query = tx
    .selectFrom('entry')
    .innerJoin('version', 'version.id', 'entry.published_version_id')
    .select([
      'entry.id as entryId',
      'version.id as versionId',
      'entry.collection',
      'entry.locale',
      'version.content',
    ])
    .where(sql<SqlBool>`entry.referenced_version_id is distinct from entry.published_version_id`)
    .orderBy('entry.id')
    .limit(limit);
  const rows = await (isPostgres(tx) ? query.forUpdate('entry') : query).execute();
  return rows.map(({ content, ...entry }) => Object.assign(entry, { content: decodeJson(content) }));
}
