import { expect, test } from 'vitest';
import type { DeadLink } from '../../model/site-plan.ts';
import { openTestCache } from '../test-content.ts';
import type { Graph } from './page-facts.ts';
import { beginGraph, renderDirty } from './test-pages.ts';

function openGraph(staticPaths: readonly string[]) {
  const { cache } = openTestCache();
  const graph = beginGraph(cache, staticPaths);
  const render = (pages: Parameters<typeof renderDirty>[2]): string[] => renderDirty(cache, graph, pages);
  const rerender = (pages: Parameters<typeof renderDirty>[2]): void => {
    const order = { revision: cache.position().revision, cause: 'test' };
    for (const path of Object.keys(pages))
      cache.write(() => cache.pages.dirtyPath(graph.graphId, { ...order, path }));
    render(pages);
  };
  const broken = (after: { path: string; anchor: string | null } | null = null, limit = 99): DeadLink[] =>
    cache.pages.brokenLinks(graph.graphId, { after, limit });
  return { cache, graph, render, rerender, broken, targets: () => broken().map(targetOf) };
}

function targetOf({ anchor, path }: DeadLink): string {
  return anchor === null ? path : `${path}#${anchor}`;
}

const to = (path: string, anchor: string) => ({ path, anchor });

test('links to no page and to no such anchor are told by their targets, with the pages that hold them', () => {
  const { broken, render } = openGraph(['/', '/a/', '/b/']);
  render({
    '/': { links: ['/none/', '/a/'], anchorLinks: [to('/a/', 'there'), to('/a/', 'gone')] },
    '/a/': { anchors: ['there'], links: ['/none/'], anchorLinks: [to('/a/', 'own')] },
    '/b/': { links: ['/a/'], anchorLinks: [to('/a/', 'gone')] },
  });
  expect(broken()).toEqual([
    { path: '/a/', anchor: 'gone', from: ['/', '/b/'], isCut: false },
    { path: '/a/', anchor: 'own', from: ['/a/'], isCut: false },
    { path: '/none/', anchor: null, from: ['/', '/a/'], isCut: false },
  ]);
});

test('they are told some at a time, each once', () => {
  const { broken, render, targets } = openGraph(['/', '/a/']);
  render({
    '/': { links: ['/y/', '/x/', '/a/'], anchorLinks: [to('/a/', '2'), to('/a/', '1'), to('/a/', '3')] },
    '/a/': {},
  });
  expect(targets()).toEqual(['/a/#1', '/a/#2', '/a/#3', '/x/', '/y/']);
  const found: string[] = [];
  for (let [one] = broken(null, 1); one !== undefined; [one] = broken(one, 1)) found.push(targetOf(one));
  expect(found).toEqual(targets());
});

test('of a link on very many pages, some are named, and it is said that there are others', () => {
  const paths = Array.from({ length: 60 }, (_, index) => `/${index}/`);
  const { broken, render } = openGraph(paths);
  render(Object.fromEntries(paths.map((path) => [path, { links: ['/none/'] }])));
  expect(broken()).toMatchObject([{ isCut: true }]);
  expect(broken()[0]?.from).toHaveLength(50);
});

test('an anchor that comes or goes is noticed without the pages that lead to it', () => {
  const { render, rerender, targets } = openGraph(['/', '/a/']);
  render({ '/': { links: ['/a/'], anchorLinks: [to('/a/', 'x')] }, '/a/': { anchors: ['x', 'y'] } });
  expect(targets()).toEqual([]);
  rerender({ '/a/': { anchors: ['y'] } });
  expect(targets()).toEqual(['/a/#x']);
  rerender({ '/a/': { anchors: ['z', 'x'] } });
  expect(targets()).toEqual([]);
});

test('a page that is rendered again just as it was keeps its anchors and where it leads', () => {
  const { rerender, targets } = openGraph(['/', '/a/']);
  const pages = {
    '/': { links: ['/a/'], anchorLinks: [to('/a/', 'x'), to('/a/', 'none')] },
    '/a/': { anchors: ['x'] },
  };
  rerender(pages);
  rerender(pages);
  expect(targets()).toEqual(['/a/#none']);
  rerender({ '/': { ...pages['/'], anchorLinks: [to('/a/', 'x')] } });
  expect(targets()).toEqual([]);
});

test('what is no HTML is taken to have every anchor, and an absent page none of its own', () => {
  const { render, targets } = openGraph(['/', '/feed.xml']);
  render({
    '/': { links: ['/feed.xml', '/none/'], anchorLinks: [to('/feed.xml', 'x'), to('/none/', 'y')] },
    '/feed.xml': { anchors: null },
  });
  expect(targets()).toEqual(['/none/']);
});

test('links of pages that visitors do not get are not told, nor those to a page under another name', () => {
  const { render, targets } = openGraph(['/', '/absent/']);
  render({
    '/': { links: ['/alias'] },
    '/alias': { isAbsent: true, links: ['/alias/'] },
    '/alias/': {},
    '/absent/': { isAbsent: true, links: ['/none/'] },
  });
  expect(targets()).toEqual([]);
});

