import { expect, test } from 'vitest';
import { mediaFilePath, mediaVariantPath } from '../../../model/media-paths.ts';
import { mediaApart } from './media-apart.ts';

const HASH = 'a'.repeat(64);
const [LAKE, HILL] = ['0190c6a8-0000-7000-8000-000000000001', '0190c6a8-0000-7000-8000-000000000002'];
const variant = (id: string, width: number, base = '/'): { path: string } => ({
  path: mediaVariantPath({ id, hash: HASH }, { base, format: 'webp', width, height: width, crop: null }),
});

test('the files of a picture are one picture, below whatever base the site has', () => {
  const file = { path: mediaFilePath({ id: HILL, hash: HASH, fileName: 'hill.jpg' }, '/base/') };
  const pages = [{ path: '/base/blog/' }, variant(LAKE, 320, '/base/'), variant(LAKE, 640, '/base/'), file];
  expect(mediaApart(pages)).toEqual({ others: [pages[0]], media: pages.slice(1), files: 2 });
});

test('what only looks so is an address like any other', () => {
  const pages = [{ path: '/_media/' }, { path: '/blog/_media/' }, { path: '/' }];
  expect(mediaApart(pages)).toEqual({ others: pages, media: [], files: 0 });
});
