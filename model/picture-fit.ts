import { cropAround, type FocalPoint, type PictureRegion, type Size } from './media-variants.ts';

/** How a picture gets into a box of another shape, as in CSS (`object-fit`). */
export const PICTURE_FITS = ['cover', 'contain', 'fill', 'inside', 'outside', 'scale-down', 'none'] as const;
export type PictureFit = (typeof PICTURE_FITS)[number];

type Wanted = { box: Size; fit: PictureFit | undefined; focal: FocalPoint };

/** What is cut out of a picture and how large it is made, never larger than it is. Without a fit, the width decides. */
export function fitPicture(
  picture: Size,
  { box, fit, focal }: Wanted,
): Size & { crop: PictureRegion | null } {
  if (fit === 'fill') return { ...shrunk(box, picture), crop: null };
  if (fit === 'cover') {
    const crop = cropAround(picture, { focal, ratio: box.width / box.height });
    return { ...shrunk(box, crop ?? picture), crop };
  }
  return { ...scaled(picture, scaleInto(picture, { box, fit })), crop: null };
}

function scaleInto(picture: Size, { box, fit }: Pick<Wanted, 'box' | 'fit'>): number {
  const [byWidth, byHeight] = [box.width / picture.width, box.height / picture.height];
  if (fit === 'contain' || fit === 'inside' || fit === 'scale-down') return Math.min(byWidth, byHeight);
  if (fit === 'outside') return Math.max(byWidth, byHeight);
  return fit === 'none' ? 1 : byWidth;
}

/** The box, in its own shape, within what there is. */
function shrunk(box: Size, limit: Size): Size {
  return scaled(box, Math.min(1, limit.width / box.width, limit.height / box.height));
}

function scaled({ height, width }: Size, by: number): Size {
  const scale = Math.min(1, by);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

const SIDES: Readonly<Record<string, Partial<FocalPoint>>> = {
  left: { x: 0 },
  right: { x: 1 },
  top: { y: 0 },
  bottom: { y: 1 },
};
const PERCENT = /^(\d+(?:\.\d+)?)%$/;

/** What `object-position` says, such as `left top` or `30% 60%`; null where it says something else. */
export function parsePosition(position: string): FocalPoint | null {
  const words = position.trim().toLowerCase().split(/\s+/);
  const sides = words.flatMap((word) => SIDES[word] ?? []);
  const others = words.filter((word) => !Object.hasOwn(SIDES, word)).map(shareOf);
  const point: Partial<FocalPoint> = Object.assign({}, ...sides);
  if (words.length > 2 || Object.keys(point).length < sides.length) return null;
  for (const share of others) {
    if (share === null) return null;
    point[point.x === undefined ? 'x' : 'y'] = share;
  }
  return { x: point.x ?? 0.5, y: point.y ?? 0.5 };
}

function shareOf(word: string): number | null {
  if (word === 'center') return 0.5;
  const percent = Number(PERCENT.exec(word)?.[1] ?? Number.NaN);
  return percent <= 100 ? percent / 100 : null;
}
