import { buffer } from 'node:stream/consumers';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { variantSizes } from '../../model/media-variants.ts';
import { SYSTEM_ACTOR } from '../accounts/actor.ts';
import { addJob, type JobKind } from '../store/add-job.ts';
import { lockDecision } from '../store/locks.ts';
import { readMedia, type StoredMedia } from '../store/media.ts';
import { putVariants, type StoredVariant } from '../store/media-variants.ts';
import type { Tables } from '../store/tables.ts';
import type { MediaContext } from './media-context.ts';
import { LATER } from './pictures.ts';
import { makeVariants } from './prepare-file.ts';
import { publishFacts } from './publish-facts.ts';

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
  if (media?.hash !== hash) return;
  const opened = await context.store.open(hash);
  if (opened === null) throw new Error(`The bytes of the media file ${mediaId} are not there.`);
  const original = { hash, bytes: await buffer(opened) };
  if (media.width === null || media.height === null) return;
  const sizes = variantSizes({ width: media.width, height: media.height });
  const variants = await makeVariants(context, { original, sizes, format: 'avif', priority: LATER });
  const at = context.now().toISOString();
  const publication = await context.database.write(async (tx) => {
    await lockDecision(tx, { name: `media ${mediaId}` });
    const [now] = await readMedia(tx, { ids: [mediaId] });
    await putVariants(tx, variants);
    if (now?.hash !== hash) return null;
    return await publishFacts(tx, { actor: SYSTEM_ACTOR, at, correlationId, media: now });
  });
  if (publication !== null) context.publicationCommitted(publication);
}
