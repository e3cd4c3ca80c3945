import { rgbaToDataURL, thumbHashToRGBA } from 'thumbhash';
import type { ImageValue } from '../model/entry-types.ts';
import { mediaVariantPath } from '../model/media-paths.ts';
import {
  cropAround,
  isSameRegion,
  variantSizes,
  type PictureRegion,
  type Size,
  type VariantFormat,
  type VariantParameters,
} from '../model/media-variants.ts';
import { fitPicture } from '../model/picture-fit.ts';
import { pictureSource, type PictureSource } from '../model/picture-source.ts';
import type { PublishedMedia } from '../model/publication.ts';
import { media } from './content.ts';

/** What an `<img>` says of a picture, and the `<source>` before it. */
export type Picture = Size & {
  src: string;
  srcset: string | undefined;
  /** Smaller files, for browsers that take them; null until they are made. */
  avif: string | null;
  alt: string;
  /** A blurred picture of some pixels, as a `data:` address; null where there is none. */
  placeholder: string | null;
};

type Wanted = {
  /** Of width to height: what is cut off leaves the focal point in. */
  ratio?: number | undefined;
};

/** Null where the file is not there, or is no picture. */
export function pictureOf(image: ImageValue, { ratio }: Wanted = {}): Picture | null {
  const known = find(image);
  if (known === null) return null;
  const { alt, found, source } = known;
  const { focal, height, src, width } = source;
  const placeholder = found.placeholder === undefined ? null : placeholderOf(found.placeholder);
  // Moving pictures stay as they are.
  if (found.variants.length === 0)
    return { width, height, src, srcset: undefined, avif: null, alt, placeholder };
  const crop = ratio === undefined ? null : cropAround(source, { focal, ratio });
  const sizes = variantSizes(crop ?? source);
  const largest = sizes.at(-1) ?? { width, height };
  const hasAvif = sizes.every((size) => isMade(found, { format: 'avif', crop, ...size }));
  return {
    ...largest,
    src: mediaVariantPath(found, { format: 'webp', ...largest, crop, base: BASE }),
    srcset: srcsetOf(found, { format: 'webp', sizes, crop }),
    avif: hasAvif ? srcsetOf(found, { format: 'avif', sizes, crop }) : null,
    alt,
    placeholder,
  };
}

/** One file of one shape, for programs that take no others; null where there is no such picture. */
export function pictureFile(image: ImageValue, box: Size): (Size & { path: string; alt: string }) | null {
  const known = find(image);
  if (known === null) return null;
  const { alt, found, source } = known;
  const { crop, height, width } = fitPicture(source, { box, fit: 'cover', focal: source.focal });
  const path = mediaVariantPath(found, { format: 'jpeg', width, height, crop, base: BASE });
  return { path, width, height, alt };
}

/**
 * The same for Astro's own `<Image>`, `<Picture>` and `getImage`, as if it had been imported; with `fit="cover"`, what is cut off leaves the focal point in.
 * Null where the file is not there, or is no picture.
 */
export function imageSource(image: ImageValue): PictureSource | null {
  return find(image)?.source ?? null;
}

type Known = { found: PublishedMedia; source: PictureSource; alt: string };

function find({ alt, focal, media: id }: ImageValue): Known | null {
  const found = media(id);
  const source = found && pictureSource(found, { base: BASE, focal });
  return found && source && { found, source, alt: alt ?? found.alt };
}

const BASE = import.meta.env.BASE_URL.replace(/\/?$/, '/');

function isMade({ variants }: PublishedMedia, wanted: VariantParameters): boolean {
  return variants.some(
    ({ crop = null, format, width }) =>
      format === wanted.format && width === wanted.width && isSameRegion(crop, wanted.crop),
  );
}

type Set = { format: VariantFormat; sizes: readonly Size[]; crop: PictureRegion | null };

function srcsetOf(found: PublishedMedia, { crop, format, sizes }: Set): string {
  return sizes
    .map((size) => `${mediaVariantPath(found, { format, ...size, crop, base: BASE })} ${size.width}w`)
    .join(', ');
}

/** Enough to tell light from dark and sky from ground, in some hundred bytes. */
const PLACEHOLDER_PIXELS = 8;

function placeholderOf(hash: string): string {
  const bytes = Uint8Array.from(atob(hash), (character) => character.charCodeAt(0));
  const { h, rgba, w } = thumbHashToRGBA(bytes);
  const [width, height] = [Math.min(w, PLACEHOLDER_PIXELS), Math.min(h, PLACEHOLDER_PIXELS)];
  const small = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const from = (Math.floor(((y + 0.5) * h) / height) * w + Math.floor(((x + 0.5) * w) / width)) * 4;
      small.set(rgba.subarray(from, from + 4), (y * width + x) * 4);
    }
  return rgbaToDataURL(width, height, small);
}