test('with the page that held a link, what was known of it goes', () => {
  const { cache, graph, render, rerender, targets } = openGraph(['/', '/a/']);
  render({
    '/': { links: ['/sub/'] },
    '/a/': { anchors: [] },
    '/sub/': { links: ['/a/'], anchorLinks: [to('/a/', 'x'), to('/sub/', 'y')] },
  });
  expect(targets()).toEqual(['/a/#x', '/sub/#y']);
  rerender({ '/': {} });
  expect(targets()).toEqual([]);
  expect(rowsOfAnchors(cache)).toBe(0);
  rerender({ '/': { anchorLinks: [to('/', 'z')] } });
  cache.write(() => cache.pages.drop(graph.graphId));
  expect(rowsOfAnchors(cache)).toBe(0);
});

test('a page that another graph takes over has its anchors and links there too', () => {
  const { cache, graph, render } = openGraph(['/', '/a/']);
  render({
    '/': { links: ['/a/'], anchorLinks: [to('/a/', 'x'), to('/a/', 'none'), to('/', 'own')] },
    '/a/': { anchors: ['x'] },
  });
  const candidate = cache.write(() => {
    const begun = cache.pages.begin('candidate', { templateBuild: 'next', staticPaths: ['/', '/a/'] });
    for (const path of ['/', '/a/']) cache.pages.refreshRoot(begun, path, cache.position().revision);
    return begun;
  });
  const adopt = (other: Graph): void => {
    for (const page of cache.pages.nextDirty(other.graphId, 9)) cache.pages.adopt(other, page, graph.graphId);
  };
  cache.write(() => adopt(candidate));
  const broken = cache.pages.brokenLinks(graph.graphId, { after: null, limit: 9 });
  expect(broken.map(targetOf)).toEqual(['/#own', '/a/#none']);
  expect(cache.pages.brokenLinks(candidate.graphId, { after: null, limit: 9 })).toEqual(broken);
});

test('around some pages, the broken links on them and to them are told, and no others', () => {
  const { cache, graph, render } = openGraph(['/', '/a/', '/b/', '/c/']);
  render({
    '/': { links: ['/a/', '/none/'], anchorLinks: [to('/a/', 'x')] },
    '/a/': {},
    '/b/': { links: ['/a/', '/never/'], anchorLinks: [to('/a/', 'y')] },
    '/c/': { links: ['/b/'] },
  });
  const around = (...paths: string[]): string[] =>
    cache.pages.brokenLinksAround(graph.graphId, paths).map(targetOf);
  expect(around('/')).toEqual(['/a/#x', '/none/']);
  expect(around('/a/')).toEqual(['/a/#x', '/a/#y']);
  expect(around('/never/', '/c/')).toEqual(['/never/']);
  expect(around('/c/', '/unknown/')).toEqual([]);
});

test('an anchor is taken along by what leads on, and is dead where it is not there in the end', () => {
  const { cache, graph, render, rerender, targets } = openGraph(['/', '/a/', '/about/', '/old/', '/us/']);
  const leading = { links: ['/about/'], anchorLinks: [to('/about/', 'x'), to('/about/', 'never')] };
  const moved = { location: '/us/', links: ['/us/'] };
  render({ '/a/': leading, '/about/': { anchors: ['x'] } });
  expect(targets()).toEqual(['/about/#never']);
  rerender({ '/about/': moved, '/us/': { anchors: [] } });
  expect(targets()).toEqual(['/about/#never', '/about/#x']);
  expect(cache.pages.brokenLinksAround(graph.graphId, ['/us/']).map(targetOf)).toEqual(targets());
  expect(cache.pages.isLedWithin(graph.graphId, '/us/')).toBe(true);
  rerender({ '/us/': { anchors: ['x'] } });
  expect(targets()).toEqual(['/about/#never']);
  // One leads to the other, which comes to lead elsewhere.
  rerender({ '/us/': { location: '/old/', links: ['/old/'] }, '/old/': { anchors: ['never'] } });
  expect(targets()).toEqual(['/about/#x']);
  rerender({ '/us/': { location: '/', links: ['/'] }, '/': { anchors: ['x', 'never'] } });
  expect(targets()).toEqual([]);
  // A page in the middle of the way, which leads where it did.
  rerender({ '/us/': { anchors: ['x'], links: ['/'] } });
  expect(targets()).toEqual(['/about/#never']);
  rerender({ '/us/': { location: '/', links: ['/'] } });
  expect(targets()).toEqual([]);
  // Round in a circle, and to a place that is named.
  rerender({ '/': { location: '/about/', links: ['/about/'] } });
  rerender({ '/about/': { location: '/old/#never', links: ['/old/'] } });
  expect(targets()).toEqual([]);
  rerender({ '/about/': { anchors: ['x'] } });
  expect(targets()).toEqual(['/about/#never']);
});

function rowsOfAnchors({ connection }: ReturnType<typeof openTestCache>['cache']): unknown {
  return connection
    .prepare('SELECT (SELECT count(*) FROM anchor) + (SELECT count(*) FROM anchor_link)')
    .pluck()
    .get();
}
