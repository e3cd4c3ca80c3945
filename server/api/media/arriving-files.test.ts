import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ArrivingFiles } from './arriving-files.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stillpress-arriving-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

test('a file that is only being opened does not come back after it was removed', async () => {
  const files = new ArrivingFiles();
  for (const name of ['one', 'two', 'three']) files.open(join(folder, name)).on('error', () => {});
  await files.remove();
  expect(readdirSync(folder)).toEqual([]);
});

test('what is opened after all were removed takes what it is given and keeps none of it', async () => {
  const files = new ArrivingFiles();
  await files.remove();
  const late = files.open(join(folder, 'late'));
  late.end('something');
  await finished(late);
  expect(readdirSync(folder)).toEqual([]);
});

test('files that are whole are listed in the order in which they were opened, until they are removed', async () => {
  const files = new ArrivingFiles();
  const [first, second] = [join(folder, 'b'), join(folder, 'a')];
  const streams = [files.open(first), files.open(second)];
  for (const stream of streams.toReversed()) {
    stream.end('whole');
    await finished(stream);
  }
  expect(files.paths()).toEqual([first, second]);
  expect(readdirSync(folder).toSorted()).toEqual(['a', 'b']);
  await files.remove();
  expect(readdirSync(folder)).toEqual([]);
});
