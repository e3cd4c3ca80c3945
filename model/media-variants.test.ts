import { describe, expect, it } from 'vitest';
import { cropAround, parseVariantName, variantName, variantSizes } from './media-variants.ts';

const HASH = 'a'.repeat(64);
const PARAMETERS = { format: 'webp', width: 640, height: 360, crop: null } as const;

describe('the name of a variant', () => {
  it('is the same for the same, and stays so from release to release', () => {
    expect(variantName(HASH, { crop: null, height: 360, width: 640, format: 'webp' })).toBe(
      variantName(HASH, PARAMETERS),
    );
    expect(variantName(HASH, PARAMETERS)).toBe(`${'a'.repeat(32)}-640x360.v1.webp`);
  });

  it('is another one for another original, size, format or part', () => {
    const names = [
      variantName(HASH, PARAMETERS),
      variantName('b'.repeat(64), PARAMETERS),
      variantName(HASH, { ...PARAMETERS, format: 'avif' }),
      variantName(HASH, { ...PARAMETERS, width: 641 }),
      variantName(HASH, { ...PARAMETERS, height: 361 }),
      variantName(HASH, { ...PARAMETERS, crop: { left: 0, top: 0, width: 9, height: 9 } }),
      variantName(HASH, { ...PARAMETERS, quality: 60 }),
    ];
    expect(new Set(names).size).toBe(names.length);
  });

  it('says all that it was made of', () => {
    const all = { ...PARAMETERS, crop: { left: 0, top: 20, width: 9, height: 9 }, quality: 100 };
    for (const parameters of [PARAMETERS, all])
      expect(parseVariantName(variantName(HASH, parameters))).toEqual({
        hashStart: HASH.slice(0, 32),
        parameters,
      });
  });

  it.each([
    '-0x1.v1.webp',
    '-1x1.v0.webp',
    '-1x1.v1.gif',
    '-1x1-q0.v1.webp',
    '-1x1-q101.v1.webp',
    '-1x1-1.1.v1.webp',
  ])('is not one that ends in %s', (end) => {
    expect(parseVariantName(`${HASH.slice(0, 32)}${end}`)).toBeNull();
  });
});

describe('the sizes of a picture', () => {
  it('end with its own, and never go beyond it', () => {
    expect(variantSizes({ width: 1000, height: 500 }).map(({ width }) => width)).toEqual([
      320, 480, 640, 960, 1000,
    ]);
    expect(variantSizes({ width: 8000, height: 10 }).at(-1)).toEqual({ width: 2560, height: 3 });
    expect(variantSizes({ width: 8000, height: 1 }).at(0)).toEqual({ width: 320, height: 1 });
    expect(variantSizes({ width: 20, height: 10 })).toEqual([{ width: 20, height: 10 }]);
  });
});

describe('a crop around the focal point', () => {
  const picture = { width: 1600, height: 900 };

  it('has the ratio, and the point in its middle', () => {
    expect(cropAround(picture, { ratio: 1, focal: { x: 0.5, y: 0.5 } })).toEqual({
      left: 350,
      top: 0,
      width: 900,
      height: 900,
    });
    expect(cropAround(picture, { ratio: 4, focal: { x: 0.5, y: 0.5 } })).toEqual({
      left: 0,
      top: 250,
      width: 1600,
      height: 400,
    });
  });

  it('stays within the picture, wherever the point is', () => {
    expect(cropAround(picture, { ratio: 1, focal: { x: 1, y: 1 } })?.left).toBe(700);
    expect(cropAround(picture, { ratio: 1, focal: { x: 0, y: 0 } })?.left).toBe(0);
    expect(cropAround({ width: 3, height: 2000 }, { ratio: 20, focal: { x: 0.5, y: 0.9 } })).toEqual({
      left: 0,
      top: 1800,
      width: 3,
      height: 1,
    });
  });
});
