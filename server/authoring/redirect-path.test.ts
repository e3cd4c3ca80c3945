import { expect, it } from 'vitest';
import { AppError } from '../errors.ts';
import { redirectPath } from './redirect-path.ts';

it.each([
  ['/', '/'],
  ['/old', '/old/'],
  ['/old//post/', '/old/post/'],
  ['/feed.xml', '/feed.xml'],
  ['/v1.2', '/v1.2/'],
  ['/old/index.html', '/old/'],
  ['/caf%C3%A9/über', '/café/über/'],
  ['/100%/', '/100%/'],
  ['/.well-known/change-password', '/.well-known/change-password/'],
  [`/${'b'.repeat(250)}/`, `/${'b'.repeat(250)}/`],
])('%j is %j', (text, path) => expect(redirectPath(text, 'path')).toBe(path));

it.each([
  ['what would end a line of a response', '/a\r\nSet-Cookie: x=1'],
  ['the same, encoded', '/a%0d%0aSet-Cookie: x=1'],
  ['NUL', '/a%00/'],
  ['a name that no file system holds', `/${'b'.repeat(251)}/`],
  ['the same in characters of several bytes', `/${'ü'.repeat(126)}/`],
  ['a path that is too long for all of it', `/${'日本語の記事/'.repeat(120)}`],
  ['an encoded slash', '/a%2Fb/'],
  ['a way out', '/../etc/'],
  ['an encoded way out', '/%2e%2e/x/'],
  ['a hidden name', '/.env'],
  ['a query', '/old?page=2'],
  ['another site', 'https://example.org/'],
  ['another site, by the same protocol', '//example.org/'],
])('refuses %s, by the place where it stands', (_, text) => {
  const issues = issuesOf(() => redirectPath(text, 'to.path'));
  expect(issues).toEqual([{ path: 'to.path', message: expect.stringMatching(/path|page/i) as string }]);
});

function issuesOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error instanceof AppError ? error.details.issues : error;
  }
}
