import { expect, test } from 'vitest';
import { readRedirects, writeRedirects, type RedirectRow } from './redirect-csv.ts';

const ID = '0198c0de-0000-7000-8000-000000000001';

test('reads back what it has written, whatever is in a path', () => {
  const redirects: RedirectRow[] = [
    { path: '/old/', status: 301, to: { kind: 'path', path: '/new/' } },
    { path: '/a "quoted", one/', status: 302, to: { kind: 'path', path: '/x;y/' } },
    { path: '/follows/', status: 301, to: { kind: 'entry', entryId: ID } },
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
  const text = 'path,target,status\nold,/new/\n/a/,new\n/b/,/c/,200\n/d/,/e/\n/d/,/f/\n/g/,/h/,410\n/i/,"/j/';
  expect(readRedirects(text)).toEqual([
    { line: 2, problem: 'path' },
    { line: 3, problem: 'target' },
    { line: 4, problem: 'status' },
    { line: 5, redirect: { path: '/d/', status: 301, to: { kind: 'path', path: '/e/' } } },
    { line: 6, problem: 'twice' },
    { line: 7, problem: 'target' },
    { line: 8, problem: 'quote' },
  ]);
});
