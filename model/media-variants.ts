/** Counts up whenever the same parameters come to give other bytes: the name of a variant then is another one. */
const PIPELINE_VERSION = 1;

/** Templates may ask for all of them; made ready for every picture are WebP and AVIF. */
export const VARIANT_FORMATS = ['webp', 'avif', 'jpeg', 'png'] as const;
export type VariantFormat = (typeof VARIANT_FORMATS)[number];

/** All that the bytes of a variant depend on, beside those of its original. */
export type VariantParameters = {
  format: VariantFormat;
  width: number;
  height: number;
  /** The part of the original that is shown, in its pixels; null: all of it. */
  crop: PictureRegion | null;
  /** From 1 to 100; without it, what the format is made with otherwise. */
  quality?: number | undefined;
};

export type PictureRegion = { left: number; top: number; width: number; height: number };

export function isSameRegion(a: PictureRegion | null, b: PictureRegion | null): boolean {
  if (a === null || b === null) return a === b;
  return a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height;
}

export type Size = { width: number; height: number };

/** How much of an original's hash stands in names: no two files have the same. */
const HASH_LENGTH = 32;

/** `…-640x360.v1.webp`, of a part `…-640x640-350.0.900.900.v1.webp`: the same for the same, and for nothing else. */
export function variantName(originalHash: string, parameters: VariantParameters): string {
  return `${originalHash.slice(0, HASH_LENGTH)}-${parametersName(parameters)}`;
}

/** The name without what says of which original it is. */
export function parametersName({ crop, format, height, quality, width }: VariantParameters): string {
  const part = crop === null ? '' : `-${crop.left}.${crop.top}.${crop.width}.${crop.height}`;
  return `${width}x${height}${part}${quality === undefined ? '' : `-q${quality}`}.v${PIPELINE_VERSION}.${format}`;
}

/** Of a picture that was drawn, by what the drawing says. */
export function drawingName(drawingHash: string, format: VariantFormat): string {
  return `${drawingHash.slice(0, HASH_LENGTH)}.v${PIPELINE_VERSION}.${format}`;
}

const NAME_WITH_HASH = /^([0-9a-f]{32})-(.+)$/;
const PARAMETERS_NAME = new RegExp(
  [
    String.raw`^([1-9]\d{0,4})x([1-9]\d{0,4})`,
    String.raw`(?:-(\d{1,5})\.(\d{1,5})\.([1-9]\d{0,4})\.([1-9]\d{0,4}))?`,
    String.raw`(?:-q([1-9]\d?|100))?`,
    String.raw`\.v(\d+)\.(${VARIANT_FORMATS.join('|')})$`,
  ].join(''),
);

/** What `variantName` was given, with the beginning of the hash; null for any other name, and for those of an earlier pipeline. */
export function parseVariantName(name: string): { hashStart: string; parameters: VariantParameters } | null {
  const [, hashStart = '', rest = ''] = NAME_WITH_HASH.exec(name) ?? [];
  const parameters = parseParametersName(rest);
  return parameters && { hashStart, parameters };
}

/** What `parametersName` was given, or null. */
export function parseParametersName(name: string): VariantParameters | null {
  const match = PARAMETERS_NAME.exec(name);
  if (match === null || Number(match[8]) !== PIPELINE_VERSION) return null;
  const [, width, height, left, top, cropWidth, cropHeight, quality] = match;
  const crop =
    left === undefined
      ? null
      : { left: Number(left), top: Number(top), width: Number(cropWidth), height: Number(cropHeight) };
  const format = match[9] as VariantFormat;
  const size = { width: Number(width), height: Number(height) };
  return { format, ...size, crop, ...(quality !== undefined && { quality: Number(quality) }) };
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

/** The largest part of the picture that has this ratio of width to height, with the focal point as near to its middle as the edges let it be; null: all of it. */
export function cropAround(
  { height, width }: Size,
  { focal, ratio }: { focal: FocalPoint; ratio: number },
): PictureRegion | null {
  const cropped = {
    width: Math.max(1, Math.min(width, Math.round(height * ratio))),
    height: Math.max(1, Math.min(height, Math.round(width / ratio))),
  };
  if (cropped.width === width && cropped.height === height) return null;
  return {
    left: startOf(width, { length: cropped.width, focal: focal.x }),
    top: startOf(height, { length: cropped.height, focal: focal.y }),
    ...cropped,
  };
}

function startOf(whole: number, { focal, length }: { focal: number; length: number }): number {
  return Math.max(0, Math.min(whole - length, Math.round(whole * focal - length / 2)));
}
