import { sql } from 'kysely';
import type { Kysely, SqlBool } from 'kysely';
import { isPostgres } from './dialects/is-postgres.ts';
import { MEDIA_COLUMNS } from './media.ts';
import type { StoredMedia } from './media.ts';
import type { Tables } from './tables.ts';

export type MediaFilter = {
  /** Such as `image/`; the beginning of a content type. */
  typePrefix?: string | undefined;
  /** In any entry, as a draft or in public, the trash included. */
  isUsed?: boolean | undefined;
  /** Pictures without an alternative text that somebody may need, or all other files. */
  lacksAlt?: boolean | undefined;
  tag?: string | undefined;
  /** Words of the name or of the alternative text. */
  words?: readonly string[] | undefined;
  /** Those older than this one. */
  before?: string | undefined;
  limit: number;
};

export type ListedMedia = StoredMedia & { isUsed: boolean };

const IS_USED = sql<SqlBool>`(
  exists (select 1 from entry_reference as reference where reference.target_id = media.id)
  or exists (select 1 from public_reference as reference where reference.target_id = media.id))`;

const LACKS_ALT = sql<SqlBool>`(content_type like 'image/%' and alt = '' and is_decorative = 0)`;

/** The newest first. */
export async function listMedia(
  tx: Kysely<Tables>,
  { before, isUsed, lacksAlt, limit, tag, typePrefix, words = [] }: MediaFilter,
): Promise<ListedMedia[]> {
  const like = sql.raw(isPostgres(tx) ? 'ilike' : 'like');
  let query = tx
    .selectFrom('media')
    .select(MEDIA_COLUMNS)
    .select(sql<number>`case when ${IS_USED} then 1 else 0 end`.as('used'));
  if (before !== undefined) query = query.where('id', '<', before);
  if (isUsed !== undefined) query = query.where(isUsed ? IS_USED : sql<SqlBool>`not ${IS_USED}`);
  if (lacksAlt !== undefined) query = query.where(lacksAlt ? LACKS_ALT : sql<SqlBool>`not ${LACKS_ALT}`);
  if (tag !== undefined)
    query = query.where(
      sql<SqlBool>`exists (select 1 from media_tag where media_tag.media_id = media.id and media_tag.tag = ${tag})`,
    );
  if (typePrefix !== undefined)
    query = query.where(sql<SqlBool>`content_type like ${`${escaped(typePrefix)}%`} escape '!'`);
  for (const word of words) {
    const pattern = `%${escaped(word)}%`;
    query = query.where(
      sql<SqlBool>`(file_name ${like} ${pattern} escape '!' or alt ${like} ${pattern} escape '!')`,
    );
  }
  const rows = await query.orderBy('id', 'desc').limit(limit).execute();
  return rows.map(({ used, ...media }) => Object.assign(media, { isUsed: used === 1 }));
}

function escaped(text: string): string {
  return text.replaceAll(/[!%_]/g, '!$&');
}
