import type { Kysely } from 'kysely';
import { z } from 'zod';
import { parseMediaPath } from '../../../model/media-paths.ts';
import { variantSizes, type PictureRegion } from '../../../model/media-variants.ts';
import { addJobs, type JobKind } from '../../store/add-job.ts';
import type { ReleaseFile } from '../../store/releases.ts';
import type { Tables } from '../../store/tables.ts';

const region = z.object({ left: z.int(), top: z.int(), width: z.int(), height: z.int() });

export const MAKE_AVIF_OF_CROPS = {
  name: 'media.make-avif-of-crops',
  payload: z.object({ mediaId: z.string(), hashStart: z.string(), crops: z.array(region) }),
  maxAttempts: 5,
  priority: -1,
  timeoutMs: 30 * 60_000,
} satisfies JobKind;

type Parts = z.infer<(typeof MAKE_AVIF_OF_CROPS)['payload']>;

type Recording = { files: readonly ReleaseFile[]; base: string; now: string; correlationId: string | null };

/**
 * Which parts of a picture a site shows, its templates alone know. In the transaction that records the release with which a part becomes public: AVIF of it
 * comes later, as it does of whole pictures.
 */
export async function requestAvifOfCrops(
  tx: Kysely<Tables>,
  { base, correlationId, files, now }: Recording,
): Promise<void> {
  const byPicture = new Map<string, Parts>();
  for (const { change, file } of files) {
    const part = change === 'created' ? partOf(`/${file}`, base) : null;
    if (part === null) continue;
    const { crop, ...picture } = part;
    const key = `${part.mediaId} ${part.hashStart}`;
    const known = byPicture.get(key);
    if (known === undefined) byPicture.set(key, { ...picture, crops: [crop] });
    else known.crops.push(crop);
  }
  await addJobs(tx, MAKE_AVIF_OF_CROPS, { payloads: [...byPicture.values()], now, correlationId });
}

/** Of the files that show one part, the one that is there whichever sizes there are: the largest. Templates that choose their own format ask for it by name. */
function partOf(
  path: string,
  base: string,
): { mediaId: string; hashStart: string; crop: PictureRegion } | null {
  const address = parseMediaPath(path, base);
  if (address === null || address === 'nothing' || 'asset' in address || address.variant === null)
    return null;
  const { crop, format, quality, width } = address.variant;
  if (crop === null || format !== 'webp' || quality !== undefined) return null;
  if (width !== variantSizes(crop).at(-1)?.width) return null;
  return { mediaId: address.mediaId, hashStart: address.hashStart, crop };
}
