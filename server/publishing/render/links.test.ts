import { describe, expect, it } from 'vitest';
import { findLinks, type PageLinks } from './links.ts';

function linksIn(text: string, page?: Parameters<typeof foundIn>[1]): string[] {
  return foundIn(text, page).links;
}

function foundIn(
  text: string,
  { contentType = 'text/html', path = '/page/', location = null as string | null } = {},
): PageLinks {
  return findLinks({
    path,
    siteUrl: 'https://site.example',
    contentType,
    bytes: Buffer.from(text),
    location,
  });
}

describe('links of an HTML page', () => {
  it.each([
    ['<a href="/a/">', ['/a/']],
    ["<a href='/a/'>", ['/a/']],
    ['<A HREF=/a/>', ['/a/']],
    ['<a href="/a/?x=1&amp;y=2#z">', ['/a/']],
    ['<a href="/caf&eacute;/">', ['/café/']],
    ['<img src="/a.png" srcset="/b.png 1x, /c.png 2x">', ['/a.png', '/b.png', '/c.png']],
    ['<source srcset="/a,b.png 480w,/c.png 800w">', ['/a,b.png', '/c.png']],
    ['<source srcset="/only.png">', ['/only.png']],
    ['<link rel="preload" imagesrcset="/a.webp 1x">', ['/a.webp']],
    ['<video poster="/p.jpg"><track src="/t.vtt"></video>', ['/p.jpg', '/t.vtt']],
    ['<object data="/doc.pdf"></object>', ['/doc.pdf']],
    ['<svg><use xlink:href="/icons.svg#x"/></svg>', ['/icons.svg']],
    ['<form action="/search/"></form>', ['/search/']],
    ['<meta property="og:url" content="https://site.example/full/">', ['/full/']],
    ['<meta http-equiv="refresh" content="0; url=/next/">', ['/next/']],
    ['<meta name="description" content="/not-a-link/">', []],
    ['<a href="#top">', []],
    ['<a href="https://elsewhere.example/a/">', []],
    ['<!-- <a href="/comment/"> -->', []],
    ['<script>const x = \'<a href="/script/">\'</script>', []],
    ['<style>a { content: "<a href=/style/>" }</style>', []],
    ['<textarea><a href="/text/"></textarea>', []],
    ['<template><a href="/template/"></a></template>', ['/template/']],
    ['<noscript><a href="/noscript/"></a></noscript>', ['/noscript/']],
    ['<a href="/twice/"><a href="/twice">', ['/twice/']],
    ['<p title="a > b"><a href="/after/">', ['/after/']],
  ])('%s', (html, expected) => {
    expect(linksIn(html)).toEqual(expected);
  });

  it('are relative to the page, or to the base it names', () => {
    expect(linksIn('<a href="x/">')).toEqual(['/page/x/']);
    expect(linksIn('<base href="/other/"><a href="x/">')).toEqual(['/other/x/']);
    expect(
      linksIn('<base href="https://elsewhere.example/"><a href="x/"><a href="https://site.example/y/">'),
    ).toEqual(['/y/']);
  });
});

describe('links of other answers', () => {
  it('are read from sitemaps and feeds', () => {
    const sitemap =
      '<urlset><url><loc> https://site.example/a/ </loc></url><url><loc>https://site.example/b/</loc></url></urlset>';
    expect(linksIn(sitemap, { contentType: 'application/xml' })).toEqual(['/a/', '/b/']);
    const rss =
      '<rss><channel><item><link>https://site.example/c/</link><enclosure url="https://site.example/d.mp3"/></item></channel></rss>';
    expect(linksIn(rss, { contentType: 'application/rss+xml; charset=utf-8' })).toEqual(['/c/', '/d.mp3']);
    const atom =
      '<feed><entry><link href="https://site.example/e/"/><id>x</id></entry><loc><![CDATA[https://site.example/f/?a&b]]></loc></feed>';
    expect(linksIn(atom, { contentType: 'application/atom+xml' })).toEqual(['/e/', '/f/']);
  });

  it('are where a redirect leads', () => {
    expect(linksIn('', { contentType: 'application/octet-stream', location: '/target/' })).toEqual([
      '/target/',
    ]);
  });

  it('are not looked for in text, JSON and images', () => {
    for (const contentType of ['text/plain', 'application/json', 'image/png'])
      expect(linksIn('<a href="/a/">', { contentType })).toEqual([]);
  });
});

describe('anchors of an HTML page', () => {
  it('are the ids of its elements and the names of its links', () => {
    const html =
      '<main id="main"><h2 id=\'a&amp;b\'></h2><a name="old"></a><input name="field"><svg><path id="p"/></svg><p id="">';
    expect(foundIn(html).anchors).toEqual(['main', 'a&b', 'old', 'p']);
    expect(foundIn('<!-- <p id="x"> --><script>"<p id=y>"</script>').anchors).toEqual([]);
  });

  it('are led to by links, wherever the page is and however the anchor is written', () => {
    const html = `<a href="/a/#x"><a href="/a#x"><a href="../b/#caf%C3%A9"><area href="https://site.example/c/?q=1#%zz">
      <a href="/d/#e:~:text=said">`;
    expect(foundIn(html).anchorLinks).toEqual([
      { path: '/a/', anchor: 'x' },
      { path: '/b/', anchor: 'café' },
      { path: '/c/', anchor: '%zz' },
      { path: '/d/', anchor: 'e' },
    ]);
  });

  it('are not led to by links to the top or off the site, nor by other elements', () => {
    const html =
      '<a href="/a/#"><a href="/a/#top"><a href="/a/#:~:text=x"><a href="https://elsewhere.example/#x"><use href="/i.svg#x">';
    expect(foundIn(html).anchorLinks).toEqual([]);
  });

  it('are told of links within the page only where they are not there', () => {
    const html = '<a href="#here"><a href="/page/#here"><p id="here"><a href="#gone"><a href="/page/#lost">';
    expect(foundIn(html).anchorLinks).toEqual([
      { path: '/page/', anchor: 'gone' },
      { path: '/page/', anchor: 'lost' },
    ]);
    expect(foundIn('<base href="/other/"><a href="#x">').anchorLinks).toEqual([]);
  });

  it('are not known of anything else', () => {
    expect(foundIn('<a id="x"/>', { contentType: 'application/xml' }).anchors).toBeNull();
    expect(foundIn('', { contentType: 'application/pdf' }).anchors).toBeNull();
  });
});
