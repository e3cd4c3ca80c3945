import { describe, expect, test } from 'vitest';
import type { PublicationChange } from '../model/publication.ts';
import type { ContentCache } from './cache.ts';
import { beginGraph, newest, pathsOf, renderDirty } from './pages/test-pages.ts';
import type { Question } from './read-record.ts';
import { openTestCache, publicationAfter, published, testPost, withdrawn } from './test-content.ts';

const byId = (id: string): Question => ({
  kind: 'entry',
  lookup: { by: 'id', collection: 'posts', id },
});

const REDIRECT = { path: '/a/', status: 301 as const, to: { kind: 'path' as const, path: '/' } };

const PAGES = {
  '/': { reads: [newest()] },
  '/all/': { reads: [newest({ limit: null })] },
  '/second/': { reads: [newest({ offset: 2 })] },
  '/count/': { reads: [{ kind: 'count', query: { collection: 'posts', locale: 'en', where: [] } }] as const },
  '/a/': { reads: [byId('a')] },
  '/z/': { reads: [byId('z')] },
  '/hour/': { reads: [{ kind: 'clock', grain: 'hour' }] as const },
  '/day/': { reads: [{ kind: 'clock', grain: 'day' }] as const },
};

/** Five posts, the first one the newest, and a page for each kind of read. */
function openSite() {
  const { cache } = openTestCache();
  const posts = ['a', 'b', 'c', 'd', 'e'].map((id, place) => testPost(id, { date: `2026-01-0${9 - place}` }));
  const apply = (...changes: readonly PublicationChange[]) =>
    cache.apply([publicationAfter(cache.position(), changes)]).work;
  const graph = beginGraph(cache, Object.keys(PAGES));
  apply(...posts.flatMap((post) => published(post)));
  renderDirty(cache, graph, PAGES);
  return { cache, apply, dirty: () => renderDirty(cache, graph, PAGES).sort(), graph };
}

const dated = (id: string, date: string, fields: object = {}) => published(testPost(id, { date, ...fields }));

test('a body edit evaluates what read the body, and no list', () => {
  const { apply, dirty } = openSite();
  const work = apply(...dated('a', '2026-01-09', { body: 'New.' }));
  expect(work.readsEvaluated).toBe(1);
  expect(work.readsChanged).toEqual([JSON.stringify(byId('a'))]);
  expect(dirty()).toEqual(['/a/']);
});

const ofYear = (value: string, descending: boolean): Question =>
  newest({
    where: [{ field: 'date', kind: 'range', range: { gte: value, lte: `${value}-99` } }],
    limit: 50,
    ...(!descending && {
      sort: [
        { field: 'date', order: 'ascending' },
        { field: 'id', order: 'ascending' },
      ],
    }),
  });

test('a list that could take more is looked up for entries in its range, and for no others', () => {
  const { cache } = openTestCache();
  const years = ['2023', '2024', '2025', '2026'];
  const pages = Object.fromEntries(
    years.flatMap((value) => [
      [`/${value}/`, { reads: [ofYear(value, true)] }],
      [`/up/${value}/`, { reads: [ofYear(value, false)] }],
    ]),
  );
  const graph = beginGraph(cache, Object.keys(pages));
  const apply = (change: readonly PublicationChange[]) =>
    cache.apply([publicationAfter(cache.position(), change)]).work;
  apply(dated('a', '2024-05-01'));
  renderDirty(cache, graph, pages);
  // Newest first, those of later years come before the entry; oldest first, those of earlier ones.
  expect(apply(dated('b', '2024-06-01')).readsEvaluated).toBe(2);
  expect(renderDirty(cache, graph, pages).sort()).toEqual(['/2024/', '/blog/b/', '/up/2024/']);
  expect(apply(dated('b', '2025-06-01')).readsEvaluated).toBe(4);
  expect(renderDirty(cache, graph, pages).sort()).toEqual(['/2024/', '/2025/', '/up/2024/', '/up/2025/']);
});

