import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Of each of these files, in alphabetical order. */
export async function readMediaTags(
  tx: Kysely<Tables>,
  { ids }: { ids: readonly string[] },
): Promise<Map<string, string[]>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('media_tag')
    .select(['media_id', 'tag'])
    .where('media_id', 'in', ids)
    .orderBy('tag')
    .execute();
  const grouped = Map.groupBy(rows, (row) => row.media_id);
  return new Map([...grouped].map(([id, group]) => [id, group.map(({ tag }) => tag)]));
}

/** These, and no others from now on. */
export async function putMediaTags(
  tx: Kysely<Tables>,
  { id, tags }: { id: string; tags: readonly string[] },
): Promise<void> {
  await tx.deleteFrom('media_tag').where('media_id', '=', id).execute();
  if (tags.length === 0) return;
  await tx
    .insertInto('media_tag')
    .values(tags.map((tag) => ({ media_id: id, tag })))
    .execute();
}

export type CountedTag = { tag: string; count: number };

/** Those that files have, with the number of files of each. */
export async function countMediaTags(
  tx: Kysely<Tables>,
  { limit }: { limit: number },
): Promise<CountedTag[]> {
  const rows = await tx
    .selectFrom('media_tag')
    .select(['tag', ({ fn }) => fn.countAll().as('count')])
    .groupBy('tag')
    .orderBy('count', 'desc')
    .orderBy('tag')
    .limit(limit)
    .execute();
  return rows.map(({ count, tag }) => ({ tag, count: Number(count) }));
}
