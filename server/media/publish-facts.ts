import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from 'kysely';
import type { LogPosition, MediaVariant, PublishedMedia } from '../../model/publication.ts';
import { putPublishedMedia, readPublishedMedia } from '../store/published-media.ts';
import { appendPublication, lockPublicationLog } from '../store/publications.ts';
import { readVariants } from '../store/media-variants.ts';
import type { StoredMedia } from '../store/media.ts';
import type { Tables } from '../store/tables.ts';
import type { Call } from './media-context.ts';

/**
 * What is known of a file is public from the first moment on: no page shows it before an entry that names it is published, and then everything of it is
 * there. Null where all of it was public already.
 */
export async function publishFacts(
  tx: Transaction<Tables>,
  { actor, at, correlationId, media }: Call & { media: StoredMedia; at: string },
): Promise<LogPosition | null> {
  await lockPublicationLog(tx);
  const previous = (await readPublishedMedia(tx, { ids: [media.id] })).get(media.id) ?? null;
  const variants = (await readVariants(tx, { originals: [media.hash] })).get(media.hash) ?? [];
  const facts = factsOf(media, variants);
  if (isDeepStrictEqual(facts, previous)) return null;
  await putPublishedMedia(tx, facts);
  return await appendPublication(tx, {
    actorId: actor.userId,
    correlationId,
    committedAt: at,
    items: [{ kind: 'media', media: facts, previous }],
  });
}

function factsOf(
  { alt, contentType, fileName, focalX, focalY, hash, height, id, placeholder, width }: StoredMedia,
  variants: readonly MediaVariant[],
): PublishedMedia {
  return {
    id,
    hash,
    fileName,
    contentType,
    width,
    height,
    alt,
    focalX,
    focalY,
    ...(placeholder === null ? {} : { placeholder }),
    variants,
  };
}
