import PQueue from 'p-queue';
import sharp from 'sharp';
import type { Metadata, Sharp } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import type { Size, VariantFormat, VariantParameters } from '../../model/media-variants.ts';
import { countOf } from '../count-of.ts';
import { AppError } from '../errors.ts';

/**
 * Pictures are decoded on threads of libvips, so many at once: each holds some rows of pixels, or, where a format has to be turned or animated, all of them.
 * The others wait. AVIF takes long and waits behind everything that somebody waits for.
 */
const PICTURES_AT_ONCE = 2;
const queue = new PQueue({ concurrency: PICTURES_AT_ONCE });
export const SOON = 1;
export const LATER = 0;

// One thread a picture, and nothing kept between them: the memory that all of it takes is that of those at work.
sharp.concurrency(1);
sharp.cache(false);

/** More frames than any picture needs; each costs time, however small. */
const FRAMES_MAX = 1_000;
/** Browsers and encoders end here (WebP). */
const SIDE_MAX = 16_383;
const PATIENCE_SECONDS = 60;

export type Picture = Size & { frames: number; hasAlpha: boolean };

type Limits = { pixels: number };
/** Of a picture that was taken once. */
const ANY_SIZE: Limits = { pixels: SIDE_MAX * SIDE_MAX };

/** What the header says; nothing is decoded. Throws `media-damaged` or `picture-too-large`. */
export async function readPicture(
  path: string,
  { contentType, limits }: { contentType: string; limits: Limits },
): Promise<Picture> {
  const metadata = await orRefuse(limits, () => sharp(path, optionsFor(limits)).metadata());
  if (FORMATS[contentType] !== formatOf(metadata)) {
    throw damaged(`It begins as ${contentType} does, and goes on as something else.`);
  }
  const { autoOrient, hasAlpha, pageHeight, pages = 1 } = metadata;
  const frames = Math.max(1, pages);
  const size = { width: autoOrient.width, height: pageHeight ?? autoOrient.height };
  requireWithin({ ...size, frames }, limits);
  return { ...size, frames, hasAlpha };
}

function requireWithin({ frames, height, width }: Size & { frames: number }, { pixels }: Limits): void {
  const isTooLarge = width > SIDE_MAX || height > SIDE_MAX || width * height * frames > pixels;
  if (!isTooLarge && frames <= FRAMES_MAX) return;
  const ofFrames = frames === 1 ? '' : ` in ${countOf(frames, 'frame', 'frames')}`;
  throw new AppError(
    'picture-too-large',
    `The picture has ${width} × ${height} pixels${ofFrames}. Taken are up to ${megapixelsOf({ pixels })} over all frames, ${SIDE_MAX} on a side and ${FRAMES_MAX} frames. Send it smaller.`,
  );
}

function megapixelsOf({ pixels }: Limits): string {
  return `${Math.floor(pixels / 1_000_000)} megapixels`;
}

/**
 * The picture as it is kept: turned upright, in sRGB, without anything that was said in it about the camera, the place or the person, and without whatever
 * else was in the file: the bytes are those of our own encoder.
 */
export async function cleanPicture(
  path: string,
  { contentType, limits, picture }: { contentType: string; limits: Limits; picture: Picture },
): Promise<{ bytes: Buffer } & Size> {
  const animated = picture.frames > 1 && (contentType === 'image/gif' || contentType === 'image/webp');
  const { data, info } = await work({ ...limits, priority: SOON }, () => {
    const opened = sharp(path, { ...optionsFor(limits), animated });
    return encode(animated ? opened : opened.autoOrient(), contentType)
      .timeout({ seconds: PATIENCE_SECONDS })
      .toBuffer({ resolveWithObject: true });
  });
  return { bytes: data, width: info.width, height: info.pageHeight ?? info.height };
}

/** High enough that nobody sees a difference, since what is shown is made from it once more. */
function encode(picture: Sharp, contentType: string): Sharp {
  const srgb = picture.toColourspace('srgb');
  switch (contentType) {
    case 'image/jpeg':
      return srgb.jpeg({ quality: 92, chromaSubsampling: '4:4:4', progressive: true });
    case 'image/png':
      return srgb.png({ compressionLevel: 7, adaptiveFiltering: true });
    case 'image/webp':
      return srgb.webp({ quality: 92, alphaQuality: 100 });
    case 'image/gif':
      return srgb.gif({ effort: 4 });
    default:
      return srgb.avif({ quality: 75, effort: 2, chromaSubsampling: '4:4:4' });
  }
}

