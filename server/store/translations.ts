import type { Kysely } from 'kysely';
import { selectAllSummaries, type StoredEntrySummary } from './entries.ts';
import { isInScope, type EntryScope } from './entry-scope.ts';
import type { Tables } from './tables.ts';
import { keepVersion } from './versions.ts';

/** What a translation was made from, or was last compared with. */
export type TranslationSource = { entryId: string; versionId: string };

export type StoredTranslation = StoredEntrySummary & {
  sourceEntryId: string | null;
  sourceVersionId: string | null;
};

/** The entries of a group but those in the trash, by locale. */
export async function listTranslations(
  tx: Kysely<Tables>,
  { translationGroup }: { translationGroup: string },
): Promise<StoredTranslation[]> {
  return await selectAllSummaries(tx)
    .select(['entry.source_entry_id as sourceEntryId', 'entry.source_version_id as sourceVersionId'])
    .where('entry.translation_group', '=', translationGroup)
    .where('entry.trashed_at', 'is', null)
    .orderBy('entry.locale')
    .execute();
}

/** The version is kept for good, so that what has changed since can be seen. Its entry is locked. */
export async function setTranslationSource(
  tx: Kysely<Tables>,
  { at, entryId, source }: { entryId: string; source: TranslationSource; at: string },
): Promise<void> {
  await keepVersion(tx, { id: source.versionId, keptAt: at });
  await tx
    .updateTable('entry')
    .set({ source_entry_id: source.entryId, source_version_id: source.versionId })
    .where('id', '=', entryId)
    .execute();
}

/** The hashes of what these versions hold: two are the same where nothing has changed. */
export async function readContentHashes(
  tx: Kysely<Tables>,
  { ids }: { ids: readonly string[] },
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('version')
    .select(['id', 'content_hash as hash'])
    .where('id', 'in', ids)
    .execute();
  return new Map(rows.map(({ hash, id }) => [id, hash]));
}

/** Of those of the entries that have a translation to the locale, which entry that is. Both are of the scope. */
export async function findTranslations(
  tx: Kysely<Tables>,
  { ids, locale, scope }: { ids: readonly string[]; locale: string; scope: EntryScope },
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('entry')
    .innerJoin('entry as other', 'other.translation_group', 'entry.translation_group')
    .select(['entry.id', 'other.id as otherId'])
    .where('entry.id', 'in', ids)
    .where('other.locale', '=', locale)
    .where('other.trashed_at', 'is', null)
    .where(isInScope(scope))
    .where(isInScope(scope, 'other'))
    .execute();
  return new Map(rows.map(({ id, otherId }) => [id, otherId]));
}
