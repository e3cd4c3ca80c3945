import { cropAround, type FocalPoint, type Size } from '../../../model/media-variants.ts';

/** Of a picture's width and height. */
const STEP = { small: 0.01, large: 0.1 };

const DIRECTIONS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Where a key takes the point; null for keys that mean something else. */
export function movedBy(
  key: string,
  { isLarge, point }: { point: FocalPoint; isLarge: boolean },
): FocalPoint | null {
  const direction = DIRECTIONS[key];
  if (direction === undefined) return null;
  const step = isLarge ? STEP.large : STEP.small;
  return { x: within(point.x + direction[0] * step), y: within(point.y + direction[1] * step) };
}

/** On the picture, and no finer than anybody sees. */
export function within(share: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * 1_000) / 1_000;
}

export type CropPlace = { width: string; height: string; left: string; top: string };

/** How the whole picture lies behind a window of this shape, so that the window shows what a page of the site will. */
export function placeBehind(
  picture: Size,
  { focal, ratio }: { ratio: number; focal: FocalPoint },
): CropPlace {
  const whole = { left: 0, top: 0, ...picture };
  const { height, left, top, width } = cropAround(picture, { ratio, focal }) ?? whole;
  return {
    width: percent(picture.width / width),
    height: percent(picture.height / height),
    left: percent(-left / width),
    top: percent(-top / height),
  };
}

function percent(share: number): string {
  return `${Math.round(share * 1e5) / 1e3}%`;
}
