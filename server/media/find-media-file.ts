import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { cropAround, variantName, type Size, type VariantFormat } from '../../model/media-variants.ts';
import { requirePermission } from '../accounts/require-permission.ts';
import { AppError } from '../errors.ts';
import type { StoredMedia } from '../store/media.ts';
import { findVariant, putVariants } from '../store/media-variants.ts';
import { findMedia } from './find-media.ts';
import type { Call, MediaContext } from './media-context.ts';
import { renderVariant, SOON } from './pictures.ts';

export type FileOrder = Call & {
  id: string;
  /** Of a picture: made to this width. */
  width?: number | undefined;
  format?: VariantFormat | undefined;
  /** Cropped around the focal point, to this ratio of width to height. */
  ratio?: { width: number; height: number } | undefined;
};

export type MediaFile = {
  media: StoredMedia;
  contentType: string;
  hash: string;
  sizeBytes: number;
  /** All of it, or the bytes from `start` to `end`, that one included. */
  open(part?: { start: number; end: number }): Promise<Readable>;
};

/** The original, or a variant of it: made now where it has not been asked for before. */
export async function findMediaFile(context: MediaContext, order: FileOrder): Promise<MediaFile> {
  requirePermission(order.actor, 'media.read', { kind: 'installation' });
  const media = await findMedia(context.database.db, order);
  const wanted = await variantOf(context, { media, order });
  const { contentType, hash, sizeBytes } = wanted ?? media;
  if ((await context.store.stat(hash))?.sizeBytes !== sizeBytes) throw bytesMissing(media);
  return {
    media,
    contentType,
    hash,
    sizeBytes,
    open: async (part) => {
      const bytes = await context.store.open(hash, part);
      if (bytes === null) throw bytesMissing(media);
      return bytes;
    },
  };
}

type Wanted = { media: StoredMedia; order: FileOrder };

async function variantOf(
  context: MediaContext,
  { media, order: { format, ratio, width } }: Wanted,
): Promise<{ contentType: string; hash: string; sizeBytes: number } | null> {
  if (format === undefined && ratio === undefined && width === undefined) return null;
  if (media.width === null || media.height === null) throw noPicture();
  const whole = { width: media.width, height: media.height };
  const focal = { x: media.focalX, y: media.focalY };
  const crop = ratio === undefined ? null : cropAround(whole, { ratio: ratio.width / ratio.height, focal });
  const size = scaledTo(width, crop ?? whole);
  const parameters = { ...size, crop, format: format ?? 'webp' } as const;
  const contentType = `image/${parameters.format}`;
  const name = variantName(media.hash, parameters);
  const found = await findVariant(context.database.db, { name });
  if (found !== null && (await context.store.stat(found.hash)) !== null) return { contentType, ...found };
  const original = await context.store.open(media.hash);
  if (original === null) throw bytesMissing(media);
  const stored = await context.store.put(
    await renderVariant(await buffer(original), { ...parameters, priority: SOON }),
  );
  const made = {
    ...size,
    ...stored,
    name,
    format: parameters.format,
    originalHash: media.hash,
    isCrop: crop !== null,
    createdAt: context.now().toISOString(),
  };
  await context.database.write((tx) => putVariants(tx, [made]));
  return { contentType, ...stored };
}

/** Never larger than it is. */
function scaledTo(wanted: number | undefined, { height, width }: Size): Size {
  const scaled = Math.min(wanted ?? width, width);
  return { width: scaled, height: Math.max(1, Math.round((scaled * height) / width)) };
}

function noPicture(): AppError {
  return new AppError('invalid-input', 'The file is no picture: there is one form of it, and no other.', {
    issues: [{ path: 'query', message: 'Leave out width, ratio and format.' }],
  });
}

function bytesMissing({ fileName }: StoredMedia): AppError {
  return new AppError(
    'media-bytes-missing',
    `The bytes of ${JSON.stringify(fileName)} are not where media are kept. Bring them back from a backup, or upload the file again.`,
  );
}
