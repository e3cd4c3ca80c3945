import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Question } from '../../../content-cache/read-record.ts';
import { canonicalJson } from '../../../model/canonical-json.ts';
import { type BuiltSite, buildSite, readBundle, type Site, SITE_URL } from './built-site.ts';
import { SECOND_POST, siteEntries, WITHDRAWN_POST } from './site-content.ts';

let built: BuiltSite;
let site: Site;
beforeAll(async () => {
  built = await buildSite();
  site = await built.open(siteEntries);
}, 120_000);
afterAll(() => built?.close());

async function html(path: string): Promise<string> {
  const { body, status } = await site.render(path);
  expect(status).toBe(200);
  return body;
}

/** What of these comes first, second and so on; each is there. */
function orderIn(text: string, parts: readonly string[]): string[] {
  for (const part of parts) expect(text).toContain(part);
  return parts.toSorted((a, b) => text.indexOf(a) - text.indexOf(b));
}

test('the bundle carries no native dependency', () => {
  const files = readdirSync(join(built.build.folder, 'server'), { recursive: true, encoding: 'utf8' });
  const bundle = readBundle(
    built.build,
    files.filter((file) => file.endsWith('.mjs')),
  );
  expect(bundle).toContain('stillpress.render-context');
  expect(bundle).not.toContain('better-sqlite3');
});

test('the front page names the site and lists the newest posts first, the featured one apart', async () => {
  const page = await html('/');
  expect(page).toContain('<title>Plain &amp; Simple · Notes &lt;for&gt; testing</title>');
  const titles = ['The second</a>', 'Named like a locale</a>', 'The third</a>', 'The first &lt;post&gt;</a>'];
  expect(orderIn(page, titles)).toEqual(titles);
  expect(page.match(/The second<\/a>/g)).toHaveLength(1);
});

test('a post shows its authors, its day, its topics and how long it takes to read', async () => {
  const page = await html('/blog/first/');
  expect(page).toMatch(/<h1[^>]*>The first &lt;post&gt;<\/h1>/);
  expect(page).toMatch(/href="\/authors\/ada-low\/"[^>]*>Ada Low<\/a> and <a href="\/authors\/bo-ek\/"/);
  expect(page).toMatch(/<time datetime="2026-03-01"[^>]*>1 March 2026<\/time>/);
  expect(page).toContain('3 min read');
  expect(page).toMatch(/<a href="\/tags\/ink\/" rel="tag"/);
});

test('a post without a day shows that of its first publication, and stands there in lists', async () => {
  expect(await html('/blog/de/')).toMatch(/<time datetime="2026-04-01"[^>]*>1 April 2026<\/time>/);
  expect(await html('/archive/2026/')).toMatch(/>April<\/h2>.*Named like a locale.*>March<\/h2>/s);
});

test('a post links to other entries by their present path, and not to what is not public', async () => {
  const page = await html('/blog/first/');
  expect(page).toContain('<a href="/blog/second/">to the other post</a>');
  expect(page).toContain('and one to nothing.');
});

test('a post leads to the ones written before and after it, in its own language', async () => {
  const page = await html('/blog/second/');
  expect(page).toMatch(/<a rel="prev" href="\/blog\/first\/"[^>]*>.*Previous post.*The first &lt;post&gt;/s);
  expect(page).toMatch(/<a rel="next" class="next" href="\/blog\/third\/"[^>]*>.*Next post.*The third/s);
  expect(await html('/blog/first/')).not.toContain('rel="prev"');
  expect(await html('/blog/de/')).not.toContain('rel="next"');
  expect(await html('/de/blog/erster/')).not.toContain('aria-label="Weitere Beiträge"');
});

test('a long post has a table of contents, a short one has none', async () => {
  expect(await html('/blog/first/')).toMatch(/<a href="#beginning"[^>]*>Beginning<\/a>/);
  expect(await html('/blog/second/')).not.toContain('On this page');
});

