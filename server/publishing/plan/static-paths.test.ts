import { expect, it } from 'vitest';
import { assetTest, fileTest } from './static-paths.ts';

const BUILD = {
  assets: ['about/index.html', 'robots.txt'].map((file) => ({
    file,
    hash: '',
    contentType: '',
    sizeBytes: 0,
  })),
};

it.each([
  ['/about/', true],
  ['/robots.txt', true],
  ['/api/docs/', true],
  ['/admin', true],
  ['/healthz', true],
  ['/apiary/', false],
  ['/blog/about/', false],
])('knows of what visitors get at %s whether it is beside the pages: %s', (path, isBeside) => {
  expect(assetTest(BUILD)(path)).toBe(isBeside);
});

it('knows the files of the templates from what a web process answers', () => {
  const isFile = fileTest(BUILD);
  expect(['/about/', '/robots.txt', '/api/docs/'].filter(isFile)).toEqual(['/about/', '/robots.txt']);
});
