import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { decodeJson } from './json.ts';
import { mediaOf } from './published-media.ts';
import type { Tables } from './tables.ts';

/** What of the bytes that are kept is named by anything. */
export type NamedHashes = {
  /** By files of the library and what was made of them: it has to be there. */
  needed: Set<string>;
  /** By publications since then alone: whoever takes one back needs it again. */
  remembered: Set<string>;
};

export async function readNamedHashes(
  tx: Kysely<Tables>,
  { since }: { since: string },
): Promise<NamedHashes> {
  const files = await tx.selectFrom('media').select('hash').execute();
  const variants = await tx
    .selectFrom('media_variant')
    .innerJoin('media', 'media.hash', 'media_variant.original_hash')
    .select('media_variant.hash')
    .execute();
  const published = await tx.selectFrom('published_media').select('facts').execute();
  const needed = new Set([...files, ...variants].map(({ hash }) => hash));
  for (const { facts } of published) addHashes(needed, facts);
  const items = await tx
    .selectFrom('publication_item')
    .innerJoin('publication', 'publication.seq', 'publication_item.seq')
    .select(['payload', 'previous_payload'])
    .where('kind', 'in', ['media', 'media-removed'])
    .where('committed_at', '>=', since)
    .execute();
  const remembered = new Set<string>();
  for (const item of items)
    for (const facts of [item.payload, item.previous_payload])
      if (facts !== null) addHashes(remembered, facts);
  return { needed, remembered };
}

function addHashes(hashes: Set<string>, facts: string): void {
  const { hash, variants } = mediaOf(decodeJson(facts));
  for (const one of [hash, ...variants.map((variant) => variant.hash)]) hashes.add(one);
}

/** What was made of originals that no file has any more, and crops that were made before then: whoever asks for one gets it made again. */
export async function deleteIdleVariants(
  tx: Kysely<Tables>,
  { cropsBefore, madeBefore }: { cropsBefore: string; madeBefore: string },
): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('media_variant')
    .where((row) =>
      row.or([
        row.and([row('is_crop', '=', 1), row('created_at', '<', cropsBefore)]),
        row.and([
          row('created_at', '<', madeBefore),
          sql<boolean>`not exists (select 1 from media where media.hash = media_variant.original_hash)`,
        ]),
      ]),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}
