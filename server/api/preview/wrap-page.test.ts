import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unwrapPage, wrapPage, wrapStyles } from './wrap-page.ts';

const PLACE = {
  siteUrl: 'https://site.example',
  origin: 'https://admin.example',
  prefix: '/preview/t/s.an-id.zzz.mine.a-signature-that-nobody-guesses',
};
const SCRIPT = '<script src="/preview/preview.js"></script>';
const wrapping = { ...PLACE, path: '/blog/a/', script: SCRIPT };
const OUT = ` data-preview-out="${PLACE.prefix.slice(-16)}" target="_blank" rel="noopener"`;

const wrap = (html: string): string => wrapPage(html, wrapping);
/** Of a page that is nothing but this. */
const inner = (html: string): string => wrap(html).replace(SCRIPT, '').replaceAll(PLACE.prefix, '^');

describe('links', () => {
  it.each([
    ['<a href="/">', '<a href="^/">'],
    ["<a href='/b/?x=1&amp;y=2#z'>", "<a href='^/b/?x=1&amp;y=2#z'>"],
    ['<A HREF=/b/>', '<A HREF=^/b/>'],
    ['<a href=" /b/ ">', '<a href=" ^/b/ ">'],
    ['<a href="https://site.example/b/">', '<a href="https://admin.example^/b/">'],
    ['<a href="https://site.example">', '<a href="https://admin.example^">'],
    ['<img src="//site.example/b.png">', '<img src="//admin.example^/b.png">'],
    [
      '<form action="/search/"><button formaction="/b/">',
      '<form action="^/search/"><button formaction="^/b/">',
    ],
    ['<img srcset="/a.png 1x, /b,c.png 2x">', '<img srcset="^/a.png 1x, ^/b,c.png 2x">'],
    ['<meta http-equiv="refresh" content="0; url=/b/">', '<meta http-equiv="refresh" content="0; url=^/b/">'],
    ['<astro-island component-url="/_astro/a.js">', '<astro-island component-url="^/_astro/a.js">'],
    ['<script src="/a.js">"/b/"</script>', '<script src="^/a.js">"/b/"</script>'],
  ])('to the site stay inside: %s', (html, expected) => {
    expect(inner(html)).toBe(expected);
  });

  it.each([
    '<a href="#top">',
    '<a href="../b/">',
    '<a href="b/">',
    '<a href="?page=2">',
    '<a href="mailto:a@example.org">',
    '<a href="javascript:void(0)">',
    '<meta name="description" content="/b/">',
    '<!-- <a href="/b/"> -->',
    '<title><a href="/b/"></title>',
    '<p style="background: url(b.png), url(//else.example/c.png)">',
    '<textarea><p style="background: url(/b.png)"></textarea>',
  ])('that lead nowhere else are as they were: %s', (html) => {
    expect(inner(html)).toBe(html);
  });

  it.each([
    ['<a href="https://else.example/">', `<a${OUT} href="https://else.example/">`],
    ['<a target="_top" href="//else.example/">', `<a${OUT} target="_top" href="//else.example/">`],
    ['<form action="https://else.example/">', `<form${OUT} action="https://else.example/">`],
    ['<img src="https://else.example/a.png">', '<img src="https://else.example/a.png">'],
    ['<a href="https://site.example.evil.example/">', `<a${OUT} href="https://site.example.evil.example/">`],
  ])('to elsewhere open outside: %s', (html, expected) => {
    expect(inner(html)).toBe(expected);
  });

  it.each([
    ['../../../../api/v1/session', '/api/v1/session'],
    ['/../../api/', '/api/'],
    ['/%2e%2e/%2E%2e/admin/', '/admin/'],
    ['\\api\\', '/api/'],
    ['HTTPS://SITE.example/b/?c#d', '/b/?c#d'],
    ['https://site.example:443/b/', '/b/'],
    ['&#47;..&sol;api/', '/api/'],
    ['https&colon;//site.example/b/', '/b/'],
  ])('that would lead out however they are written go by a detour: %s', (link, leadsTo) => {
    const [, raw = '', end = ''] =
      /href="\^\/~stillpress-link\/([\w-]+)\.([\w-]+)"/.exec(inner(`<a href="${link}">`)) ?? [];
    expect([decode(raw), decode(end)]).toEqual([link, leadsTo]);
  });
});

it('puts the script in front of everything in the head', () => {
  expect(wrap('<!doctype html><html lang="en"><head data-x><meta charset="utf-8">')).toBe(
    `<!doctype html><html lang="en"><head data-x>${SCRIPT}<meta charset="utf-8">`,
  );
  expect(wrap('<!DOCTYPE html><p>A')).toBe(`<!DOCTYPE html>${SCRIPT}<p>A`);
  expect(wrap('<html><body>')).toBe(`<html>${SCRIPT}<body>`);
});

it('lets what a style sheet loads come from the preview', () => {
  const css = 'a { src: url(/a.woff2), url("/b.png"), url(//else.example/c), url(d.png) }';
  expect(wrapStyles(css, PLACE).replaceAll(PLACE.prefix, '^')).toBe(
    'a { src: url(^/a.woff2), url("^/b.png"), url(//else.example/c), url(d.png) }',
  );
});

const policy = (text: string): string => `<meta http-equiv="Content-Security-Policy" content="${text}">`;

describe('styles in a page', () => {
  it.each([
    [
      '<style>@import "/a.css"; p { background: url(/b.png) }</style>',
      '<style>@import "^/a.css"; p { background: url(^/b.png) }</style>',
    ],
    [`<p style='background: url("/b.png")' class="a">`, `<p style='background: url("^/b.png")' class="a">`],
    ['<p style="background: url(&quot;/b.png&quot;)">', '<p style="background: url(&quot;^/b.png&quot;)">'],
    ['<p STYLE=background:url(&#39;/b.png&#39;)>', '<p STYLE=background:url(&#39;^/b.png&#39;)>'],
  ])('load from the preview: %s', (html, expected) => {
    expect(inner(html)).toBe(expected);
  });

  const styled = '<style>p { background: url(/b.png) }</style><p style="background: url(/b.png)">';

  it('stay as they are where the policy of the page has their hashes', () => {
    const html = policy("script-src 'self'; style-src 'self' 'sha256-abc='") + styled;
    expect(inner(html)).toBe(html);
  });

  it('load from the preview where it has those of scripts alone', () => {
    const html = policy("script-src 'sha256-abc='; style-src 'unsafe-inline'") + styled;
    expect(inner(html)).toBe(html.replaceAll('(/b.png)', '(^/b.png)'));
  });
});

it('can be undone to the very text, whatever the page is', () => {
  const part = fc.oneof(
    fc.constantFrom(
      '<a href="',
      "<img srcset='",
      '<meta http-equiv=refresh content="0;url=',
      '">',
      "'>",
      '<head>',
      '<html>',
      '<style>',
      '</style>',
      '<p style="',
      'url(/a.png)',
    ),
    fc.constantFrom(
      '/',
      '//site.example',
      'https://site.example',
      'https://admin.example',
      'https://else.example/',
      '../',
    ),
    fc.constantFrom(
      '/../',
      '&#47;',
      'HTTPS://site.example/',
      '<!--',
      '-->',
      '<script>',
      '</script>',
      ' 1x, ',
      '\\',
      '=',
    ),
    fc.string({ maxLength: 5 }),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
      const html = parts.join('');
      expect(unwrapPage(wrap(html), wrapping)).toBe(html);
    }),
    { numRuns: 3_000 },
  );
});

function decode(text: string): string {
  return Buffer.from(text, 'base64url').toString();
}
