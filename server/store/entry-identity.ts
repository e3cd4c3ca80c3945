import type { Kysely } from 'kysely';
import { compileOnce } from './compile-once.ts';
import type { Tables } from './tables.ts';

/** SQLite takes 32,766 parameters in a statement, and a bundle may hold more links. */
const IDS_PER_QUERY = 1_000;

/** Which of the slugs an entry of the collection has already, in its draft or in public. */
export async function findTakenSlugs(
  tx: Kysely<Tables>,
  { collection, locale, slugs }: { collection: string; locale: string; slugs: readonly string[] },
): Promise<Set<string | null>> {
  const rows = await tx
    .selectFrom('version')
    .innerJoin('entry', 'entry.id', 'version.entry_id')
    .select('version.slug')
    .where('version.slug', 'in', slugs)
    .where((expression) =>
      expression.or([
        expression('version.id', '=', expression.ref('entry.draft_version_id')),
        expression('version.id', '=', expression.ref('entry.published_version_id')),
      ]),
    )
    .where('entry.collection', '=', collection)
    .where('entry.locale', '=', locale)
    .where('entry.trashed_at', 'is', null)
    .execute();
  return new Set(rows.map(({ slug }) => slug));
}

/** Whether a translation group has its entry in a locale. Ask under `lockDecision` before making one. */
export async function hasTranslation(
  tx: Kysely<Tables>,
  { translationGroup, locale }: { translationGroup: string; locale: string },
): Promise<boolean> {
  const row = await tx
    .selectFrom('entry')
    .select('id')
    .where('translation_group', '=', translationGroup)
    .where('locale', '=', locale)
    .where('trashed_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The group that the entries of a single share; null if it has none yet. */
export async function findSingleGroup(
  tx: Kysely<Tables>,
  { collection }: { collection: string },
): Promise<string | null> {
  const row = await tx
    .selectFrom('entry')
    .select('translation_group as translationGroup')
    .where('collection', '=', collection)
    .where('trashed_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return row?.translationGroup ?? null;
}

/** The collection of each of the entries that exist, by id. */
export async function readCollectionsOf(
  tx: Kysely<Tables>,
  { ids }: { ids: readonly string[] },
): Promise<Map<string, string>> {
  const collections = new Map<string, string>();
  for (let start = 0; start < ids.length; start += IDS_PER_QUERY) {
    const { rows } = await selectCollections(tx, { ids: ids.slice(start, start + IDS_PER_QUERY) });
    for (const { id, collection } of rows) collections.set(id, collection);
  }
  return collections;
}

const selectCollections = compileOnce((db, { ids }: { ids: readonly string[] }) =>
  db.selectFrom('entry').select(['id', 'collection']).where('id', 'in', ids).where('trashed_at', 'is', null),
);
