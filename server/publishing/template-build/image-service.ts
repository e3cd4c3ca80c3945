import type { ExternalImageService, ImageMetadata, ImageTransform } from 'astro';
import { baseService } from 'astro/assets';
import { readMedia } from '../../../content-cache/recorded-reads.ts';
import { assetVariantPath, mediaVariantPath, parseMediaPath } from '../../../model/media-paths.ts';
import {
  VARIANT_FORMATS,
  type FocalPoint,
  type VariantFormat,
  type VariantParameters,
} from '../../../model/media-variants.ts';
import { fitPicture, parsePosition, PICTURE_FITS } from '../../../model/picture-fit.ts';
import { pictureSource } from '../../../model/picture-source.ts';
import type { PublishedMedia } from '../../../model/publication.ts';

/** Put in by the adapter. */
declare const STILLPRESS_BASE: string;

/**
 * `<Image>`, `<Picture>` and `getImage` name files that are made before the page is public. Astro's own service would name an address that needs a
 * server at visit time.
 */
const imageService: ExternalImageService = {
  ...baseService,
  validateOptions: async (options, ...rest) => {
    const { fit, position } = options;
    if (fit !== undefined && !isOneOf(PICTURE_FITS, fit))
      throw new Error(`There is no fit "${fit}". Take one of ${PICTURE_FITS.join(', ')}.`);
    if (position !== undefined && parsePosition(position) === null)
      throw new Error(`"${position}" says no position. Say such as "center", "left top" or "30% 60%".`);
    qualityOf(options);
    const validate = baseService.validateOptions ?? ((same: ImageTransform) => same);
    return await validate({ ...options, src: withSize(options.src) }, ...rest);
  },
  getURL: (options) => {
    const { src } = options;
    if (typeof src === 'string') return src;
    const found = mediaAt(src.src);
    const format = options.format === 'jpg' ? 'jpeg' : options.format;
    const isKept = found !== null && found.variants.length === 0;
    // Moving pictures and drawings stay as they are.
    if (isKept || src.format === 'gif' || src.format === 'svg' || !isOneOf(VARIANT_FORMATS, format))
      return src.src;
    const parameters = { ...parametersOf(options, { src, format }), base: STILLPRESS_BASE };
    return found === null ? assetVariantPath(src.src, parameters) : mediaVariantPath(found, parameters);
  },
};

// Astro takes the service from the default export.
// oxlint-disable-next-line import/no-default-export
export default imageService;

/** Made by `imageSource` of the site, or by Astro of what was imported. */
type Source = ImageMetadata & { focal?: FocalPoint };

function parametersOf(
  options: ImageTransform,
  { format, src }: { format: VariantFormat; src: Source },
): VariantParameters {
  const { fit, height = src.height, position, width = src.width } = options;
  const box = { width: Math.max(1, Math.round(width)), height: Math.max(1, Math.round(height)) };
  // Astro's layouts say `center` where nobody has said anything.
  const said = position === undefined || position === 'center' ? null : parsePosition(position);
  const focal = said ?? src.focal ?? { x: 0.5, y: 0.5 };
  const fitted = fitPicture(src, { box, fit: isOneOf(PICTURE_FITS, fit) ? fit : undefined, focal });
  return { format, ...fitted, quality: qualityOf(options) };
}

const QUALITIES: Readonly<Record<string, number>> = { low: 25, mid: 50, high: 80, max: 100 };

function qualityOf({ quality }: ImageTransform): number | undefined {
  if (quality === undefined || quality === null) return undefined;
  const number = QUALITIES[quality] ?? Number(quality);
  if (Number.isInteger(number) && number >= 1 && number <= 100) return number;
  throw new Error(
    `There is no quality "${quality}". Say 1 to 100, or one of ${Object.keys(QUALITIES).join(', ')}.`,
  );
}

/** Of a file of media its address alone is enough. */
function withSize(src: ImageTransform['src']): ImageTransform['src'] {
  const found = typeof src === 'string' ? mediaAt(src) : null;
  return (found && pictureSource(found, { base: STILLPRESS_BASE })) ?? src;
}

function mediaAt(path: string): PublishedMedia | null {
  const address = parseMediaPath(path, STILLPRESS_BASE);
  if (address === null || address === 'nothing' || 'asset' in address) return null;
  return readMedia(address.mediaId);
}

function isOneOf<Value extends string>(values: readonly Value[], value: unknown): value is Value {
  return values.some((one) => one === value);
}
