import * as fc from 'fast-check';
import { decodeQR } from 'qr/decode.js';
import { expect, test } from 'vitest';
import { qrPicture, type QrPicture } from './qr-picture.ts';

const PIXELS_PER_MODULE = 4;
const RECTANGLE = /M(\d+) (\d+)h(\d+)v1H(\d+)z/g;

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.split('');

/** As a browser would paint it: which modules are dark, row by row. */
function modulesOf({ path, size }: QrPicture): boolean[][] {
  const rows = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  expect(path.replaceAll(RECTANGLE, '')).toBe('');
  for (const [, x, y, width, back] of path.matchAll(RECTANGLE)) {
    expect(back).toBe(x);
    rows[Number(y)]?.fill(true, Number(x), Number(x) + Number(width));
  }
  return rows;
}

/** What is read by a program that has nothing to do with the one that has written it. */
function read(picture: QrPicture): string {
  const side = picture.size * PIXELS_PER_MODULE;
  const rows = modulesOf(picture);
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let pixel = 0; pixel < side * side; pixel++) {
    const [x, y] = [pixel % side, Math.floor(pixel / side)];
    const isDark = rows[Math.floor(y / PIXELS_PER_MODULE)]?.[Math.floor(x / PIXELS_PER_MODULE)] === true;
    if (isDark) data.fill(0, pixel * 4, pixel * 4 + 3);
  }
  return decodeQR({ data, width: side, height: side });
}

const secret = fc.string({
  unit: fc.constantFrom(...BASE32),
  minLength: 32,
  maxLength: 32,
});
const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).map(encodeURIComponent);
const address = fc
  .tuple(name, name, secret)
  .map(
    ([issuer, label, key]) =>
      `otpauth://totp/${issuer}:${label}?issuer=${issuer}&secret=${key}&digits=6&period=30`,
  );

test('is read as the address that it was made of', () => {
  fc.assert(
    fc.property(address, (text) => {
      expect(read(qrPicture(text))).toBe(text);
    }),
    { numRuns: 40 },
  );
});

test('has a light edge of four modules', () => {
  const rows = modulesOf(
    qrPicture('otpauth://totp/cms.example.org:olga@example.org?secret=JBSWY3DPEHPK3PXP'),
  );
  const size = rows.length;
  const dark = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [[x, y] as const] : [])));
  expect(Math.min(...dark.flat())).toBe(4);
  expect(Math.max(...dark.flat())).toBe(size - 5);
});
