import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isMadePicture, keepMadePicture, readMadePicture, sweepMadePictures } from './made-pictures.ts';

const NOW = new Date();
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * 24 * 60 * 60_000);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stillpress-variants-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const BYTES = new Uint8Array([1, 2, 3]);

it('a picture is there once it was kept, and nothing else beside it', async () => {
  expect(readMadePicture(folder, 'abcd.webp')).toBeNull();
  expect(await isMadePicture(folder, 'abcd.webp')).toBe(false);
  await keepMadePicture(folder, 'abcd.webp', BYTES);
  expect(readMadePicture(folder, 'abcd.webp')).toEqual(BYTES);
  expect(await isMadePicture(folder, 'abcd.webp')).toBe(true);
  expect(readdirSync(join(folder, 'ab'))).toEqual(['abcd.webp']);
});

it('what nobody has read for 90 days is swept, and what a process that died was writing', async () => {
  for (const name of ['aa-read.webp', 'aa-left.webp']) {
    await keepMadePicture(folder, name, BYTES);
    utimesSync(join(folder, 'aa', name), daysAgo(91), daysAgo(91));
  }
  await keepMadePicture(folder, 'ab-new.webp', BYTES);
  const half = join(folder, 'aa', 'aa-half.webp.0190');
  writeFileSync(half, BYTES);
  utimesSync(half, daysAgo(91), daysAgo(91));
  expect(readMadePicture(folder, 'aa-read.webp')).toEqual(BYTES);
  expect(await sweepMadePictures(folder, { now: NOW })).toBe(2);
  expect(readdirSync(folder, { recursive: true }).map(String).sort()).toEqual([
    'aa',
    'aa/aa-read.webp',
    'ab',
    'ab/ab-new.webp',
  ]);
});

it('there is nothing to sweep where no picture was ever made', async () => {
  const none = join(folder, 'none');
  expect(await sweepMadePictures(none, { now: NOW })).toBe(0);
  expect(existsSync(none)).toBe(false);
});
