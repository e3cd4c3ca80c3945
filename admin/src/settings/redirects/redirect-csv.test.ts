import { expect, test } from 'vitest';
import { kindOf, readRedirects, writeRedirects, type RedirectRow } from './redirect-csv.ts';

const ID = '0198c0de-0000-7000-8000-000000000001';

const row = (path: string, to: string): RedirectRow => ({
  path,
  status: 301,
  to: { kind: 'path', path: to },
});

test('reads back what it has written, whatever is in a path', () => {
  const redirects: RedirectRow[] = [
    { path: '/old/', status: 301, to: { kind: 'path', path: '/new/' } },
    { path: '/a "quoted", one/', status: 302, to: { kind: 'path', path: '/x;y/' } },
    { path: '/follows/', status: 301, to: { kind: 'entry', entryId: ID } },
    { path: '/away/', status: 301, to: { kind: 'url', url: 'https://example.org/a,b?c="d"' } },
    { path: '/gone/', status: 410, to: null },
  ];
  const read = readRedirects(writeRedirects(redirects));
  expect(read.map((line) => 'redirect' in line && line.redirect)).toEqual(redirects);
});

test('reads what programs for tables write: a mark at the beginning, semicolons, no names, no status', () => {
  expect(readRedirects('\uFEFF/a/;/b/\r\n/c/;;410\n\n/d/;/e/;302')).toEqual([
    { line: 1, redirect: { path: '/a/', status: 301, to: { kind: 'path', path: '/b/' } } },
    { line: 2, redirect: { path: '/c/', status: 410, to: null } },
    { line: 4, redirect: { path: '/d/', status: 302, to: { kind: 'path', path: '/e/' } } },
  ]);
});

test('names the line and what is wrong with it, and reads the others', () => {
  const text =
    'path,target,status\nold,/new/\n/a/,new\n/b/,/c/,200\n/d/,/e/\n/d/,/f/\n/g/,/h/,410\n/k/,javascript:x()\n/l/,//example.org/\n/i/,"/j/';
  expect(readRedirects(text)).toEqual([
    { line: 2, problem: 'path' },
    { line: 3, problem: 'target' },
    { line: 4, problem: 'status' },
    { line: 5, redirect: { path: '/d/', status: 301, to: { kind: 'path', path: '/e/' } } },
    { line: 6, problem: 'twice' },
    { line: 7, problem: 'target' },
    { line: 8, problem: 'target' },
    { line: 9, redirect: { path: '/l/', status: 301, to: { kind: 'path', path: '//example.org/' } } },
    { line: 10, problem: 'quote' },
  ]);
});

test('takes a first line for names where it holds nothing else, and says what is wrong with any other', () => {
  expect(readRedirects('from;to\n/a/;/b/').map(({ line }) => line)).toEqual([2]);
  expect(readRedirects('old,/new/')).toEqual([{ line: 1, problem: 'path' }]);
  expect(readRedirects('old,,410')).toEqual([{ line: 1, problem: 'path' }]);
  expect(readRedirects(`old,entry:${ID}`)).toEqual([{ line: 1, problem: 'path' }]);
});

test('knows a path with and without a slash at its end for the same', () => {
  expect(readRedirects('/x5,/new\n/x5/,/other/')).toEqual([
    { line: 1, redirect: { path: '/x5', status: 301, to: { kind: 'path', path: '/new' } } },
    { line: 2, problem: 'twice' },
  ]);
  const known: RedirectRow[] = [{ path: '/x y/', status: 301, to: { kind: 'path', path: '/new/' } }];
  expect(kindOf(row('/x%20y', '/new'), known)).toBe('same');
  expect(kindOf(row('/x y/index.html', '/other/'), known)).toBe('changed');
  expect(kindOf(row('/x/', '/new/'), known)).toBe('new');
  const away: RedirectRow = { path: '/a/', status: 301, to: { kind: 'url', url: 'https://example.org/' } };
  expect(kindOf({ ...away, to: { kind: 'url', url: 'HTTPS://example.org' } }, [away])).toBe('same');
});
