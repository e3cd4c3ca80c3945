import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PublishedEntry } from '../../../model/publication.ts';
import { documentFromMarkdown } from '../../../model/rich-text/markdown/document-from-markdown.ts';
import { type Answer, type BuiltSite, buildSite } from './built-site.ts';
import { siteEntries, siteEntry } from './site-content.ts';

/** What each kind of edit touches, as README.md of the site has it. */

let built: BuiltSite;
let before: Map<string, Answer>;
beforeAll(async () => {
  built = await buildSite();
  before = await built.crawl(await built.open(entries));
}, 120_000);
afterAll(() => built?.close());

/** Enough that lists go on, over three years. */
const POSTS = 32;
const posts = Array.from({ length: POSTS }, (_, index) => postNumbered(index + 1));
const entries = [...siteEntries.filter(({ collection }) => collection !== 'posts'), ...posts];

/** Eleven a year and two a month. Every other post is by the one author or the other, every third is on the topic. */
function postNumbered(number: number, fields: { title?: string; text?: string } = {}): PublishedEntry {
  const name = twoDigits(number);
  const inYear = (number - 1) % 11;
  const month = twoDigits(Math.floor(inYear / 2) + 1);
  return siteEntry(`post-${name}`, {
    collection: 'posts',
    fields: {
      title: fields.title ?? `Post ${name}`,
      slug: `post-${name}`,
      body: documentFromMarkdown(fields.text ?? 'As it was.'),
      authors: [number % 2 === 0 ? 'author-ada' : 'author-bo'],
      tags: number % 3 === 0 ? ['tag-ink'] : [],
      publishedOn: `${2024 + Math.floor((number - 1) / 11)}-${month}-${twoDigits(inYear + 1)}`,
    },
  });
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

async function pathsChangedBy(change: PublishedEntry): Promise<string[]> {
  return differing(await crawlWith(change), ({ body }) => body);
}

/** The pages that were there before and now read something else, so that they have to be rendered again. */
async function pathsWokenBy(change: PublishedEntry): Promise<string[]> {
  const after = await crawlWith(change);
  return differing(after, ({ reads }) => JSON.stringify(reads)).filter((path) => before.has(path));
}

async function crawlWith(change: PublishedEntry): Promise<Map<string, Answer>> {
  const others = entries.filter(({ id }) => id !== change.id);
  const at = { ...change, publishedAt: '2026-05-05T05:05:05.000Z' };
  return built.crawl(await built.open([...others, at]));
}

function differing(after: ReadonlyMap<string, Answer>, of: (answer: Answer) => string): string[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])];
  expect(paths.length).toBeGreaterThan(80);
  return paths
    .filter((path) => {
      const [was, is] = [before.get(path), after.get(path)];
      return was === undefined || is === undefined || of(was) !== of(is);
    })
    .sort();
}

const FEEDS = ['/atom.xml', '/feed.json', '/rss.xml'];

test('a new text of an old post changes the post and its part of the sitemap', async () => {
  expect(await pathsChangedBy(postNumbered(2, { text: 'Otherwise.' }))).toEqual([
    '/blog/post-02/',
    '/sitemap/posts-en-2024-01-1.xml',
  ]);
});

test('a new text of a recent post changes the feeds, too, and no list', async () => {
  expect(await pathsChangedBy(postNumbered(32, { text: 'Otherwise.' }))).toEqual([
    ...FEEDS.slice(0, 1),
    '/blog/post-32/',
    ...FEEDS.slice(1),
    '/sitemap/posts-en-2026-05-1.xml',
  ]);
});

test('a new title of an old post changes the page of each list that it stands on, and the posts beside it', async () => {
  expect(await pathsChangedBy(postNumbered(6, { title: 'Post 06, renamed' }))).toEqual([
    '/archive/2024/',
    '/authors/ada-low/page/2/',
    '/blog/page/3/',
    // The posts beside it lead to it by its title.
    '/blog/post-05/',
    '/blog/post-06/',
    '/blog/post-07/',
    '/share/post-06.png',
    '/sitemap/posts-en-2024-03-1.xml',
    '/tags/ink/page/1/',
  ]);
});

test('a new post changes the post before it, the front of its lists, the feeds, its year and its part of the sitemap', async () => {
  expect(await pathsChangedBy(postNumbered(POSTS + 1))).toEqual([
    '/',
    // The latest post on its topic stands on it.
    '/about/',
    '/archive/2026/',
    '/atom.xml',
    '/authors/bo-ek/',
    '/blog/',
    // It leads on to the new one.
    '/blog/post-32/',
    '/blog/post-33/',
    '/feed.json',
    '/rss.xml',
    '/share/post-33.png',
    '/sitemap.xml',
    '/sitemap/posts-en-2026-06-1.xml',
    '/tags/ink/',
  ]);
});

test('the second post of a month leaves the index of the sitemap as it is', async () => {
  const { fields, ...post } = postNumbered(POSTS + 1);
  const changed = await pathsChangedBy({ ...post, fields: { ...fields, publishedOn: '2026-05-31' } });
  expect(changed).toContain('/sitemap/posts-en-2026-05-1.xml');
  expect(changed).not.toContain('/sitemap.xml');
});

test('a new post wakes no page that it does not change', async () => {
  const post = postNumbered(POSTS + 1);
  const changed = await pathsChangedBy(post);
  expect(await pathsWokenBy(post)).toEqual(changed.filter((path) => before.has(path)));
});