test('a translated post is announced to search engines and readers in both languages', async () => {
  for (const path of ['/blog/first/', '/de/blog/erster/']) {
    const page = await html(path);
    expect(page).toContain(`<link rel="canonical" href="${SITE_URL}${path}">`);
    expect(page).toContain(`<link rel="alternate" hreflang="de" href="${SITE_URL}/de/blog/erster/">`);
    expect(page).toContain(`<link rel="alternate" hreflang="en" href="${SITE_URL}/blog/first/">`);
    expect(page).toContain(`<link rel="alternate" hreflang="x-default" href="${SITE_URL}/blog/first/">`);
  }
  expect(await html('/blog/first/')).toMatch(
    /href="\/de\/blog\/erster\/" lang="de" hreflang="de"[^>]*>\s*Deutsch/,
  );
});

test('a post without a translation announces none, and leads to the other front page', async () => {
  const page = await html('/blog/second/');
  expect(page).not.toContain('rel="alternate" hreflang');
  expect(page).toMatch(/href="\/de\/" lang="de" hreflang="de"/);
});

test('the same templates speak German below /de/', async () => {
  const page = await html('/de/blog/erster/');
  expect(page).toContain('<html lang="de" dir="ltr">');
  expect(page).toMatch(/<time datetime="2026-03-01"[^>]*>1\. März 2026<\/time>/);
  expect(page).toContain('Abgelegt unter');
  expect(page).toContain('Der erste Beitrag · Schlicht');
});

test('an entry is found in its own language alone', async () => {
  expect((await site.render('/de/blog/first/')).status).toBe(404);
  expect((await site.render('/blog/erster/')).status).toBe(404);
  expect((await site.render('/en/blog/first/')).status).toBe(404);
});

test('a slug that is the name of a locale changes no language', async () => {
  const page = await html('/blog/de/');
  expect(page).toContain('<html lang="en" dir="ltr">');
  expect(page).toContain('Named like a locale');
});

test('lists of a topic and of an author show their posts alone', async () => {
  const topic = await html('/tags/ink/');
  expect(topic).toContain('On ink.');
  const titles = ['The third</a>', 'The second</a>', 'The first &lt;post&gt;</a>'];
  expect(orderIn(topic, titles)).toEqual(titles);
  expect(topic).not.toContain('Named like a locale');
  const author = await html('/authors/ada-low/');
  expect(author).toContain('The first &lt;post&gt;</a>');
  expect(author).not.toContain('The second</a>');
  expect(author).toContain('<a href="https://example.org/ada" rel="me"');
});

test('a page shows its sections in order', async () => {
  const parts = ['Who we are.', '>Hello</h2>', '>Why</h2>', '>On ink</h2>', 'The third</a>'];
  const page = await html('/about/');
  expect(orderIn(page, parts)).toEqual(parts);
  expect(page).not.toContain('The second</a>');
});

test('the menu leads to entries by their present path, and leaves out what is not public', async () => {
  const page = await html('/about/');
  expect(page).toMatch(/<a href="\/about\/" aria-current="page"[^>]*>\s*About us\s*<\/a>/);
  expect(page).toMatch(
    /<span[^>]*>More<\/span>\s*<ul class="below"[^>]*>\s*<li[^>]*>\s*<a href="\/archive\/"/,
  );
  for (const label of ['Withdrawn', 'Empty', 'Nowhere']) expect(page).not.toContain(label);
  expect(page).toContain('href="https://example.org/"');
  expect(page).not.toContain('Withdrawn');
});

test.each([
  ['/', 'Notes &lt;for&gt; testing'],
  ['/de/', 'Notizen zum Prüfen'],
  ['/blog/', 'Writing'],
  ['/de/blog/', 'Texte'],
  ['/blog/page/1/', 'Page 1'],
  ['/tags/ink/', 'Ink'],
  ['/de/tags/tinte/', 'Tinte'],
  ['/authors/bo-ek/', 'Bo Ek'],
  ['/de/authors/bo-ek/', 'Bo Ek'],
  ['/about/', 'About'],
  ['/de/ueber/', 'Über uns'],
  ['/archive/', 'Archive'],
  ['/de/archive/', 'Archiv'],
  ['/archive/2026/', 'Posts of 2026'],
  ['/de/archive/2026/', 'Beiträge aus 2026'],
])('%s has a title, one first heading, and says its language', async (path, title) => {
  const page = await html(path);
  const [, fullTitle] = /<title>([^<]+)<\/title>/.exec(page) ?? [];
  expect(fullTitle).toContain(title);
  expect(page.match(/<h1/g)).toHaveLength(1);
  expect(page).toContain(`<html lang="${path.startsWith('/de/') ? 'de' : 'en'}"`);
  expect(page).toContain(`<link rel="canonical" href="${SITE_URL}${path}">`);
});

