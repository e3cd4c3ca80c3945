import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BuiltSite, buildSite, type Site, SITE_URL } from './built-site.ts';
import { SECOND_POST, siteEntries, siteEntry } from './site-content.ts';

let built: BuiltSite;
let site: Site;
beforeAll(async () => {
  built = await buildSite();
  site = await built.open(siteEntries);
}, 120_000);
afterAll(() => built?.close());

/** What stands in these elements of an XML document, as it is written there. */
function textsIn(xml: string, element: string): string[] {
  return [...xml.matchAll(new RegExp(`<${element}(?: [^>]*)?>([^<]*)</${element}>`, 'g'))].map(
    ([, text = '']) => text,
  );
}

async function guids(from: Site): Promise<string[]> {
  return textsIn((await from.render('/rss.xml')).body, 'guid');
}

describe('RSS', () => {
  test('holds the posts with absolute addresses', async () => {
    const { body, contentType } = await site.render('/rss.xml');
    expect(contentType).toBe('application/rss+xml; charset=utf-8');
    expect(body).toContain('<title>The first &lt;post&gt;</title>');
    expect(body).toContain(`<link>${SITE_URL}/blog/first/</link>`);
    expect(body).toContain('<pubDate>Sun, 01 Mar 2026 00:00:00 GMT</pubDate>');
    expect(body).toContain(`&lt;a href=&quot;${SITE_URL}/blog/second/&quot;&gt;`);
    expect((await site.render('/de/rss.xml')).body).toContain('<language>de</language>');
  });

  test('names a post by what it keeps when it moves', async () => {
    const moved = siteEntries.map((entry) =>
      entry.id === SECOND_POST ? { ...entry, path: '/blog/elsewhere/', slug: 'elsewhere' } : entry,
    );
    const [before, after] = [site, await built.open(moved)];
    expect(await guids(after)).toEqual(await guids(before));
    expect(await guids(before)).toContain(`tag:plain.example,2026-04-01:${SECOND_POST}`);
  });
});

describe('Atom', () => {
  test('has everything that the format requires of a feed and of an entry', async () => {
    const { body, contentType } = await site.render('/atom.xml');
    expect(contentType).toBe('application/atom+xml; charset=utf-8');
    const [head = '', ...entries] = body.split('<entry>');
    expect(head).toContain('<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">');
    expect(textsIn(head, 'title')).toEqual(['Plain &amp; Simple']);
    expect(textsIn(head, 'id')).toEqual([`${SITE_URL}/`]);
    expect(textsIn(head, 'updated')).toEqual(['2026-04-02T08:00:00.000Z']);
    expect(head).toContain(`rel="self" type="application/atom+xml" href="${SITE_URL}/atom.xml"`);
    expect(textsIn(head, 'name')).toEqual(['Plain &amp; Simple']);
    expect(entries).toHaveLength(4);
    for (const entry of entries) {
      for (const element of ['title', 'id', 'updated', 'published']) {
        expect(textsIn(entry, element)).toHaveLength(1);
      }
      expect(entry).toContain(`<link rel="alternate" type="text/html" href="${SITE_URL}/blog/`);
    }
    expect(new Set(textsIn(body, 'id')).size).toBe(5);
  });

  test('names authors and topics, and carries the text', async () => {
    const { body } = await site.render('/atom.xml');
    expect(body).toContain(`<author><name>Ada Low</name><uri>${SITE_URL}/authors/ada-low/</uri></author>`);
    expect(body).toContain('<category term="Ink"/>');
    expect(body).toContain('<summary>How it began &amp; went on.</summary>');
    expect(body).toMatch(/<content type="html">&lt;p&gt;Every word/);
  });

  test('of a site without posts is a feed all the same', async () => {
    const { body } = await (await built.open([])).render('/atom.xml');
    expect(textsIn(body, 'updated')).toEqual(['1970-01-01T00:00:00.000Z']);
    expect(textsIn(body, 'title')).toEqual(['A new site']);
  });
});

