import { describe, expect, it } from 'vitest';
import { createCrawl } from './crawl.ts';
import type { CrawlRoots } from './crawl.ts';
import type { TemplateRoute } from '../template-build/template-build.ts';

function route(
  kind: TemplateRoute['kind'],
  values: Pick<TemplateRoute, 'pattern' | 'path' | 'component'>,
): TemplateRoute {
  return { kind, ...values, matches: '', fingerprint: '' };
}

const ROOTS: CrawlRoots = {
  routes: [
    route('page', { pattern: '/', path: '/', component: 'index.astro' }),
    route('page', { pattern: '/blog/[slug]', path: null, component: 'blog.astro' }),
    route('page', { pattern: '/500', path: '/500', component: '500.astro' }),
    route('endpoint', { pattern: '/rss.xml', path: '/rss.xml', component: 'rss.ts' }),
  ],
  assets: [
    { file: 'logo.svg', hash: '1' },
    { file: 'about/index.html', hash: '2' },
  ],
  entryPaths: ['/blog/a/', '/blog/b/'],
};

describe('the crawl', () => {
  it('begins with static routes and published entries, and hands each path out once', () => {
    const crawl = createCrawl(ROOTS);
    expect(crawl.take(3)).toEqual(['/', '/rss.xml', '/blog/a/']);
    expect(crawl.take(10)).toEqual(['/blog/b/']);
    expect(crawl.take(10)).toEqual([]);
  });

  it('follows links until there are no new ones', () => {
    const crawl = createCrawl(ROOTS);
    crawl.take(10);
    crawl.found('/', ['/tags/x/', '/blog/a/', '/tags/x/']);
    expect(crawl.take(10)).toEqual(['/tags/x/']);
    crawl.found('/tags/x/', ['/', '/tags/x/']);
    expect(crawl.take(10)).toEqual([]);
  });

  it('does not ask the templates for what is a file of the build', () => {
    const crawl = createCrawl(ROOTS);
    crawl.take(10);
    crawl.found('/', ['/logo.svg', '/about/']);
    expect(crawl.take(10)).toEqual([]);
  });

  it('stops with a message when links have no end', () => {
    const crawl = createCrawl(ROOTS, 100);
    const follow = (): void => {
      for (let month = 0; month < 1000; month += 1)
        crawl.found(`/calendar/${month}/`, [`/calendar/${month + 1}/`]);
    };
    expect(follow).toThrow(/calendar\/101\/ on \/calendar\/100\//);
  });

  it('does not count published entries as links', () => {
    const entryPaths = Array.from({ length: 500 }, (_, index) => `/blog/${index}/`);
    const crawl = createCrawl({ ...ROOTS, entryPaths }, 10);
    crawl.found('/', entryPaths);
    expect(crawl.take(1000)).toHaveLength(502);
  });
});
