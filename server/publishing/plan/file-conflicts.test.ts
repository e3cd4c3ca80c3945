import { describe, expect, it } from 'vitest';
import { assertFilesFit } from './file-conflicts.ts';

describe('files that cannot stand together', () => {
  it.each([
    [
      { file: 'feed', path: '/feed/' },
      { file: 'feed/index.html', path: '/feed' },
    ],
    [
      { file: 'a/b/c.html', path: '/a/b/c.html' },
      { file: 'a', path: '/a/' },
    ],
    [
      { file: 'x', path: '/x' },
      { file: 'x', path: '/x/' },
    ],
  ])('%o and %o are refused, naming both pages', (one, other) => {
    for (const pages of [
      [one, other],
      [other, one],
    ]) {
      expect(() => assertFilesFit(pages)).toThrow(expect.objectContaining({ code: 'template-failed' }));
      expect(() => assertFilesFit(pages)).toThrow(one.path);
      expect(() => assertFilesFit(pages)).toThrow(other.path);
    }
  });

  it('files beside each other and names that begin alike are fine', () => {
    const files = ['a/index.html', 'a.html', 'ab', 'a/b/index.html', 'A/index.html'];
    expect(() => assertFilesFit(files.map((file) => ({ file, path: `/${file}` })))).not.toThrow();
  });
});
