import { expect, test } from 'vitest';
import { parsePublicFilePath } from './public-file-path.ts';

test.each([
  ['/', [], true],
  ['/about', ['about'], false],
  ['/about/', ['about'], true],
  ['/blog/caf%C3%A9/', ['blog', 'café'], true],
  ['/a%20b.txt', ['a b.txt'], false],
  ['/.well-known/security.txt', ['.well-known', 'security.txt'], false],
])('%s names a file', (path, segments, endsWithSlash) => {
  expect(parsePublicFilePath(path)).toEqual({ segments, endsWithSlash });
});

test.each([
  '',
  'about',
  '//',
  '//evil.example/',
  '/a//b',
  '/..',
  '/../secrets.json',
  '/%2e%2e/secrets.json',
  '/a/%2e%2e%2fsecrets.json',
  '/a/x%2f..%2f..%2f..%2fsecrets.json',
  '/a/x%5c..%5csecrets.json',
  '/..%5csecrets.json',
  '/a/./b',
  '/%00',
  '/%zz',
  '/%ff',
  '/.env',
  '/.git/config',
  '/a/.hidden',
  '/a/.well-known/x',
  '/.well-known/.hidden',
])('%s names none', (path) => {
  expect(parsePublicFilePath(path)).toBeNull();
});