describe('the archive', () => {
  test('leads to each year that has posts, and to topics and authors', async () => {
    const page = await html('/archive/');
    expect(page).toMatch(/href="\/archive\/2026\/"[^>]*>2026</);
    expect(page.match(/href="\/archive\/\d/g)).toHaveLength(1);
    expect(page).toContain('href="/tags/ink/"');
    expect(page).toContain('href="/authors/ada-low/"');
  });

  test('of a year lists its posts by month, the newest first', async () => {
    const titles = ['>March</h2>', 'The third</a>', 'The second</a>', 'The first &lt;post&gt;</a>'];
    const page = await html('/archive/2026/');
    expect(orderIn(page, titles)).toEqual(titles);
    expect(await html('/de/archive/2026/')).toContain('>März</h2>');
  });

  test.each(['/archive/2025/', '/archive/20x6/', '/archive/02026/'])('has no %s', async (path) => {
    expect((await site.render(path)).status).toBe(404);
  });
});

async function structuredDataOf(path: string): Promise<unknown> {
  const [, json = 'null'] =
    /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(await html(path)) ?? [];
  // The text of an editor must not end the element that it stands in.
  expect(json).not.toContain('<');
  return JSON.parse(json);
}

test('machines are told what a page is about', async () => {
  expect(await structuredDataOf('/blog/first/')).toMatchObject({
    '@type': 'BlogPosting',
    headline: 'The first <post>',
    url: `${SITE_URL}/blog/first/`,
    datePublished: '2026-03-01',
    dateModified: '2026-04-02T08:00:00.000Z',
    inLanguage: 'en',
    keywords: ['Ink'],
    author: [
      { '@type': 'Person', name: 'Ada Low', url: `${SITE_URL}/authors/ada-low/` },
      { '@type': 'Person', name: 'Bo Ek', url: `${SITE_URL}/authors/bo-ek/` },
    ],
  });
  expect(await structuredDataOf('/')).toMatchObject({ '@type': 'WebSite', name: 'Plain & Simple' });
  expect(await structuredDataOf('/authors/ada-low/')).toMatchObject({
    '@type': 'ProfilePage',
    mainEntity: { name: 'Ada Low', sameAs: ['https://example.org/ada'] },
  });
  expect(await structuredDataOf('/blog/')).toBeNull();
});

test('a shared link shows what a page is called and about', async () => {
  const page = await html('/blog/first/');
  for (const [name, content] of [
    ['og:type', 'article'],
    ['og:title', 'The first <post>'],
    ['og:description', 'How it began &amp; went on.'],
    ['og:url', `${SITE_URL}/blog/first/`],
    ['og:locale', 'en_GB'],
    ['og:locale:alternate', 'de_DE'],
    ['article:published_time', '2026-03-01'],
  ]) {
    expect(page).toContain(`<meta property="${name}" content="${content}">`);
  }
  expect(page).toContain('<meta name="twitter:card" content="summary_large_image">');
  expect(page).toContain('<meta name="author" content="Ada Low">');
});

test('a page that is hidden from search engines asks them to leave it out', async () => {
  const page = await html('/hidden/');
  expect(page).toContain('<meta name="robots" content="noindex">');
  expect(page).not.toContain('rel="canonical"');
});

test('no link of any page leads nowhere', async () => {
  const pages = await built.crawl(site);
  expect(pages.size).toBeGreaterThan(25);
  const missing = [...pages].filter(([path, { status }]) => status !== 200 && path !== '/404/');
  expect(missing.map(([path]) => path)).toEqual([]);
});

test('every page is the same when it is rendered again', async () => {
  const [first, second] = [await built.crawl(site), await built.crawl(site)];
  for (const [path, { body }] of first) expect(second.get(path)?.body).toBe(body);
});

test('no page has a script that runs', async () => {
  const pages = [...(await built.crawl(site))].filter(([, { contentType }]) => contentType.includes('html'));
  expect(pages.length).toBeGreaterThan(20);
  const scripts = pages.flatMap(([path, { body }]) =>
    [...body.matchAll(/<script\b[^>]*>/g)].map(([tag]) => ({ path, tag })),
  );
  expect(scripts.length).toBeGreaterThan(5);
  expect(scripts.filter(({ tag }) => tag !== '<script type="application/ld+json">')).toEqual([]);
});

test('every page carries a content security policy that allows no foreign script', async () => {
  for (const path of ['/', '/blog/first/', '/404/']) {
    const { body } = await site.render(path);
    const [, policy = ''] = /<meta http-equiv="content-security-policy" content="([^"]+)"/.exec(body) ?? [];
    expect(policy).toContain("default-src 'self'");
    expect(policy).toMatch(/script-src 'self'(?: 'sha256-[^']+')*;/);
    expect(policy).not.toContain('unsafe');
  }
});

test('a new site, with no entry at all, has its front pages, lists, feeds and a 404 page', async () => {
  const empty = await built.open([]);
  const pages = await built.crawl(empty);
  const paths = [
    '/',
    '/de/',
    '/blog/',
    '/de/blog/',
    '/rss.xml',
    '/de/rss.xml',
    '/sitemap.xml',
    '/robots.txt',
  ];
  expect(paths.map((path) => pages.get(path)?.status)).toEqual(paths.map(() => 200));
  expect(pages.get('/')?.body).toContain('Nothing has been published here yet.');
  expect(pages.get('/404/')?.status).toBe(404);
  expect(pages.get('/404/')?.body).toContain('This page does not exist');
});

describe('what a page depends on', () => {
  test('is recorded, whatever component reads it', async () => {
    const { reads } = await site.render('/blog/first/');
    const questions = reads.map(({ question }) => JSON.parse(question) as Question);
    const lookups = questions.flatMap((question) => (question.kind === 'entry' ? [question.lookup] : []));
    expect(lookups).toContainEqual({ by: 'slug', collection: 'posts', locale: 'en', slug: 'first' });
    expect(lookups).toContainEqual({ by: 'single', collection: 'navigation', locale: 'en' });
    expect(questions).toContainEqual({ kind: 'path', id: SECOND_POST });
    const withdrawn = {
      question: canonicalJson({ kind: 'path', id: WITHDRAWN_POST }),
      digest: 'absent',
      window: null,
    };
    expect(reads).toContainEqual(withdrawn);
    expect(questions.map(({ kind }) => kind)).toContain('translations');
    for (const id of ['author-ada', 'author-bo'])
      expect(questions).toContainEqual({ kind: 'card', collection: 'authors', id });
  });

  test('includes what it did not find', async () => {
    const { reads, status } = await site.render('/blog/not-yet/');
    expect(status).toBe(404);
    const lookup = { by: 'slug', collection: 'posts', locale: 'en', slug: 'not-yet' };
    expect(reads).toContainEqual({
      question: canonicalJson({ kind: 'entry', lookup }),
      digest: 'absent',
      window: null,
    });
  });

  test('a read that fails fails the page, although its template would answer that nothing is there', async () => {
    const broken = await built.open(siteEntries);
    expect((await broken.render('/blog/first/')).status).toBe(200);
    broken.breakCache();
    await expect(broken.render('/blog/first/')).rejects.toThrow(/without a snapshot/);
  });
});

test('no template asks for the time or for chance', () => {
  const folder = join(import.meta.dirname, '../../../site');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const templates = files.filter((file) => /\.(astro|ts)$/.test(file));
  expect(templates.length).toBeGreaterThan(25);
  const asking = templates.filter((file) =>
    /Date\.now|new Date\(\)|Math\.random|randomUUID/.test(readFileSync(join(folder, file), 'utf8')),
  );
  expect(asking).toEqual([]);
});