test('a window at some distance behind a cursor is told of what comes in between', () => {
  const { cache } = openTestCache();
  const behindB = newest({ after: ['2026-01-08', 'b'], offset: 1 });
  const pages = { '/behind/': { reads: [behindB] } };
  const graph = beginGraph(cache, Object.keys(pages));
  const put = (id: string, date: string) =>
    cache.apply([publicationAfter(cache.position(), dated(id, date))]);
  for (const [place, id] of ['a', 'b', 'c', 'd', 'e'].entries()) put(id, `2026-01-0${9 - place}`);
  const dirty = () => renderDirty(cache, graph, pages).filter((path) => path in pages);
  dirty();
  put('a', '2026-01-10');
  expect(dirty()).toEqual([]);
  put('a', '2026-01-07');
  expect(dirty()).toEqual(['/behind/']);
  put('a', '2026-01-09');
  expect(dirty()).toEqual(['/behind/']);
});

test('a page that tells when entries were last published hears of each of them, and lists do not', () => {
  const { cache } = openTestCache();
  const dates: Question = { kind: 'published-at', ids: ['a', 'b', 'gone'] };
  const pages = { '/': { reads: [newest()] }, '/dates/': { reads: [dates] } };
  const graph = beginGraph(cache, Object.keys(pages));
  const publishAt = (id: string, publishedAt: string) =>
    cache.apply([publicationAfter(cache.position(), published({ ...testPost(id), publishedAt }))]);
  publishAt('a', '2026-02-01');
  publishAt('b', '2026-02-01');
  const dirty = (): string[] =>
    renderDirty(cache, graph, pages)
      .filter((path) => path in pages)
      .sort();
  expect(dirty()).toEqual(['/', '/dates/']);
  publishAt('b', '2026-02-02');
  expect(dirty()).toEqual(['/dates/']);
  publishAt('gone', '2026-02-02');
  expect(dirty()).toEqual(['/dates/']);
});

test('a title reaches the lists that show it', () => {
  const { apply, dirty } = openSite();
  apply(...dated('d', '2026-01-06', { title: 'New' }));
  expect(dirty()).toEqual(['/all/', '/second/']);
});

test('a new entry reaches the lists that it enters or shifts, and counts', () => {
  const { apply, dirty } = openSite();
  apply(...dated('n', '2026-01-10'));
  expect(dirty()).toEqual(['/', '/all/', '/blog/n/', '/count/', '/second/']);
});

test('an entry after the end of a window evaluates that list not at all', () => {
  const { apply, dirty } = openSite();
  const work = apply(...dated('n', '2026-01-01'));
  expect(work.readsEvaluated).toBe(2);
  expect(dirty()).toEqual(['/all/', '/blog/n/', '/count/']);
});

test('a count is asked again where an entry comes or goes, and nowhere else', () => {
  const { cache } = openTestCache();
  const pages = { '/count/': PAGES['/count/'] };
  const graph = beginGraph(cache, Object.keys(pages));
  const evaluatedBy = (changes: readonly PublicationChange[]): number => {
    const { work } = cache.apply([publicationAfter(cache.position(), changes)]);
    renderDirty(cache, graph, pages);
    return work.readsEvaluated;
  };
  renderDirty(cache, graph, pages);
  expect(evaluatedBy(dated('a', '2026-01-09'))).toBe(1);
  expect(evaluatedBy(dated('a', '2026-01-01', { title: 'New' }))).toBe(0);
  expect(evaluatedBy([withdrawn(testPost('a'))])).toBe(1);
});

test('an entry that appears reaches the page that had not found it', () => {
  const { apply, dirty } = openSite();
  apply(...dated('z', '2026-01-01'));
  expect(dirty()).toContain('/z/');
});

test('a withdrawal reaches whatever showed the entry', () => {
  const { apply, dirty } = openSite();
  apply(withdrawn(testPost('a')));
  expect(dirty()).toEqual(['/', '/a/', '/all/', '/count/', '/second/']);
});

test('what is the same after several publications reaches nothing', () => {
  const { cache, dirty } = openSite();
  const first = publicationAfter(cache.position(), dated('a', '2026-01-01'));
  const second = publicationAfter(first, dated('a', '2026-01-09'));
  const { readsChanged } = cache.apply([first, second]).work;
  expect(readsChanged).toEqual([]);
  expect(dirty()).toEqual([]);
});

