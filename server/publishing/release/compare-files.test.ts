import { describe, expect, it } from 'vitest';
import type { TargetFile } from '../target/target.ts';
import { compareFiles, publicPathOf } from './compare-files.ts';

function file(hash: string, changes: Partial<TargetFile> = {}): TargetFile {
  return { hash, contentType: 'text/html', redirect: null, ...changes };
}

describe('the difference between two sets of files', () => {
  it('names what is created, changed and removed, and leaves out what is the same', () => {
    const before = new Map([
      ['index.html', file('1')],
      ['same.html', file('s')],
      ['gone/index.html', file('g')],
    ]);
    const after = new Map([
      ['index.html', file('2')],
      ['same.html', file('s')],
      ['new.xml', file('n')],
    ]);
    const { changes, rows } = compareFiles({ before, after });
    expect(changes).toEqual([
      { file: 'index.html', now: file('2') },
      { file: 'new.xml', now: file('n') },
      { file: 'gone/index.html', now: null },
    ]);
    expect(rows).toEqual([
      { file: 'index.html', path: '/', change: 'changed', before: file('1'), after: file('2'), cause: null },
      { file: 'new.xml', path: '/new.xml', change: 'created', before: null, after: file('n'), cause: null },
      {
        file: 'gone/index.html',
        path: '/gone/',
        change: 'removed',
        before: file('g'),
        after: null,
        cause: null,
      },
    ]);
  });

  it('sees a content type and a redirect that change while the bytes stay', () => {
    const before = new Map([['a', file('1')]]);
    expect(
      compareFiles({ before, after: new Map([['a', file('1', { contentType: 'text/plain' })]]) }).changes,
    ).toHaveLength(1);
    const redirect = { status: 301, location: '/b/' };
    expect(compareFiles({ before, after: new Map([['a', file('1', { redirect })]]) }).changes).toHaveLength(
      1,
    );
  });

  it.each([
    ['index.html', '/'],
    ['a/index.html', '/a/'],
    ['a/b.html', '/a/b.html'],
    ['myindex.html', '/myindex.html'],
    ['feed', '/feed'],
  ])('the file %s is read at %s', (name, path) => {
    expect(publicPathOf(name)).toBe(path);
  });
});
