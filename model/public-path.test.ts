import { describe, expect, it } from 'vitest';
import { encodePath, normalizePath, resolveLink } from './public-path.ts';

const SITE_URL = 'https://site.example';

describe('the one form of a public path', () => {
  it.each([
    ['/', '/'],
    ['', '/'],
    ['/about', '/about/'],
    ['/about/', '/about/'],
    ['about', '/about/'],
    ['//a///b//', '/a/b/'],
    ['/rss.xml', '/rss.xml'],
    ['/docs/v1.2', '/docs/v1.2/'],
    ['/docs/node.js/', '/docs/node.js/'],
    ['/über/größe/', '/über/größe/'],
    ['/100%/', '/100%/'],
    ['/.well-known/security.txt', '/.well-known/security.txt'],
  ])('of %j is %j', (path, expected) => {
    expect(normalizePath(path)).toBe(expected);
    expect(normalizePath(expected)).toBe(expected);
  });

  it.each([
    '/a/../b/',
    '/..',
    '/./a/',
    '/.git/config',
    '/a/.well-known/x',
    '/a\\b/',
    '/a\0/',
    '/a\nb/',
    '/\uD800/',
    `/${'n'.repeat(251)}/`,
    `/${'name/'.repeat(500)}`,
  ])('does not exist for %j', (path) => {
    expect(normalizePath(path)).toBeNull();
  });
});

describe('a link', () => {
  it.each([
    ['/about', '/about/'],
    ['next/', '/blog/first/next/'],
    ['../second/', '/blog/second/'],
    ['../../../../x/', '/x/'],
    ['', '/blog/first/'],
    ['?page=2#top', '/blog/first/'],
    ['/a/?q=1#x', '/a/'],
    ['https://site.example/full/', '/full/'],
    ['//site.example/scheme-relative/', '/scheme-relative/'],
    ['https://SITE.example:443/port/', '/port/'],
    ['/%C3%BCber/', '/über/'],
    ['/über/', '/über/'],
    ['/a%20b/', '/a b/'],
    ['/%2e%2e/secret/', '/secret/'],
    ['  /spaces/  ', '/spaces/'],
  ])('%j leads to %j', (link, expected) => {
    expect(resolveLink(link, { path: '/blog/first/', siteUrl: SITE_URL })).toBe(expected);
  });

  it.each([
    'https://elsewhere.example/a/',
    'http://site.example/a/',
    'https://site.example:8443/',
    'mailto:someone@site.example',
    'javascript:void 0',
    'data:text/plain,x',
    '/a%2Fb/',
    '/a%5Cb/',
    '/a%00/',
    '/%FF/',
    '/%/',
    'https://[broken',
  ])('%j leads to no public path', (link) => {
    expect(resolveLink(link, { path: '/blog/first/', siteUrl: SITE_URL })).toBeNull();
  });

  it.each([
    ['/about/index.html', '/about/'],
    ['index.html#top', '/blog/first/'],
    ['/index.html?x=1', '/'],
    ['/about/my-index.html', '/about/my-index.html'],
  ])('%s is the page %s, whose file it is', (link, expected) => {
    expect(resolveLink(link, { path: '/blog/first/', siteUrl: SITE_URL })).toBe(expected);
  });

  it('is followed from pages whose own path has to be encoded', () => {
    expect(resolveLink('next/', { path: '/100% über?#/', siteUrl: SITE_URL })).toBe('/100% über?#/next/');
    expect(new URL(encodePath('/100% über?#/'), SITE_URL).pathname).toBe('/100%25%20%C3%BCber%3F%23/');
  });
});
