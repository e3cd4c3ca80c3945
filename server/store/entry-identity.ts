import type { Kysely } from 'kysely';
import { compileOnce } from './compile-once.ts';
import { isInScope, type EntryScope } from './entry-scope.ts';
import type { Tables } from './tables.ts';

/** SQLite takes 32,766 parameters in a statement, and a bundle may hold more links. */
const IDS_PER_QUERY = 1_000;

type SlugSearch = { collection: string; locale: string; slugs: readonly string[]; scope: EntryScope };

/** Which of the slugs an entry of the collection has already: in public, or in a draft of the scope. */
export async function findTakenSlugs(
  tx: Kysely<Tables>,
  { collection, locale, scope, slugs }: SlugSearch,
): Promise<Set<string | null>> {
  const rows = await tx
    .selectFrom('version')
    .innerJoin('entry', 'entry.id', 'version.entry_id')
    .select('version.slug')
    .where('version.slug', 'in', slugs)
    .where((expression) =>
      expression.or([
        expression.and([
          expression('version.id', '=', expression.ref('entry.draft_version_id')),
          isInScope(scope),
        ]),
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

/** Where an entry belongs, which decides who may read it. */
export type PlacedEntry = {
  id: string;
  collection: string;
  locale: string;
  createdBy: string | null;
  /** Since when it is in the trash, or gone for good. */
  trashedAt: string | null;
};

/** Those of the entries that there are or were, by id. */
export async function readPlaces(
  tx: Kysely<Tables>,
  { ids }: { ids: readonly string[] },
): Promise<Map<string, PlacedEntry>> {
  const places = new Map<string, PlacedEntry>();
  for (let start = 0; start < ids.length; start += IDS_PER_QUERY) {
    const { rows } = await selectPlaces(tx, { ids: ids.slice(start, start + IDS_PER_QUERY) });
    for (const place of rows) places.set(place.id, place);
  }
  return places;
}

const selectPlaces = compileOnce((db, { ids }: { ids: readonly string[] }) =>
  db
    .selectFrom('entry')
    .select(['id', 'collection', 'locale', 'created_by as createdBy', 'trashed_at as trashedAt'])
    .where('id', 'in', ids),
);
