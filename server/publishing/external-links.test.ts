import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { externalUrls, findExternalLinks } from './external-links.ts';

const SITE = 'https://site.example';
const linkTo = (...names: string[]): string =>
  names.map((name) => `<a href="https://${name}.example/">`).join('');
const urlsIn = (html: string): string[] => externalUrls(html, { path: '/blog/a/', siteUrl: SITE });

describe('what a page names of other sites', () => {
  it.each([
    ['<a href="https://other.example/a">', ['https://other.example/a']],
    ['<A HREF=http://other.example>', ['http://other.example/']],
    ['<a href=" //other.example/a ">', ['https://other.example/a']],
    ['<a href="/\\other.example/a">', ['https://other.example/a']],
    ['<a href="https://other.example/?a=1&amp;b=2#part">', ['https://other.example/?a=1&b=2']],
    ['<a href="https://bücher.example/ä">', ['https://xn--bcher-kva.example/%C3%A4']],
    ['<a href="http://site.example/">', ['http://site.example/']],
    ['<area href="https://o.example/">', ['https://o.example/']],
    [
      '<img src="https://o.example/1" srcset="https://o.example/2 1x, https://o.example/3 2x">',
      ['https://o.example/1', 'https://o.example/2', 'https://o.example/3'],
    ],
    ['<picture><source srcset="https://o.example/1"></picture>', ['https://o.example/1']],
    [
      '<video src="https://o.example/1" poster="https://o.example/2"><track src="https://o.example/3">',
      ['https://o.example/1', 'https://o.example/2', 'https://o.example/3'],
    ],
    ['<audio src="https://o.example/1">', ['https://o.example/1']],
    ['<iframe src="https://o.example/1"></iframe>', ['https://o.example/1']],
    ['<script src="https://o.example/1"></script>', ['https://o.example/1']],
    ['<link rel="Stylesheet" href="https://o.example/1">', ['https://o.example/1']],
    ['<link rel="shortcut icon" href="https://o.example/1">', ['https://o.example/1']],
    ['<base href="https://o.example/x/"><a href="y">', ['https://o.example/x/y']],
    ['<a href="https://o.example/#a"><a href="https://o.example/#b">', ['https://o.example/']],
  ])('%s', (html, urls) => expect(urlsIn(html)).toEqual(urls));

  it.each([
    '<a href="/blog/">',
    '<a href="https://site.example/blog/">',
    '<a href="https:blog/">',
    '<a href="#part">',
    '<a href="mailto:me@other.example">',
    '<a href="javascript:alert(1)">',
    '<a href="ftp://other.example/">',
    '<a href="https://">',
    '<link rel="canonical" href="https://other.example/">',
    '<link rel="preconnect" href="https://other.example/">',
    '<meta property="og:image" content="https://other.example/">',
    '<form action="https://other.example/"></form>',
    '<!-- <a href="https://other.example/"> -->',
    '<script>"<a href=https://other.example/>"</script>',
  ])('nothing in %s', (html) => expect(urlsIn(html)).toEqual([]));
});

describe('the live tree', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'stillpress-links-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function write(files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, 'tree-a', name)), { recursive: true });
      writeFileSync(join(root, 'tree-a', name), text);
    }
    symlinkSync('tree-a', join(root, 'live'));
  }

  const find = (limit = 100, signal = new AbortController().signal) =>
    findExternalLinks({ config: { siteUrl: SITE, target: { kind: 'disk', root } }, limit, signal });

  it('is read page by page, and of each address the pages are named', async () => {
    write({ 'index.html': linkTo('a', 'b'), 'blog/x/index.html': linkTo('b'), '404.html': linkTo('c') });
    expect(await find()).toEqual({
      links: [
        { url: 'https://c.example/', from: ['/404.html'], isCut: false },
        { url: 'https://b.example/', from: ['/blog/x/', '/'], isCut: false },
        { url: 'https://a.example/', from: ['/'], isCut: false },
      ],
      isCut: false,
    });
  });

  it('has other files than pages, and pages that only their notes tell', async () => {
    write({
      'feed.xml': linkTo('a'),
      'index.html.gz': linkTo('b'),
      page: linkTo('c'),
      'd.html': linkTo('d'),
    });
    const notes = {
      page: { contentType: 'text/html; charset=utf-8', redirect: null },
      'd.html': { contentType: 'text/plain', redirect: null },
    };
    writeFileSync(join(root, 'tree-a.json'), JSON.stringify({ files: notes }));
    expect((await find()).links.map(({ url }) => url)).toEqual(['https://c.example/']);
  });

  it('is read to its end when there are more addresses than wanted, and more pages than are named', async () => {
    const pages = Array.from({ length: 7 }, (_, index) => [`${index}.html`, linkTo('a', 'b')]);
    write(Object.fromEntries(pages));
    expect(await find(1)).toEqual({
      links: [
        {
          url: 'https://a.example/',
          from: ['/0.html', '/1.html', '/2.html', '/3.html', '/4.html'],
          isCut: true,
        },
      ],
      isCut: true,
    });
  });

  it('is left alone from the moment on that somebody stops it', async () => {
    write({ 'index.html': linkTo('a') });
    expect(await find(100, AbortSignal.abort())).toEqual({ links: [], isCut: false });
  });

  it('is missed by name where there is none', async () => {
    await expect(find()).rejects.toMatchObject({
      code: 'not-released',
      message: expect.stringContaining(root),
    });
  });
});
