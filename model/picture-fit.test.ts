import { describe, expect, it } from 'vitest';
import { fitPicture, parsePosition } from './picture-fit.ts';

const PICTURE = { width: 1200, height: 800 };
const MIDDLE = { x: 0.5, y: 0.5 };

describe('a picture in a box', () => {
  it.each([
    [
      'cover',
      { width: 300, height: 300 },
      { width: 300, height: 300, crop: { left: 200, top: 0, width: 800, height: 800 } },
    ],
    ['cover', { width: 600, height: 400 }, { width: 600, height: 400, crop: null }],
    ['contain', { width: 300, height: 300 }, { width: 300, height: 200, crop: null }],
    ['inside', { width: 300, height: 100 }, { width: 150, height: 100, crop: null }],
    ['outside', { width: 300, height: 300 }, { width: 450, height: 300, crop: null }],
    ['fill', { width: 300, height: 300 }, { width: 300, height: 300, crop: null }],
    ['none', { width: 300, height: 300 }, { ...PICTURE, crop: null }],
    [undefined, { width: 300, height: 300 }, { width: 300, height: 200, crop: null }],
  ] as const)('by %s in %o', (fit, box, expected) => {
    expect(fitPicture(PICTURE, { box, fit, focal: MIDDLE })).toEqual(expected);
  });

  it('is never larger than it is', () => {
    const box = { width: 5000, height: 5000 };
    expect(fitPicture(PICTURE, { box, fit: 'cover', focal: { x: 1, y: 0 } })).toEqual({
      width: 800,
      height: 800,
      crop: { left: 400, top: 0, width: 800, height: 800 },
    });
    for (const fit of ['contain', 'outside', 'scale-down', undefined] as const)
      expect(fitPicture(PICTURE, { box, fit, focal: MIDDLE })).toEqual({ ...PICTURE, crop: null });
    expect(fitPicture(PICTURE, { box, fit: 'fill', focal: MIDDLE })).toMatchObject({
      width: 800,
      height: 800,
    });
  });
});

describe('a position', () => {
  it.each([
    ['center', MIDDLE],
    ['left', { x: 0, y: 0.5 }],
    ['bottom', { x: 0.5, y: 1 }],
    ['top left', { x: 0, y: 0 }],
    ['center bottom', { x: 0.5, y: 1 }],
    ['center left', { x: 0, y: 0.5 }],
    ['30% 62.5%', { x: 0.3, y: 0.625 }],
    ['right 20%', { x: 1, y: 0.2 }],
    ['20%', { x: 0.2, y: 0.5 }],
  ])('%s', (text, expected) => {
    expect(parsePosition(text)).toEqual(expected);
  });

  it.each(['left right', 'left left', 'north', '120%', '10px 20px', 'entropy', '', 'left top center'])(
    'is none in "%s"',
    (text) => {
      expect(parsePosition(text)).toBeNull();
    },
  );
});
