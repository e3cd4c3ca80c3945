import { buffer } from 'node:stream/consumers';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { isSameRegion, variantSizes, type PictureRegion } from '../../model/media-variants.ts';
import type { MediaVariant } from '../../model/publication.ts';
import { SYSTEM_ACTOR } from '../accounts/actor.ts';
import { addJob, type JobKind } from '../store/add-job.ts';
import { lockDecision } from '../store/locks.ts';
import { readMedia, type StoredMedia } from '../store/media.ts';
import { readPublishedMedia } from '../store/published-media.ts';
import { putVariants, type StoredVariant } from '../store/media-variants.ts';
import type { Tables } from '../store/tables.ts';
import type { MediaContext } from './media-context.ts';
import { LATER } from './pictures.ts';
import { makeVariants } from './prepare-file.ts';
import { CROPS_MAX, publishFacts } from './publish-facts.ts';

/** The payload names the bytes as well: of a file that has been replaced, the job asked for then has nothing to do. */
export const MAKE_AVIF = {
  name: 'media.make-avif',
  payload: z.object({ mediaId: z.string(), hash: z.string() }),
  maxAttempts: 5,
  priority: -1,
  timeoutMs: 30 * 60_000,
} satisfies JobKind;

type Request = {
  media: StoredMedia;
  variants: readonly StoredVariant[];
  now: string;
  correlationId: string | null;
};

/** It takes many times as long as WebP: nobody waits for it, and pages show it once it is there. */
export async function requestAvif(
  tx: Kysely<Tables>,
  { correlationId, media, now, variants }: Request,
): Promise<void> {
  if (variants.length === 0) return;
  const payload = { mediaId: media.id, hash: media.hash };
  await addJob(tx, MAKE_AVIF, { payload, now, correlationId, uniqueKey: `${media.id} ${media.hash}` });
}

export type AvifOrder = { mediaId: string; hash: string; correlationId: string | null };

/** Makes the AVIF variants of a picture, and publishes that they are there. Done twice, it gives the same. */
export async function makeAvif(
  context: MediaContext,
  { correlationId, hash, mediaId }: AvifOrder,
): Promise<void> {
  const [media] = await readMedia(context.database.db, { ids: [mediaId] });
  if (media?.hash !== hash || media.width === null || media.height === null) return;
  const original = await readOriginal(context, media);
  const sizes = variantSizes({ width: media.width, height: media.height });
  const variants = await makeVariants(context, { original, sizes, format: 'avif', priority: LATER });
  await publishMade(context, { media, variants, crops: [], correlationId });
}

export type CropsOrder = {
  mediaId: string;
  /** What the hash of the original begins with. */
  hashStart: string;
  crops: readonly PictureRegion[];
  correlationId: string | null;
};

/** The same of parts of a picture: which ones there are, only the pages know. */
export async function makeAvifOfCrops(
  context: MediaContext,
  { correlationId, crops: asked, hashStart, mediaId }: CropsOrder,
): Promise<void> {
  const { db } = context.database;
  const [media] = await readMedia(db, { ids: [mediaId] });
  if (media?.hash.startsWith(hashStart) !== true) return;
  const there = (await readPublishedMedia(db, { ids: [mediaId] })).get(mediaId)?.variants ?? [];
  const missing = asked.filter((crop) => !there.some((one) => isSameRegion(one.crop ?? null, crop)));
  if (missing.length === 0) return;
  const original = await readOriginal(context, media);
  const variants: StoredVariant[] = [];
  const crops: MediaVariant[] = [];
  for (const crop of missing.slice(-CROPS_MAX)) {
    const sizes = variantSizes(crop);
    const made = await makeVariants(context, { original, crop, sizes, format: 'avif', priority: LATER });
    variants.push(...made);
    crops.push(...made.map(({ format, hash, height, width }) => ({ format, width, height, hash, crop })));
  }
  await publishMade(context, { media, variants, crops, correlationId });
}

async function readOriginal(
  { store }: MediaContext,
  { hash, id }: StoredMedia,
): Promise<{ hash: string; bytes: Buffer }> {
  const opened = await store.open(hash);
  if (opened === null) throw new Error(`The bytes of the media file ${id} are not there.`);
  return { hash, bytes: await buffer(opened) };
}

type Made = {
  media: StoredMedia;
  variants: readonly StoredVariant[];
  crops: readonly MediaVariant[];
  correlationId: string | null;
};

async function publishMade(
  context: MediaContext,
  { correlationId, crops, media: { hash, id }, variants }: Made,
): Promise<void> {
  const at = context.now().toISOString();
  const publication = await context.database.write(async (tx) => {
    await lockDecision(tx, { name: `media ${id}` });
    const [media] = await readMedia(tx, { ids: [id] });
    await putVariants(tx, variants);
    if (media?.hash !== hash) return null;
    return await publishFacts(tx, { actor: SYSTEM_ACTOR, at, correlationId, media, crops });
  });
  if (publication !== null) context.publicationCommitted(publication);
}
