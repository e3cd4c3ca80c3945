import type { Kysely } from 'kysely';
import type { PublishedMedia } from '../../model/publication.ts';
import { decodeJson, encodeJson } from './json.ts';
import type { Tables } from './tables.ts';

/** The facts of these media files that are public, by id. */
export async function readPublishedMedia(
  tx: Kysely<Tables>,
  { ids }: { ids: readonly string[] },
): Promise<Map<string, PublishedMedia>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('published_media')
    .select(['media_id as id', 'facts'])
    .where('media_id', 'in', ids)
    .execute();
  return new Map(rows.map(({ id, facts }) => [id, mediaOf(decodeJson(facts))]));
}

/** In the transaction that publishes it. */
export async function putPublishedMedia(tx: Kysely<Tables>, media: PublishedMedia): Promise<void> {
  const facts = encodeJson(media);
  await tx
    .insertInto('published_media')
    .values({ media_id: media.id, facts })
    .onConflict((conflict) => conflict.column('media_id').doUpdateSet({ facts }))
    .execute();
}

export async function deletePublishedMedia(tx: Kysely<Tables>, { id }: { id: string }): Promise<void> {
  await tx.deleteFrom('published_media').where('media_id', '=', id).execute();
}

/** What was written as the facts of a file is read as them. */
export function mediaOf(facts: Record<string, unknown>): PublishedMedia {
  return facts as PublishedMedia;
}
