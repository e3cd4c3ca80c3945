import { expect, test } from 'vitest';
import { canonicalJson } from '../../model/canonical-json.ts';
import { openTestCache, publicationAfter, published, testPost } from '../test-content.ts';
import { beginGraph, newest, pathsOf, renderDirty } from './test-pages.ts';

const NOWHERE = { links: [], anchorLinks: [], anchors: null };

function openGraph(staticPaths: readonly string[] = ['/']) {
  const { cache } = openTestCache();
  const graph = beginGraph(cache, staticPaths);
  const render = (pages: Parameters<typeof renderDirty>[2]): string[] => renderDirty(cache, graph, pages);
  const dirty = (path: string): void => {
    const order = { path, revision: cache.position().revision, cause: 'test' };
    cache.write(() => cache.pages.dirtyPath(graph.graphId, order));
  };
  return { cache, graph, render, dirty, paths: () => pathsOf(cache, graph) };
}

test('links lead to pages, and absent pages are kept', () => {
  const { paths, render } = openGraph();
  expect(render({ '/': { links: ['/a/'] }, '/a/': { links: ['/none/'] } })).toEqual(['/', '/a/', '/none/']);
  expect(paths()).toEqual(['/', '/a/', '/none/']);
});

test('the pages that lead into a folder are told once each, some at a time, and none that leads elsewhere', () => {
  const { cache, graph, render } = openGraph(['/', '/a/', '/b/', '/c/', '/d/', '/e/']);
  render({
    '/': { links: ['/_media/x/1', '/_media/x/2'] },
    '/a/': { links: ['/_media/x0/1', '/_media/w/1', '/_media/'] },
    '/b/': { links: ['/_media/x/2'] },
    '/c/': { links: ['/_media/x/none'] },
    '/d/': { links: ['/_media/x/3'] },
    '/_media/x/1': {},
    '/_media/x/2': {},
    '/_media/x/3': {},
    '/_media/x0/1': {},
    '/_media/w/1': {},
    '/_media/': {},
  });
  expect(cache.pages.pathsWithin(graph.graphId, '/_media/x/')).toEqual([
    '/_media/x/1',
    '/_media/x/2',
    '/_media/x/3',
  ]);
  const leading = (part: { after?: number; limit?: number } = {}) =>
    cache.pages.pagesLeadingInto(graph.graphId, '/_media/x/', { after: 0, limit: 9, ...part });
  const pathsOfPages = (pages: ReturnType<typeof leading>) => pages.map(({ path }) => path);
  expect(pathsOfPages(leading())).toEqual(['/', '/b/', '/d/']);
  const [first] = leading({ limit: 1 });
  expect(first?.path).toBe('/');
  expect(pathsOfPages(leading({ after: first?.pageId ?? 0, limit: 1 }))).toEqual(['/b/']);
});

test('a page that nothing leads to any more goes, with all that it alone led to', () => {
  const { cache, dirty, paths, render } = openGraph();
  render({ '/': { links: ['/a/'] }, '/a/': { links: ['/b/'] }, '/b/': {} });
  cache.write(() => cache.pages.clearUnreleased());
  dirty('/');
  render({ '/': {} });
  expect(paths()).toEqual(['/']);
  expect(cache.pages.unreleased().map(({ file }) => file)).toEqual(['a/index.html', 'b/index.html']);
});

test('a cycle stays while a root leads into it, and no longer', () => {
  const { dirty, paths, render } = openGraph(['/', '/other/']);
  const cycle = { '/a/': { links: ['/b/'] }, '/b/': { links: ['/a/'] } };
  render({ ...cycle, '/': { links: ['/a/'] }, '/other/': { links: ['/b/'] } });
  dirty('/');
  render({ '/': {} });
  expect(paths()).toEqual(['/', '/a/', '/b/', '/other/']);
  dirty('/other/');
  render({ '/other/': {} });
  expect(paths()).toEqual(['/', '/other/']);
});

test('a page that was rendered before the content went on is not stored, and stays dirty', () => {
  const { cache, dirty, graph, render } = openGraph();
  render({ '/': {} });
  dirty('/');
  const [page] = cache.pages.nextDirty(graph.graphId, 1);
  const { revision } = cache.position();
  cache.apply([publicationAfter(cache.position(), published(testPost('a')))]);
  const facts = { revision, status: 200, route: '/', file: null, reads: [], ...NOWHERE };
  const store = () => page && cache.write(() => cache.pages.storer(graph)(page, facts));
  expect(store).toThrow('another state');
  expect(cache.pages.nextDirty(graph.graphId, 1)).toMatchObject([{ path: '/' }]);
});

test('a page depends on what it read the last time, and on nothing from before', () => {
  const { cache, dirty, graph, render } = openGraph();
  render({ '/': { reads: [newest()] } });
  dirty('/');
  render({ '/': { reads: [newest({ limit: 1 })] } });
  const questions = cache.pages.readsOf(graph.graphId, '/').map(({ question }) => question);
  expect(questions).toEqual([expect.stringContaining('"limit":1')]);
});

test('another answer than the one on record is told, and takes its place', () => {
  const { cache, dirty, graph, render } = openGraph();
  render({ '/': { reads: [newest()] } });
  dirty('/');
  const [page] = cache.pages.nextDirty(graph.graphId, 1);
  const read = { question: canonicalJson(newest()), digest: 'another', window: null };
  const facts = { revision: cache.position().revision, status: 200, route: '/', file: null, ...NOWHERE };
  const stored = page && cache.write(() => cache.pages.storer(graph)(page, { ...facts, reads: [read] }));
  expect(stored?.contradicted).toHaveLength(1);
  expect(cache.pages.readsOf(graph.graphId, '/')).toMatchObject([{ digest: 'another' }]);
});

test('a clean page is taken over with its reads and links, a dirty one is not', () => {
  const { cache, dirty, graph, render } = openGraph();
  render({ '/': { reads: [newest()], links: ['/a/'] }, '/a/': {} });
  const candidate = cache.write(() => {
    const begun = cache.pages.begin('candidate', { templateBuild: 'next', staticPaths: ['/'] });
    cache.pages.refreshRoot(begun, '/', cache.position().revision);
    return begun;
  });
  const adopt = (): boolean[] =>
    cache.write(() =>
      cache.pages
        .nextDirty(candidate.graphId, 1)
        .map((page) => cache.pages.adopt(candidate, page, graph.graphId)),
    );
  dirty('/a/');
  expect(adopt()).toEqual([true]);
  expect(cache.pages.readsOf(candidate.graphId, '/')).toEqual(cache.pages.readsOf(graph.graphId, '/'));
  expect(pathsOf(cache, candidate)).toEqual(['/', '/a/']);
  expect(adopt()).toEqual([false]);
});
