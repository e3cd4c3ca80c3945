import { createHash } from 'node:crypto';
import { parseMediaPath } from '../../../model/media-paths.ts';
import {
  drawingName,
  isSameRegion,
  variantName,
  type VariantFormat,
  type VariantParameters,
} from '../../../model/media-variants.ts';
import type { PublishedMedia } from '../../../model/publication.ts';
import { assetFile, type TemplateBuild } from '../template-build/template-build.ts';
import { readMadePicture } from './made-pictures.ts';
import type { MissingPicture, PartOfPicture, RenderedPage } from './protocol.ts';

export type MediaAnswer = Pick<RenderedPage, 'status' | 'contentType' | 'location' | 'route'> & MediaBytes;
/** Of those that stay where media are kept, only the hash. */
type MediaBytes = { bytes: Uint8Array } | { bytes: null; hash: string };

/** A picture that has to be made before its page can be answered. */
export class PictureMissing extends Error {
  readonly picture: MissingPicture;

  constructor(picture: MissingPicture) {
    super(`${picture.name} has not been made yet`);
    this.picture = picture;
  }
}

/** Each with bytes of its own, since those are handed over. */
function nothing(): MediaAnswer {
  return { status: 404, contentType: 'text/plain', location: null, route: null, bytes: new Uint8Array() };
}

/**
 * The public files of media are pages like any other: found by the links to them, made of what was published, gone with the last page that names them.
 * So are pictures that are made of the templates' own.
 */
export function answerMedia(path: string, places: MediaPlaces): MediaAnswer | null {
  const address = parseMediaPath(path, places.build.base);
  if (address === null) return null;
  if (address === 'nothing') return nothing();
  if ('asset' in address) return answerAsset(address, places);
  const media = places.readMedia(address.mediaId);
  if (media?.hash.startsWith(address.hashStart) !== true) return nothing();
  const { variant } = address;
  if (variant === null) return stored(media);
  if (!isPartOf(media, variant)) return nothing();
  const made = findMade(media, variant);
  if (made !== undefined) return stored({ contentType: `image/${variant.format}`, hash: made.hash });
  return variantOf({ hash: media.hash, parameters: variant }, places);
}

/** Where pictures are that no publication names; null where there are none. */
type MadePictures = { variantsFolder: string | null };

export type MediaPlaces = MadePictures & {
  build: Pick<TemplateBuild, 'assets' | 'base' | 'folder'>;
  /** What is published of a file. Where a page is rendered, the read is recorded. */
  readMedia: (id: string) => PublishedMedia | null;
};

function answerAsset(
  { asset, variant }: { asset: string; variant: VariantParameters },
  places: MediaPlaces,
): MediaAnswer {
  const { build } = places;
  const original = build.assets.find(({ file }) => `/${file}` === asset);
  if (original === undefined) return nothing();
  return variantOf({ hash: original.hash, file: assetFile(build, original), parameters: variant }, places);
}

function variantOf(part: PartOfPicture, places: MediaPlaces): MediaAnswer {
  const name = variantName(part.hash, part.parameters);
  const bytes = readMade({ name, ...part }, places);
  return { status: 200, contentType: `image/${part.parameters.format}`, location: null, route: null, bytes };
}

const DRAWING_PATH = /\.(png|jpe?g|webp|avif)$/i;

/** What a template has drawn for the address of a picture becomes one: the same drawing, the same bytes. */
export function asPicture<
  Answer extends Pick<RenderedPage, 'status' | 'contentType'> & { bytes: Uint8Array },
>(path: string, { answer, places }: { answer: Answer; places: MadePictures }): Answer {
  const end = DRAWING_PATH.exec(path)?.[1]?.toLowerCase();
  if (end === undefined || answer.status !== 200 || !answer.contentType.startsWith('image/svg+xml'))
    return answer;
  const format = (end === 'jpg' ? 'jpeg' : end) as VariantFormat;
  const drawing = answer.bytes;
  if (hasText(drawing))
    throw new Error(
      'The drawing has text in it, which looks different on each machine. Draw it as shapes: see site/drawn-text.ts.',
    );
  const name = drawingName(createHash('sha256').update(drawing).digest('hex'), format);
  return { ...answer, contentType: `image/${format}`, bytes: readMade({ name, drawing, format }, places) };
}

function hasText(drawing: Uint8Array): boolean {
  return /<text[\s>/]/i.test(Buffer.from(drawing).toString('utf8'));
}

function readMade(picture: MissingPicture, { variantsFolder }: MadePictures): Uint8Array {
  const bytes = variantsFolder === null ? null : readMadePicture(variantsFolder, picture.name);
  if (bytes === null) throw new PictureMissing(picture);
  return bytes;
}

function stored({ contentType, hash }: Pick<PublishedMedia, 'contentType' | 'hash'>): MediaAnswer {
  return { status: 200, contentType, location: null, route: null, bytes: null, hash };
}

function findMade({ variants }: PublishedMedia, { crop, format, height, quality, width }: VariantParameters) {
  if (quality !== undefined) return undefined;
  return variants.find(
    (one) =>
      one.format === format &&
      one.width === width &&
      one.height === height &&
      isSameRegion(one.crop ?? null, crop),
  );
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