/** Of a picture that `cleanPicture` has made, or of one that belongs to the templates. */
export async function renderVariant(
  original: Buffer | string,
  { crop, height, priority, width, ...encoding }: VariantParameters & { priority: number },
): Promise<Buffer> {
  return await work({ ...ANY_SIZE, priority }, async () => {
    const opened = sharp(original, optionsFor(ANY_SIZE)).autoOrient();
    const part = crop === null ? opened : opened.extract(crop);
    const resized = part.resize({ width, height, fit: 'fill', withoutEnlargement: true });
    return await encodeVariant(resized, encoding)
      .timeout({ seconds: 10 * PATIENCE_SECONDS })
      .toBuffer();
  });
}

/** As small as nobody sees a difference in. */
function encodeVariant(
  picture: Sharp,
  { format, quality }: Pick<VariantParameters, 'format' | 'quality'>,
): Sharp {
  if (format === 'webp') return picture.webp({ quality: quality ?? 80, effort: 4, smartSubsample: true });
  if (format === 'avif') return picture.avif({ quality: quality ?? 55, effort: 2 });
  if (format === 'jpeg')
    return picture.flatten({ background: 'white' }).jpeg({ quality: quality ?? 80, progressive: true });
  // A quality makes it one of few colours.
  const colours = quality === undefined ? {} : { palette: true, quality };
  return picture.png({ compressionLevel: 9, adaptiveFiltering: true, ...colours });
}

/** Larger than any picture that is shared. */
const DRAWING_PIXELS_MAX = 50_000_000;

/** Of an SVG that a template has written, in its own size. */
export async function renderDrawing(drawing: Uint8Array, format: VariantFormat): Promise<Buffer> {
  const limits = { pixels: DRAWING_PIXELS_MAX };
  return await work({ ...limits, priority: SOON }, async () => {
    const drawn = sharp(drawing, optionsFor(limits));
    // Flat colours become no smaller by more trouble.
    const encoded =
      format === 'png' ? drawn.png({ compressionLevel: 6 }) : encodeVariant(drawn, { format, quality: 90 });
    return await encoded.timeout({ seconds: PATIENCE_SECONDS }).toBuffer();
  });
}

/** It is drawn from no more than so many pixels a side. */
const THUMB_SIDE = 100;

/** Some 25 bytes from which a blurred picture is drawn while the real one is on its way. */
export async function thumbHashOf(original: Buffer): Promise<string> {
  const { data, info } = await work({ ...ANY_SIZE, priority: SOON }, () =>
    sharp(original, optionsFor(ANY_SIZE))
      .resize({ width: THUMB_SIDE, height: THUMB_SIDE, fit: 'inside', withoutEnlargement: true })
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true }),
  );
  return Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64');
}

async function work<T>(
  { priority, ...limits }: Limits & { priority: number },
  run: () => Promise<T>,
): Promise<T> {
  return await queue.add(async () => await orRefuse(limits, run), { priority });
}

/** What is damaged is refused; so is what claims to be larger than it may, before any of it is decoded. */
function optionsFor({ pixels }: Limits) {
  return { failOn: 'error', limitInputPixels: pixels, sequentialRead: true } as const;
}

const FORMATS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
};

/** libvips reads AVIF as it reads HEIC. */
function formatOf({ compression, format }: Metadata): string {
  return compression === 'av1' ? 'avif' : format;
}

/** Whatever libvips says of a picture lies in the picture. */
async function orRefuse<T>(limits: Limits, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof AppError) throw error;
    const said = error instanceof Error ? error.message : String(error);
    if (/pixel limit/i.test(said)) {
      throw new AppError(
        'picture-too-large',
        `The picture claims to have more pixels than are taken here, which is up to ${megapixelsOf(limits)} over all frames. It was not opened; send it smaller.`,
        { cause: error },
      );
    }
    throw damaged('It cannot be read to its end.', error);
  }
}

function damaged(reason: string, cause?: unknown): AppError {
  return new AppError(
    'media-damaged',
    `The picture is damaged. ${reason} Nothing was stored; open it in a program for pictures, and save it anew.`,
    { cause },
  );
}
