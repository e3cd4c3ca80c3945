import { sql } from 'kysely';
import type { PublishedEntry } from '../../../model/publication.ts';
import type { Database } from '../../../server/store/database.ts';

/** Everything that is public, asked of the primary database in one statement of our own. */
export async function readPublicEntries({ db }: Database): Promise<PublishedEntry[]> {
  const { rows } = await sql<Row>`
    select entry.id, entry.collection, entry.locale, entry.translation_group, entry.first_published_at,
      entry.published_at, version.id as version_id, version.slug, version.content,
      (select path from public_path where public_path.entry_id = entry.id) as path
    from entry, version
    where version.id = entry.published_version_id`.execute(db);
  return rows.map((row) => ({
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
  }));
}

type Row = Record<
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
