import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from './canonical-json.ts';

/** Counts up whenever the same parameters come to give other bytes: the name of a variant then is another one. */
const PIPELINE_VERSION = 1;

export type VariantFormat = 'webp' | 'avif';

/** All that the bytes of a variant depend on, beside those of its original. */
export type VariantParameters = {
  format: VariantFormat;
  width: number;
  height: number;
  /** The part of the original that is shown, in its pixels; null: all of it. */
  crop: PictureRegion | null;
};

export type PictureRegion = { left: number; top: number; width: number; height: number };

export type Size = { width: number; height: number };

/** Of the original with this hash: the same for whoever asks for the same, and for nothing else. */
export function variantName(originalHash: string, parameters: VariantParameters): string {
  const { crop, format, height, width } = parameters;
  const made = canonicalJson([PIPELINE_VERSION, originalHash, format, width, height, crop]);
  return `${bytesToHex(sha256(utf8ToBytes(made))).slice(0, 40)}.${format}`;
}

/** From a small telephone to a wide screen of double density; each is about half as much again as the one before. */
export const VARIANT_WIDTHS = [320, 480, 640, 960, 1280, 1920, 2560] as const;

/** In which sizes a picture is made ready: none larger than it is, and the largest as large as it is or as any screen needs. */
export function variantSizes({ height, width }: Size): Size[] {
  const largest = Math.min(width, Math.max(...VARIANT_WIDTHS));
  const widths = [...VARIANT_WIDTHS.filter((one) => one < largest), largest];
  return widths.map((one) => ({ width: one, height: Math.max(1, Math.round((one * height) / width)) }));
}

export type FocalPoint = { x: number; y: number };

/** The largest part of the picture that has this ratio of width to height, with the focal point as near to its middle as the edges let it be. */
export function cropAround({ height, width }: Size, { focal, ratio }: { focal: FocalPoint; ratio: number }) {
  const cropped = {
    width: Math.max(1, Math.min(width, Math.round(height * ratio))),
    height: Math.max(1, Math.min(height, Math.round(width / ratio))),
  };
  return {
    left: startOf(width, { length: cropped.width, focal: focal.x }),
    top: startOf(height, { length: cropped.height, focal: focal.y }),
    ...cropped,
  } satisfies PictureRegion;
}

function startOf(whole: number, { focal, length }: { focal: number; length: number }): number {
  return Math.max(0, Math.min(whole - length, Math.round(whole * focal - length / 2)));
}
