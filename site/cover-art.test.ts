import { expect, test } from 'vitest';
import { coverArt } from './cover-art.ts';

const SIZE = { columns: 4, rows: 3 };

test('a slug has one cover, and another slug another', () => {
  expect(coverArt('first-light', SIZE)).toEqual(coverArt('first-light', SIZE));
  expect(coverArt('first-light', SIZE).paths).not.toEqual(coverArt('first-lights', SIZE).paths);
});

test('a draft without a slug has a cover, too', () => {
  expect(coverArt(undefined, SIZE)).toEqual(coverArt('', SIZE));
});

test('covers use all palettes and all inks', () => {
  const covers = Array.from({ length: 200 }, (_, number) => coverArt(`post-${number}`, SIZE));
  expect(new Set(covers.map(({ palette }) => palette))).toEqual(new Set([0, 1, 2, 3, 4, 5]));
  for (const ink of [0, 1, 2] as const) {
    expect(covers.filter(({ paths }) => paths[ink] !== '').length).toBeGreaterThan(150);
  }
});

test('a cover is a few short paths within its box', () => {
  const { height, paths, width } = coverArt('first-light', SIZE);
  expect([width, height]).toEqual([32, 24]);
  for (const path of paths) {
    expect(path).toMatch(/^[MhvalzM\d .-]*$/);
    for (const [, x, y] of path.matchAll(/M(\d+) (\d+)/g)) {
      expect(Number(x)).toBeLessThanOrEqual(width);
      expect(Number(y)).toBeLessThanOrEqual(height);
    }
  }
  expect(paths.join('').length).toBeLessThan(700);
});
