import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
  const titles = ['The second</a>', 'The third</a>', 'The first &lt;post&gt;</a>', 'Named like a locale</a>'];
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

test('a post links to other entries by their present path, and not to what is not public', async () => {
  const page = await html('/blog/first/');
  expect(page).toContain('<a href="/blog/second/">to the other post</a>');
  expect(page).toContain('and one to nothing.');
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
  expect(page).toContain('<html lang="de">');
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
  expect(page).toContain('<html lang="en">');
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
  expect(page).toContain('href="https://example.org/"');
  expect(page).not.toContain('Withdrawn');
});

test('the feed holds the posts with absolute addresses', async () => {
  const { body, contentType } = await site.render('/rss.xml');
  expect(contentType).toBe('application/rss+xml; charset=utf-8');
  expect(body).toContain('<title>The first &lt;post&gt;</title>');
  expect(body).toContain(`<link>${SITE_URL}/blog/first/</link>`);
  expect(body).toContain('<pubDate>Sun, 01 Mar 2026 00:00:00 GMT</pubDate>');
  expect(body).toContain(`&lt;a href=&quot;${SITE_URL}/blog/second/&quot;&gt;`);
  expect((await site.render('/de/rss.xml')).body).toContain('<language>de</language>');
});

test('the sitemap names every page with an entry, and itself once', async () => {
  const { body } = await site.render('/sitemap/posts-en-1.xml');
  for (const slug of ['first', 'second', 'third', 'de']) {
    expect(body).toContain(`<loc>${SITE_URL}/blog/${slug}/</loc><lastmod>2026-04-02T08:00:00.000Z</lastmod>`);
  }
  for (const part of ['posts-en-2', 'posts-fr-1', 'settings-en-1', 'posts-en-x']) {
    expect((await site.render(`/sitemap/${part}.xml`)).status).toBe(404);
  }
  expect((await site.render('/de/sitemap.xml')).status).toBe(404);
  expect((await site.render('/robots.txt')).body).toContain(`Sitemap: ${SITE_URL}/sitemap.xml`);
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
    const lookups = reads.flatMap((read) => (read.kind === 'entry' ? [read.lookup] : []));
    expect(lookups).toContainEqual({ by: 'slug', collection: 'posts', locale: 'en', slug: 'first' });
    expect(lookups).toContainEqual({ by: 'single', collection: 'navigation', locale: 'en' });
    expect(reads).toContainEqual({ kind: 'path', entryId: SECOND_POST, answer: '/blog/second/' });
    expect(reads).toContainEqual({ kind: 'path', entryId: WITHDRAWN_POST, answer: null });
    expect(reads.map((read) => read.kind)).toContain('translations');
    expect(reads).toContainEqual(
      expect.objectContaining({ kind: 'cards', collection: 'authors', ids: ['author-ada', 'author-bo'] }),
    );
  });

  test('includes what it did not find', async () => {
    const { reads, status } = await site.render('/blog/not-yet/');
    expect(status).toBe(404);
    const lookup = { by: 'slug', collection: 'posts', locale: 'en', slug: 'not-yet' };
    expect(reads).toContainEqual({ kind: 'entry', lookup, answer: null });
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
