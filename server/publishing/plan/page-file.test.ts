import { describe, expect, it } from 'vitest';
import type { RenderedPage } from '../render/protocol.ts';
import { describeOutcome, redirectPage } from './page-file.ts';

function outcomeOf(answer: Partial<RenderedPage> & { path: string }) {
  return describeOutcome(
    {
      kind: 'rendered',
      status: 200,
      contentType: 'text/html',
      location: null,
      bytes: new Uint8Array(),
      links: [],
      reads: [],
      ...answer,
    },
    'https://site.example',
  );
}

describe('what an answer means for the public files', () => {
  it.each([
    ['/', 'text/html', 'index.html'],
    ['/blog/a/', 'text/html; charset=utf-8', 'blog/a/index.html'],
    ['/rss.xml', 'application/rss+xml', 'rss.xml'],
    ['/page.html', 'text/html', 'page.html'],
    ['/feed/', 'application/json', 'feed'],
    ['/docs/v1.2/', 'text/html', 'docs/v1.2/index.html'],
  ])('a page at %s of type %s is the file %s', (path, contentType, file) => {
    expect(outcomeOf({ path, contentType })).toMatchObject({
      kind: 'page',
      page: { path, file, status: 200, contentType },
    });
  });

  it.each([204, 206, 304, 401, 404, 410])('an answer of %i is no page', (status) => {
    expect(outcomeOf({ path: '/a/', status })).toEqual({ kind: 'absent' });
  });

  it('a redirect is a page that leads on', () => {
    expect(outcomeOf({ path: '/old/', status: 301, location: '/new/' })).toMatchObject({
      kind: 'page',
      page: {
        file: 'old/index.html',
        status: 301,
        location: '/new/',
        contentType: 'text/html; charset=utf-8',
      },
    });
    expect(redirectPage('/new/?a=1&b="2"')).toContain('content="0;url=/new/?a=1&#38;b=&#34;2&#34;"');
  });

  it('a redirect to the same page in another spelling is no page', () => {
    expect(outcomeOf({ path: '/a/', status: 308, location: 'https://site.example/a' })).toEqual({
      kind: 'absent',
    });
  });

  it('the 404 page answers 404 and is a file all the same', () => {
    expect(outcomeOf({ path: '/404/', status: 404 })).toMatchObject({
      kind: 'page',
      page: { file: '404.html', status: 404 },
    });
  });

  it('a page under what looked like a file name is at that path with a slash', () => {
    expect(outcomeOf({ path: '/topics/node.js' })).toEqual({ kind: 'alias', path: '/topics/node.js/' });
  });
});
