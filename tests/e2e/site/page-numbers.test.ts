import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PublishedEntry } from '../../../model/publication.ts';
import { type Answer, type BuiltSite, buildSite, type Site } from './built-site.ts';
import { siteEntries, siteEntry } from './site-content.ts';

/** As many as the settings of `siteEntries` say. */
const POSTS_PER_PAGE = 2;

const frame = siteEntries.filter(({ collection }) => collection !== 'posts');

let built: BuiltSite;
beforeAll(async () => {
  built = await buildSite();
}, 120_000);
afterAll(() => built?.close());

/** Posts 1 to n, one a day, on one topic and by one author. */
function sitesWith(posts: number): Promise<Site> {
  return built.open([...frame, ...postsUpTo(posts)]);
}

function postsUpTo(posts: number): PublishedEntry[] {
  return Array.from({ length: posts }, (_, index) => {
    const number = String(index + 1).padStart(2, '0');
    return post(number, { publishedOn: `2026-01-${number}` });
  });
}

function post(number: string, day: { publishedOn?: string }): PublishedEntry {
  const fields = {
    title: `Post ${number}`,
    slug: `post-${number}`,
    authors: ['author-ada'],
    tags: ['tag-ink'],
    ...day,
  };
  return siteEntry(`post-${number}`, { collection: 'posts', fields });
}

function link(rel: string, to: string): string {
  return `rel="${rel}" href="${to}"`;
}

function titlesOf({ body }: Answer): string[] {
  return [...body.matchAll(/>Post (\d\d)<\/a>/g)].map(([, number = '']) => number);
}

const LISTS = ['/blog/', '/tags/ink/', '/authors/ada-low/'];

describe.each(LISTS)('the pages of %s', (base) => {
  test('are counted from the oldest, full, and each post stands on one of them', async () => {
    const site = await sitesWith(7);
    expect(titlesOf(await site.render(base))).toEqual(['07', '06', '05']);
    expect(titlesOf(await site.render(`${base}page/2/`))).toEqual(['04', '03']);
    expect(titlesOf(await site.render(`${base}page/1/`))).toEqual(['02', '01']);
  });

  test('lead to one another', async () => {
    const site = await sitesWith(7);
    const front = (await site.render(base)).body;
    expect(front).toContain(link('next', `${base}page/2/`));
    expect(front).not.toContain('rel="prev"');
    const second = (await site.render(`${base}page/2/`)).body;
    expect(second).toContain(link('prev', base));
    expect(second).toContain(link('next', `${base}page/1/`));
    const first = (await site.render(`${base}page/1/`)).body;
    expect(first).toContain(link('prev', `${base}page/2/`));
    expect(first).not.toContain('rel="next"');
  });

  test('keep every byte when a post comes that completes no page', async () => {
    const [before, after] = [await sitesWith(6), await sitesWith(7)];
    for (const path of [`${base}page/1/`, `${base}page/2/`]) {
      expect((await after.render(path)).body).toBe((await before.render(path)).body);
    }
    expect((await after.render(base)).body).not.toBe((await before.render(base)).body);
    expect((await after.render(`${base}page/3/`)).status).toBe(404);
  });

  test('change on the newest numbered page alone when a new one appears above it', async () => {
    const [before, after] = [await sitesWith(7), await sitesWith(8)];
    const same = async (path: string) => (await after.render(path)).body === (await before.render(path)).body;
    expect(await same(`${base}page/1/`)).toBe(true);
    expect(await same(`${base}page/2/`)).toBe(false);
    expect((await before.render(`${base}page/3/`)).status).toBe(404);
    expect(titlesOf(await after.render(`${base}page/3/`))).toEqual(['06', '05']);
    expect(titlesOf(await after.render(base))).toEqual(['08', '07']);
  });

  test('keep every byte when a post comes that has no day of its own', async () => {
    const after = await built.open([...frame, ...postsUpTo(6), post('99', {})]);
    const before = await sitesWith(6);
    for (const path of [`${base}page/1/`, `${base}page/2/`]) {
      expect((await after.render(path)).body).toBe((await before.render(path)).body);
    }
    expect(titlesOf(await after.render(base))).toEqual(['99', '06', '05']);
  });

  test('read nothing that a new post changes, once they are full and followed by others', async () => {
    const path = `${base}page/1/`;
    const [before, after] = [await sitesWith(7), await sitesWith(8)];
    const readsOf = async (site: Site) => (await site.render(path)).reads;
    expect(await readsOf(after)).toEqual(await readsOf(before));
    expect((await readsOf(after)).length).toBeGreaterThan(4);
  });
});

test.each([0, 1, 3])('a list of %i posts has a front and no numbered page', async (posts) => {
  const site = await sitesWith(posts);
  const front = await site.render('/blog/');
  expect(titlesOf(front)).toHaveLength(posts);
  expect(front.body).not.toContain('page/');
  expect((await site.render('/blog/page/1/')).status).toBe(404);
});

test('a list takes as many posts a page as the settings say', async () => {
  const site = await sitesWith(12);
  expect(titlesOf(await site.render('/blog/page/5/'))).toHaveLength(POSTS_PER_PAGE);
});

test.each(['/blog/page/0/', '/blog/page/6/', '/blog/page/02/', '/blog/page/x/', '/tags/ink/page/9/'])(
  '%s does not exist',
  async (path) => {
    expect((await (await sitesWith(12)).render(path)).status).toBe(404);
  },
);

/** Day by day from the first of January; the last ones all on one day. */
function yearWith(posts: number): Promise<Site> {
  const list = Array.from({ length: posts }, (_, index) => {
    const publishedOn = new Date(Date.UTC(2025, 0, Math.min(index + 1, 300))).toISOString().slice(0, 10);
    return post(String(index + 1).padStart(3, '0'), { publishedOn });
  });
  const other = post('other', { publishedOn: '2024-12-31' });
  return built.open([...frame, other, ...list]);
}

const numbersOf = ({ body }: Answer): string[] =>
  [...body.matchAll(/>Post (\d{3})<\/a>/g)].map(([, number = '']) => number);

describe('a year of the archive', () => {
  const POSTS_OF_A_PAGE = 100;

  test('is cut into pages that are counted from its oldest post', async () => {
    const site = await yearWith(250);
    const front = await site.render('/archive/2025/');
    expect(numbersOf(front)).toHaveLength(150);
    expect(front.body).toContain(link('next', '/archive/2025/page/1/'));
    const first = await site.render('/archive/2025/page/1/');
    expect(numbersOf(first)).toHaveLength(POSTS_OF_A_PAGE);
    expect(numbersOf(first).at(-1)).toBe('001');
    expect(first.body).toContain(link('prev', '/archive/2025/'));
    expect(first.body).toContain('<title>Posts of 2025 (Page 1)');
    expect((await site.render('/archive/2025/page/2/')).status).toBe(404);
  });

  test('keeps its numbered pages when a post comes, and reads nothing there that the post changes', async () => {
    const [before, after] = [await yearWith(350), await yearWith(351)];
    const path = '/archive/2025/page/1/';
    const [was, is] = [await before.render(path), await after.render(path)];
    expect(is.body).toBe(was.body);
    expect(is.reads).toEqual(was.reads);
    expect(numbersOf(await after.render('/archive/2025/'))).toHaveLength(151);
  });

  test.each(['/archive/2025/page/0/', '/archive/2025/page/1/', '/archive/20x5/page/1/'])(
    'has no %s while it is short',
    async (path) => {
      expect((await (await yearWith(199)).render(path)).status).toBe(404);
    },
  );
});
