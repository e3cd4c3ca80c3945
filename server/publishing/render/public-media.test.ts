import { expect, it } from 'vitest';
import type { PageResult } from './protocol.ts';
import { withPictures } from './public-media.ts';

const rendered = (path: string): PageResult => ({
  kind: 'rendered',
  path,
  status: 200,
  contentType: 'image/webp',
  location: null,
  route: null,
  bytes: new Uint8Array(),
  hash: 'h',
  links: [],
  anchorLinks: [],
  anchors: null,
  reads: [],
});
const picture = { name: 'a.webp', drawing: new Uint8Array(), format: 'webp' } as const;
const waiting = (path: string): PageResult => ({
  kind: 'failed',
  path,
  error: { reason: 'picture-missing', message: 'not made yet', template: null, stack: null, picture },
});

function mediaThat(makePicture: () => Promise<void>) {
  return { variantsFolder: '/nowhere', makePicture, open: () => Promise.reject(new Error('not asked for')) };
}

it('renders pages again once their pictures are there, in the order in which they were asked for', async () => {
  const asked: string[][] = [];
  const results = await withPictures([rendered('/a'), waiting('/b'), rendered('/c')], {
    media: mediaThat(async () => {}),
    renderAgain: async (paths) => {
      asked.push(paths);
      return paths.map(rendered);
    },
  });
  expect(asked).toEqual([['/b']]);
  expect(results.map(({ kind, path }) => [kind, path])).toEqual([
    ['rendered', '/a'],
    ['rendered', '/b'],
    ['rendered', '/c'],
  ]);
});

it('takes no page for failed that was interrupted before its picture could be shown', async () => {
  const results = await withPictures([rendered('/a'), waiting('/b')], {
    media: mediaThat(async () => {}),
    renderAgain: async () => [],
  });
  expect(results.map(({ path }) => path)).toEqual(['/a']);
});

it('says why a picture could not be made', async () => {
  const results = await withPictures([waiting('/b')], {
    media: mediaThat(() => Promise.reject(new Error('its bytes are gone'))),
    renderAgain: async () => [],
  });
  expect(results).toEqual([
    expect.objectContaining({
      kind: 'failed',
      error: expect.objectContaining({ message: expect.stringContaining('its bytes are gone') }),
    }),
  ]);
});
