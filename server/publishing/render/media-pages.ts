import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMedia } from '../../../content-cache/recorded-reads.ts';
import { parseMediaPath } from '../../../model/media-paths.ts';
import { variantName, type VariantParameters } from '../../../model/media-variants.ts';
import type { PublishedMedia } from '../../../model/publication.ts';
import type { MissingVariant, RenderedPage } from './protocol.ts';

export type MediaAnswer = Pick<RenderedPage, 'status' | 'contentType' | 'location' | 'route'> & MediaBytes;
/** Of those that stay where media are kept, only the hash. */
type MediaBytes = { bytes: Uint8Array } | { bytes: null; hash: string };

/** A picture that has to be made before its page can be answered. */
export class VariantMissing extends Error {
  readonly variant: MissingVariant;

  constructor(variant: MissingVariant) {
    super(`${variantName(variant.hash, variant.parameters)} has not been made yet`);
    this.variant = variant;
  }
}

const NOTHING: MediaAnswer = {
  status: 404,
  contentType: 'text/plain',
  location: null,
  route: null,
  bytes: new Uint8Array(),
};

/**
 * The public files of media are pages like any other: found by the links to them, made of what was published, gone with the last page that names them.
 * Their reads are recorded, so it is called where a page is rendered.
 */
export function answerMedia(path: string, { base, variantsFolder }: MediaPlaces): MediaAnswer | null {
  const address = parseMediaPath(path, base);
  if (address === null) return null;
  if (address === 'nothing') return NOTHING;
  const media = readMedia(address.mediaId);
  if (media?.hash.startsWith(address.hashStart) !== true) return NOTHING;
  const { variant } = address;
  if (variant === null) return stored(media);
  if (!isPartOf(media, variant)) return NOTHING;
  const contentType = `image/${variant.format}`;
  const made = findMade(media, variant);
  if (made !== undefined) return stored({ contentType, hash: made.hash });
  // It takes seconds, and is public only once it is a fact.
  if (variant.format === 'avif') return NOTHING;
  const bytes = readVariant(variantsFolder, variantName(media.hash, variant));
  if (bytes === null)
    throw new VariantMissing({ hash: media.hash, contentType: media.contentType, parameters: variant });
  return { status: 200, contentType, location: null, route: null, bytes };
}

export type MediaPlaces = {
  base: string;
  /** Where pictures are that no publication names, by `variantFile`; null where there are none. */
  variantsFolder: string | null;
};

/** Folders of some thousand files each would be slow. */
export function variantFile(folder: string, name: string): string {
  return join(folder, name.slice(0, 2), name);
}

function stored({ contentType, hash }: Pick<PublishedMedia, 'contentType' | 'hash'>): MediaAnswer {
  return { status: 200, contentType, location: null, route: null, bytes: null, hash };
}

function findMade({ variants }: PublishedMedia, { crop, format, height, width }: VariantParameters) {
  if (crop !== null) return undefined;
  return variants.find((one) => one.format === format && one.width === width && one.height === height);
}

/** No template asks for anything else: what is larger than its original would only be blurred. */
function isPartOf({ height, width }: PublishedMedia, variant: VariantParameters): boolean {
  if (width === null || height === null) return false;
  const part = variant.crop ?? { left: 0, top: 0, width, height };
  return (
    part.left + part.width <= width &&
    part.top + part.height <= height &&
    variant.width <= part.width &&
    variant.height <= part.height
  );
}

function readVariant(folder: string | null, name: string): Uint8Array | null {
  if (folder === null) return null;
  try {
    // A buffer of its own, since it is handed over.
    return new Uint8Array(readFileSync(variantFile(folder, name)));
  } catch {
    return null;
  }
}
