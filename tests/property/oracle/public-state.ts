import { sql } from 'kysely';
import type { PublishedEntry, PublishedMedia, PublishedRedirect } from '../../../model/publication.ts';
import type { Database } from '../../../server/store/database.ts';

/** Everything that is public. */
export type PublicState = {
  entries: readonly PublishedEntry[];
  media: readonly PublishedMedia[];
  redirects: readonly PublishedRedirect[];
};

/** Asked of the primary database in statements of our own. */
export async function readPublicState({ db }: Database): Promise<PublicState> {
  const entries = await sql<EntryRow>`
    select entry.id, entry.collection, entry.locale, entry.translation_group, entry.first_published_at,
      entry.published_at, version.id as version_id, version.slug, version.content,
      (select path from public_path where public_path.entry_id = entry.id) as path
    from entry, version
    where version.id = entry.published_version_id`.execute(db);
  const media = await sql<{ facts: string }>`select facts from published_media`.execute(db);
  const redirects =
    await sql<RedirectRow>`select from_path, status, to_path, to_entry_id from redirect`.execute(db);
  return {
    entries: entries.rows.map(entryOf),
    media: media.rows.map(({ facts }) => JSON.parse(facts) as PublishedMedia),
    redirects: redirects.rows.map(redirectOf),
  };
}

function entryOf(row: EntryRow): PublishedEntry {
  return {
    id: row.id,
    collection: row.collection,
    locale: row.locale,
    translationGroup: row.translation_group,
    slug: row.slug,
    path: row.path,
    versionId: row.version_id,
    fields: JSON.parse(row.content) as Record<string, unknown>,
    firstPublishedAt: row.first_published_at,
    publishedAt: row.published_at,
  };
}

function redirectOf({ from_path: path, status, to_entry_id, to_path }: RedirectRow): PublishedRedirect {
  if (to_path?.startsWith('/') === false) return { path, status, to: { kind: 'url', url: to_path } };
  if (to_path !== null) return { path, status, to: { kind: 'path', path: to_path } };
  return { path, status, to: to_entry_id === null ? null : { kind: 'entry', entryId: to_entry_id } };
}

type EntryRow = Record<
  | 'id'
  | 'collection'
  | 'locale'
  | 'translation_group'
  | 'first_published_at'
  | 'published_at'
  | 'version_id'
  | 'content',
  string
> & { slug: string | null; path: string | null };

type RedirectRow = {
  from_path: string;
  status: PublishedRedirect['status'];
  to_path: string | null;
  to_entry_id: string | null;
};