describe('JSON Feed', () => {
  type Item = { id: string; url: string; content_html: string; date_published: string; authors?: unknown };

  test('has everything that version 1.1 requires', async () => {
    const { body, contentType } = await site.render('/feed.json');
    expect(contentType).toBe('application/feed+json; charset=utf-8');
    const feed = JSON.parse(body) as { items: Item[] };
    expect(feed).toMatchObject({
      version: 'https://jsonfeed.org/version/1.1',
      title: 'Plain & Simple',
      home_page_url: `${SITE_URL}/`,
      feed_url: `${SITE_URL}/feed.json`,
      language: 'en',
    });
    expect(feed.items.map(({ url }) => url)).toEqual(
      ['de', 'third', 'second', 'first'].map((slug) => `${SITE_URL}/blog/${slug}/`),
    );
    expect(new Set(feed.items.map(({ id }) => id)).size).toBe(4);
    for (const item of feed.items) {
      expect(item.content_html).toBeTypeOf('string');
      expect(new Date(item.date_published).toISOString()).toBe(item.date_published);
      expect(item.authors).not.toEqual([]);
    }
  });

  test('speaks the language of its place', async () => {
    expect(JSON.parse((await site.render('/de/feed.json')).body)).toMatchObject({
      title: 'Schlicht',
      language: 'de',
      home_page_url: `${SITE_URL}/de/`,
    });
  });
});

test('every page tells where the feeds of its language are', async () => {
  for (const path of ['/', '/blog/first/', '/archive/', '/404/']) {
    const { body } = await site.render(path);
    expect(body).toMatch(/rel="alternate" type="application\/atom\+xml" title="[^"]+" href="\/atom.xml"/);
    expect(body).toMatch(/rel="alternate" type="application\/rss\+xml" title="[^"]+" href="\/rss.xml"/);
    expect(body).toMatch(/rel="alternate" type="application\/feed\+json" title="[^"]+" href="\/feed.json"/);
  }
  expect((await site.render('/de/')).body).toContain('href="/de/atom.xml"');
});

describe('the sitemap', () => {
  test('is an index of parts that are all there', async () => {
    const { body } = await site.render('/sitemap.xml');
    const parts = textsIn(body, 'loc').map((address) => new URL(address).pathname);
    expect(parts).toEqual(
      expect.arrayContaining([
        '/sitemap/pages.xml',
        '/sitemap/posts-en-2026-03-1.xml',
        // Of a post without a day: that of its first publication.
        '/sitemap/posts-en-2026-04-1.xml',
        '/sitemap/posts-de-2026-03-1.xml',
        '/sitemap/tags-en-all-1.xml',
      ]),
    );
    for (const part of parts) expect((await site.render(part)).status).toBe(200);
  });

  test('names every entry with a page once, and when it changed', async () => {
    const index = (await site.render('/sitemap.xml')).body;
    const parts = await Promise.all(
      textsIn(index, 'loc').map((address) => site.render(new URL(address).pathname)),
    );
    const named = parts.flatMap(({ body }) => textsIn(body, 'loc'));
    const entries = siteEntries.flatMap(({ id, path }) =>
      path === null || id === 'page-hidden' ? [] : [SITE_URL + path],
    );
    const lists = ['/', '/de/', '/blog/', '/de/blog/', '/archive/', '/de/archive/'];
    expect(named.toSorted()).toEqual([...entries, ...lists.map((path) => SITE_URL + path)].toSorted());
    const { body } = await site.render('/sitemap/posts-en-2026-03-1.xml');
    expect(body).toContain(`<loc>${SITE_URL}/blog/first/</loc><lastmod>2026-04-02T08:00:00.000Z</lastmod>`);
  });

  test.each([
    'posts-en-2026-03-2',
    'posts-en-2026-05-1',
    'posts-en-undated-1',
    'posts-en-all-1',
    'posts-fr-2026-03-1',
    'tags-en-2026-03-1',
    'settings-en-all-1',
    'posts-en-2026-03-x',
  ])('has no part %s', async (part) => {
    expect((await site.render(`/sitemap/${part}.xml`)).status).toBe(404);
  });

  test('begins a further part where a month has more posts than fit', async () => {
    const many = Array.from({ length: 51 }, (_, index) => {
      const slug = `m-${String(index).padStart(3, '0')}`;
      const fields = { title: slug, slug, publishedOn: '2026-05-01' };
      return siteEntry(`post-${slug}`, { collection: 'posts', fields });
    });
    const large = await built.open([...siteEntries, ...many]);
    expect((await large.render('/sitemap.xml')).body).toContain('posts-en-2026-05-2.xml');
    const second = (await large.render('/sitemap/posts-en-2026-05-2.xml')).body;
    expect(textsIn(second, 'loc')).toEqual([`${SITE_URL}/blog/m-050/`]);
  });

  test('is there once, and robots find it', async () => {
    expect((await site.render('/de/sitemap.xml')).status).toBe(404);
    expect((await site.render('/robots.txt')).body).toContain(`Sitemap: ${SITE_URL}/sitemap.xml`);
  });
});
