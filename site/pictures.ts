import { rgbaToDataURL, thumbHashToRGBA } from 'thumbhash';
import type { ImageValue } from '../model/entry-types.ts';
import type { ImageMetadata } from 'astro';
import { mediaFilePath, mediaVariantPath } from '../model/media-paths.ts';
import {
  cropAround,
  type FocalPoint,
  variantSizes,
  type PictureRegion,
  type Size,
  type VariantFormat,
} from '../model/media-variants.ts';
import { fitPicture } from '../model/picture-fit.ts';
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
  const found = media(image.media);
  const whole = found === null ? null : sizeOf(found);
  if (found === null || whole === null) return null;
  const alt = image.alt ?? found.alt;
  const placeholder = found.placeholder === undefined ? null : placeholderOf(found.placeholder);
  // Moving pictures stay as they are.
  if (found.variants.length === 0)
    return { ...whole, src: mediaFilePath(found, BASE), srcset: undefined, avif: null, alt, placeholder };
  const focal = image.focal ?? { x: found.focalX, y: found.focalY };
  const crop = ratio === undefined ? null : cropAround(whole, { focal, ratio });
  const sizes = variantSizes(crop ?? whole);
  const largest = sizes.at(-1) ?? whole;
  const hasAvif = crop === null && sizes.every((size) => isMade(found, { format: 'avif', ...size }));
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
  const found = media(image.media);
  const whole = found === null ? null : sizeOf(found);
  if (found === null || whole === null) return null;
  const focal = image.focal ?? { x: found.focalX, y: found.focalY };
  const { crop, height, width } = fitPicture(whole, { box, fit: 'cover', focal });
  const path = mediaVariantPath(found, { format: 'jpeg', width, height, crop, base: BASE });
  return { path, width, height, alt: image.alt ?? found.alt };
}

/**
 * The same for Astro's own `<Image>`, `<Picture>` and `getImage`, as if it had been imported; with `fit="cover"`, what is cut off leaves the focal point in.
 * Null where the file is not there, or is no picture.
 */
export function imageSource(image: ImageValue): (ImageMetadata & { focal: FocalPoint }) | null {
  const found = media(image.media);
  const whole = found === null ? null : sizeOf(found);
  if (found === null || whole === null) return null;
  const focal = image.focal ?? { x: found.focalX, y: found.focalY };
  return { ...whole, src: mediaFilePath(found, BASE), format: formatOf(found), focal };
}

const BASE = import.meta.env.BASE_URL.replace(/\/?$/, '/');

function formatOf({ contentType }: PublishedMedia): ImageMetadata['format'] {
  return contentType.slice('image/'.length) as ImageMetadata['format'];
}

function sizeOf({ height, width }: PublishedMedia): Size | null {
  return width === null || height === null ? null : { width, height };
}

function isMade({ variants }: PublishedMedia, wanted: Size & { format: VariantFormat }): boolean {
  return variants.some(({ format, width }) => format === wanted.format && width === wanted.width);
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
