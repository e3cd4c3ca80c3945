import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from 'kysely';
import type { PictureRegion } from '../../model/media-variants.ts';
import type { LogPosition, MediaVariant, PublishedMedia } from '../../model/publication.ts';
import { putPublishedMedia, readPublishedMedia } from '../store/published-media.ts';
import { appendPublication, lockPublicationLog } from '../store/publications.ts';
import { readVariants } from '../store/media-variants.ts';
import type { StoredMedia } from '../store/media.ts';
import type { Tables } from '../store/tables.ts';
import type { Call } from './media-context.ts';

/** Of one picture: more than a site shows of it, and no end where each of many entries has a focal point of its own for it. The newest stay. */
export const CROPS_MAX = 8;

type Publishing = Call & {
  media: StoredMedia;
  at: string;
  /** Parts of the picture that have been made since, in all of their sizes. */
  crops?: readonly MediaVariant[];
};

/**
 * What is known of a file is public from the first moment on: no page shows it before an entry that names it is published, and then everything of it is
 * there. Null where all of it was public already.
 */
export async function publishFacts(
  tx: Transaction<Tables>,
  { actor, at, correlationId, crops = [], media }: Publishing,
): Promise<LogPosition | null> {
  await lockPublicationLog(tx);
  const previous = (await readPublishedMedia(tx, { ids: [media.id] })).get(media.id) ?? null;
  const variants = (await readVariants(tx, { originals: [media.hash] })).get(media.hash) ?? [];
  const facts = factsOf(media, [...variants, ...cropsAfter(previous, { media, made: crops })]);
  if (isDeepStrictEqual(facts, previous)) return null;
  await putPublishedMedia(tx, facts);
  return await appendPublication(tx, {
    actorId: actor.userId,
    correlationId,
    committedAt: at,
    items: [{ kind: 'media', media: facts, previous }],
  });
}

type Made = { media: StoredMedia; made: readonly MediaVariant[] };

/** Those that were there, unless they are of another file by now, and those that have been made. */
function cropsAfter(previous: PublishedMedia | null, { made, media }: Made): MediaVariant[] {
  const before = previous?.hash === media.hash ? previous.variants : [];
  const byRegion = new Map<string, MediaVariant[]>();
  for (const group of [before, made])
    for (const [region, variants] of Map.groupBy(group, ({ crop }) => crop && regionKey(crop)))
      if (region !== undefined) {
        byRegion.delete(region);
        byRegion.set(region, variants);
      }
  return [...byRegion.values()].slice(-CROPS_MAX).flat();
}

function regionKey({ height, left, top, width }: PictureRegion): string {
  return [left, top, width, height].join('.');
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
