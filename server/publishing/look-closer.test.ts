import { expect, test } from 'vitest';
import { beginGraph, newest, renderDirty } from '../../content-cache/pages/test-pages.ts';
import { openTestCache, publicationAfter, published, testPost } from '../../content-cache/test-content.ts';
import type { PublicationChange } from '../../model/publication.ts';
import { lookCloser, pathsTaking } from './look-closer.ts';
import type { RenderedPage } from './render/protocol.ts';
import type { TemplateBuild } from './template-build/template-build.ts';

const build = { siteUrl: 'https://site.example', base: '/' } as TemplateBuild;
const GOING = '/blog/a/';
/** All of them list the newest posts, and some go on to mention the one that goes. */
const PATHS = Array.from({ length: 70 }, (_, index) => `/list-${String(index).padStart(2, '0')}/`);
const KEEPING = new Set([PATHS[1], PATHS[50], PATHS[69]]);
const WITHDRAWAL: PublicationChange = {
  kind: 'withdraw',
  entryId: 'a',
  collection: 'posts',
  locale: 'en',
  path: GOING,
};

function openSite() {
  const { cache } = openTestCache();
  cache.apply([publicationAfter(cache.position(), published(testPost('a')))]);
  const graph = beginGraph(cache, [...PATHS, GOING]);
  const leads = { links: [GOING], anchorLinks: [{ path: GOING, anchor: 'x' }] };
  renderDirty(cache, graph, {
    ...Object.fromEntries(PATHS.map((path) => [path, { reads: [newest()], ...leads }])),
    [GOING]: {
      reads: [{ kind: 'entry', lookup: { by: 'id', collection: 'posts', id: 'a' } }],
      anchors: ['x', 'y'],
    },
  });
  const asked: string[] = [];
  const look = async (
    changes: readonly PublicationChange[],
    limits: { pagesMax?: number; lookMs?: number } = {},
  ) =>
    await lookCloser(
      { cache, graph, build, isAsset: () => false, changes, rendered: new Map() },
      {
        taking: pathsTaking({ cache, graph, changes }),
        ...limits,
        render: async (paths) => {
          asked.push(...paths);
          return paths.map((path) => pageAfter(path, changes));
        },
      },
    );
  return { asked, look };
}

function pageAfter(path: string, changes: readonly PublicationChange[]): RenderedPage {
  const isGone = path === GOING && changes.includes(WITHDRAWAL);
  const leads = { links: [GOING], anchorLinks: [{ path: GOING, anchor: 'x' }] };
  return {
    kind: 'rendered',
    path,
    status: isGone ? 404 : 200,
    contentType: 'text/html',
    location: null,
    bytes: new Uint8Array(),
    hash: 'hash',
    anchors: path === GOING ? ['y'] : [],
    reads: [],
    route: '/[page]',
    ...(KEEPING.has(path) ? leads : { links: [], anchorLinks: [] }),
  };
}

test('of however many pages that change, those that go on leading to what goes are named, and no others', async () => {
  const { asked, look } = openSite();
  expect(await look([WITHDRAWAL])).toEqual([{ path: GOING, anchor: null, from: [...KEEPING], isCut: false }]);
  expect(asked.toSorted()).toEqual([GOING, ...PATHS].toSorted());
});

test('so are those that lead to an anchor that goes', async () => {
  const { look } = openSite();
  const change = published(testPost('a', { title: 'Another' }));
  expect(await look(change)).toEqual([{ path: GOING, anchor: 'x', from: [...KEEPING], isCut: false }]);
});

test('those that are too many to be rendered are taken to lead where they do, and that is said', async () => {
  const { asked, look } = openSite();
  const [link, ...others] = await look([WITHDRAWAL], { pagesMax: 60 });
  expect(others).toEqual([]);
  expect(asked).toHaveLength(60);
  expect(link).toMatchObject({ path: GOING, isCut: true });
  expect(link?.from).toEqual(PATHS.filter((path) => KEEPING.has(path) || !asked.includes(path)));
});

test('so are those that there is no time for', async () => {
  const { asked, look } = openSite();
  expect(await look([WITHDRAWAL], { lookMs: -1 })).toMatchObject([{ path: GOING, isCut: true }]);
  expect(asked.length).toBeLessThan(PATHS.length);
});
