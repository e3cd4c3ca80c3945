import { createReadStream } from 'node:fs';
import {
  variantName,
  variantSizes,
  type PictureRegion,
  type Size,
  type VariantFormat,
} from '../../model/media-variants.ts';
import type { StoredFile } from '../store/media.ts';
import type { StoredVariant } from '../store/media-variants.ts';
import { mediaFileName, mismatchOf } from './file-name.ts';
import { inspectFile } from './inspect-file.ts';
import type { MediaContext, ReceivedFile } from './media-context.ts';
import { cleanPicture, readPicture, renderVariant, SOON, thumbHashOf } from './pictures.ts';

export type PreparedFile = {
  file: StoredFile;
  variants: StoredVariant[];
  /** What its sender should know. */
  notes: string[];
};

/** Looks at a file that has arrived, cleans it, keeps its bytes, and makes what pages show of it. Nothing refers to any of it yet. */
export async function prepareFile(
  context: Pick<MediaContext, 'limits' | 'now' | 'store'>,
  received: ReceivedFile,
): Promise<PreparedFile> {
  const type = await inspectFile(received, context.limits);
  const { contentType } = type;
  const mismatch = mismatchOf(received, type);
  const notes = mismatch === null ? [] : [mismatch];
  const named = { fileName: mediaFileName(received.fileName, type), contentType, uploadHash: received.hash };
  if (type.kind !== 'picture') {
    const stored = await context.store.put(createReadStream(received.path));
    const file = { ...named, ...stored, width: null, height: null, placeholder: null };
    return { file, variants: [], notes };
  }
  const { limits } = context;
  const picture = await readPicture(received.path, { contentType, limits });
  const { bytes, height, width } = await cleanPicture(received.path, { contentType, limits, picture });
  const stored = await context.store.put(bytes);
  const placeholder = await thumbHashOf(bytes);
  // Frames are shown as they are: one of them alone would be another picture.
  const sizes = picture.frames > 1 ? [] : variantSizes({ width, height });
  const original = { bytes, hash: stored.hash };
  const variants = await makeVariants(context, { original, sizes, format: 'webp', priority: SOON });
  return { file: { ...named, ...stored, width, height, placeholder }, variants, notes };
}

type VariantOrder = {
  original: { bytes: Buffer; hash: string };
  /** Of all of it, where none is named. */
  crop?: PictureRegion;
  sizes: readonly Size[];
  format: VariantFormat;
  priority: number;
};

/** In each of the sizes. */
export async function makeVariants(
  { now, store }: Pick<MediaContext, 'now' | 'store'>,
  { crop, format, original, priority, sizes }: VariantOrder,
): Promise<StoredVariant[]> {
  const made: StoredVariant[] = [];
  for (const size of sizes) {
    const parameters = { ...size, format, crop: crop ?? null };
    const bytes = await renderVariant(original.bytes, { ...parameters, priority });
    const { hash, sizeBytes } = await store.put(bytes);
    const name = variantName(original.hash, parameters);
    const createdAt = now().toISOString();
    made.push({
      ...size,
      format,
      hash,
      name,
      originalHash: original.hash,
      isCrop: crop !== undefined,
      sizeBytes,
      createdAt,
    });
  }
  return made;
}