test('the clock reaches the pages that asked for the grain that has changed', () => {
  const { cache, dirty } = openSite();
  const clock = { year: '2026', day: '2026-11-27', hour: '2026-11-27T20' };
  cache.setClock(clock);
  dirty();
  cache.setClock({ ...clock, hour: '2026-11-27T21' });
  expect(dirty()).toEqual(['/hour/']);
});

test('what is foreseen is undone', () => {
  const { cache, dirty } = openSite();
  const before = cache.position();
  const { pages } = cache.foresee(dated('a', '2026-01-09', { body: 'New.' }));
  expect(pages).toEqual([{ path: '/a/', cause: JSON.stringify(byId('a')) }]);
  expect(cache.position()).toEqual(before);
  expect(dirty()).toEqual([]);
});

describe('what was foreseen', () => {
  const SELECT_ALL = ['page', 'read', 'read_window', 'read_member', 'item', 'cache_state'].map(
    (table) => `SELECT * FROM ${table}`,
  );
  const contentOf = ({ connection }: ContentCache): unknown[] =>
    SELECT_ALL.map((select) => connection.prepare(select).all());

  test.each([
    ['a body', dated('a', '2026-01-09', { body: 'New.' })],
    ['a title', dated('d', '2026-01-06', { title: 'New' })],
    ['a place', dated('d', '2026-01-10')],
    ['a new entry', dated('n', '2026-01-10')],
    ['a withdrawal', [withdrawn(testPost('a'))]],
    ['a redirect', [{ kind: 'redirect' as const, redirect: REDIRECT }]],
  ])('comes about as if it had not been: %s', (_name, changes) => {
    const [known, unknown] = [openSite(), openSite()];
    const foreseen = known.cache.foresee(changes);
    const publication = publicationAfter(known.cache.position(), structuredClone(changes));
    const applied = known.cache.apply([publication]);
    expect(applied.foreseen).toBe(foreseen);
    expect(applied.work).toEqual(unknown.cache.apply([publication]).work);
    expect(contentOf(known.cache)).toEqual(contentOf(unknown.cache));
    expect(known.dirty()).toEqual(unknown.dirty());
  });

  test('is found out again where something has been written since', () => {
    const { cache, graph } = openSite();
    const { revision } = cache.position();
    const changes = dated('a', '2026-01-09', { title: 'New' });
    const foreseen = cache.foresee(changes);
    const pages = { ...PAGES, '/z/': { reads: [newest({ limit: 1 })] } };
    cache.write(() => cache.pages.dirtyPath(graph.graphId, { path: '/z/', revision, cause: '' }));
    renderDirty(cache, graph, pages);
    expect(cache.apply([publicationAfter(cache.position(), changes)]).foreseen).toBe(foreseen);
    expect(renderDirty(cache, graph, pages)).toContain('/z/');
  });

  test('is something else where other changes come, or come later', () => {
    const { apply, cache } = openSite();
    const changes = dated('a', '2026-01-09', { body: 'New.' });
    const publish = (...some: readonly PublicationChange[]) =>
      cache.apply([publicationAfter(cache.position(), some)]).foreseen;
    cache.foresee(changes);
    expect(publish(...dated('a', '2026-01-09', { body: 'Newer.' }))).toBeNull();
    cache.foresee(changes);
    apply(...dated('b', '2026-01-08', { body: 'In between.' }));
    expect(publish(...changes)).toBeNull();
    cache.foresee(changes, { ...cache.clock(), hour: '2027-01-01T00' });
    expect(publish(...changes)).toBeNull();
  });
});

test('an entry has a page from the moment it has a path', () => {
  const { apply, cache, dirty, graph } = openSite();
  apply(...dated('n', '2026-01-01'));
  dirty();
  expect(pathsOf(cache, graph)).toContain('/blog/n/');
  apply(withdrawn(testPost('n')));
  dirty();
  expect(pathsOf(cache, graph)).not.toContain('/blog/n/');
});
