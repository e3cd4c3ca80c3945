import { expect, test, vi } from 'vitest';
import { beginGraph, newest, renderDirty } from '../../content-cache/pages/test-pages.ts';
import { openTestCache, publicationAfter, published, testPost } from '../../content-cache/test-content.ts';
import type { PublicationChange } from '../../model/publication.ts';
import { newlyBroken } from './newly-broken.ts';
import type { RenderedPage } from './render/protocol.ts';
import type { TemplateBuild } from './template-build/template-build.ts';

const build = { siteUrl: 'https://site.example', base: '/' } as TemplateBuild;
const GOING = '/blog/a/';
const PATHS = ['/', '/list/', '/text/'];
const WITHDRAWAL: PublicationChange = {
  kind: 'withdraw',
  entryId: 'a',
  collection: 'posts',
  locale: 'en',
  path: GOING,
};

/** A list that shows the post, and a text and the home page that mention it. */
function openSite() {
  const { cache } = openTestCache();
  cache.apply([publicationAfter(cache.position(), published(testPost('a')))]);
  const graph = beginGraph(cache, [...PATHS, GOING]);
  const leads = { links: [GOING], anchorLinks: [{ path: GOING, anchor: 'x' }] };
  renderDirty(cache, graph, {
    '/': { reads: [newest()], ...leads },
    '/list/': { reads: [newest()], links: [GOING] },
    '/text/': leads,
    [GOING]: {
      reads: [{ kind: 'entry', lookup: { by: 'id', collection: 'posts', id: 'a' } }],
      anchors: ['x', 'y'],
    },
  });
  const layOver = vi.spyOn(cache, 'layOver');
  const look = (changes: readonly PublicationChange[], pages: readonly RenderedPage[]) => {
    const rendered = new Map(pages.map((one) => [one.path, one]));
    return newlyBroken({ cache, graph, build, isAsset: () => false, changes, rendered }).deadLinks;
  };
  return { cache, layOver, look };
}

function page(path: string, given: Partial<RenderedPage> = {}): RenderedPage {
  return {
    kind: 'rendered',
    path,
    status: 200,
    contentType: 'text/html',
    location: null,
    bytes: new Uint8Array(),
    hash: 'hash',
    links: [],
    anchorLinks: [],
    anchors: [],
    reads: [],
    route: '/[page]',
    ...given,
  };
}

const gone = page(GOING, { status: 404 });

test('links to a page that goes are told, of the pages that stay as they are', () => {
  const { look } = openSite();
  const dead = look([WITHDRAWAL], [gone, page('/'), page('/list/')]);
  expect(dead).toEqual([{ path: GOING, anchor: null, from: ['/text/'], isCut: false }]);
});

test('a page that changes and was not rendered is taken to lead where it does', () => {
  const { look } = openSite();
  const leads = { links: [GOING], anchorLinks: [{ path: GOING, anchor: 'x' }] };
  const dead = look([WITHDRAWAL], [gone, page('/', leads)]);
  expect(dead).toMatchObject([{ path: GOING, from: ['/', '/list/', '/text/'], isCut: true }]);
});

test('nothing is told of links to a page that changes and was not rendered', () => {
  const { cache, look } = openSite();
  const other = { path: '/list/', revision: cache.position().revision, cause: 'test' };
  cache.write(() => cache.pages.dirtyPath(cache.pages.find('live')?.graphId ?? 0, other));
  const leading = page('/', { links: ['/list/', GOING], anchorLinks: [{ path: '/list/', anchor: 'new' }] });
  expect(look([WITHDRAWAL], [leading])).toEqual([]);
});

test('an anchor that goes is told, and one that nobody leads to is not', () => {
  const { layOver, look } = openSite();
  const change = published(testPost('a', { body: 'Longer' }));
  expect(look(change, [page(GOING, { anchors: ['x'] })])).toEqual([]);
  expect(look(change, [page(GOING, { anchors: ['y'] })])).toMatchObject([
    { path: GOING, anchor: 'x', from: ['/', '/text/'] },
  ]);
  expect(layOver).toHaveBeenCalled();
});

test('nothing is looked at where no page and no anchor goes, and no link comes', () => {
  const { layOver, look } = openSite();
  const change = published(testPost('a', { body: 'Longer' }));
  const unchanged = page('/list/', { links: [GOING] });
  expect(look(change, [page(GOING, { anchors: ['x', 'y'] }), unchanged])).toEqual([]);
  expect(layOver).not.toHaveBeenCalled();
});
