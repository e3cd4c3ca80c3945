import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareTree, type ExpectedFile } from './compare-tree.ts';
import { hashTree, sha256 } from './hash-tree.ts';

const PAGE = '<h1>A page</h1>';

function expectedPage(text: string, more: Partial<ExpectedFile> = {}): ExpectedFile {
  return { path: '/a/', hash: sha256(Buffer.from(text)), contentType: 'text/html', redirect: null, ...more };
}

describe('a tree of public files', () => {
  let root: string;
  const write = (file: string, bytes: string | Uint8Array): void => {
    mkdirSync(join(root, 'tree-a/a'), { recursive: true });
    writeFileSync(join(root, 'tree-a', file), bytes);
  };
  const problems = async (page: ExpectedFile = expectedPage(PAGE)): Promise<string[][]> => {
    const tree = await hashTree(join(root, 'tree-a'));
    const expected = new Map([['a/index.html', page]]);
    return compareTree({ expected, tree, areCompressed: true, isInGrace: () => false }).map(
      ({ file, kind }) => [kind, file],
    );
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'stillpress-tree-'));
    write('a/index.html', PAGE);
    write('a/index.html.gz', gzipSync(PAGE));
    write('a/index.html.br', brotliCompressSync(PAGE));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('is as it should be when every byte is, compressed forms of any quality included', async () => {
    expect(await problems()).toEqual([]);
  });

  it('is not when a compressed form unpacks to other bytes, or not at all', async () => {
    write('a/index.html.gz', gzipSync('another page'));
    write('a/index.html.br', 'not compressed');
    expect(await problems()).toEqual([
      ['other-compressed', 'a/index.html.br'],
      ['other-compressed', 'a/index.html.gz'],
    ]);
  });

  it('is not when a compressed form is not there, unless there is nothing to compress', async () => {
    rmSync(join(root, 'tree-a/a/index.html.br'));
    expect(await problems()).toEqual([['missing', 'a/index.html.br']]);
    const ofPicture = await problems(expectedPage(PAGE, { contentType: 'image/png' }));
    expect(ofPicture.map(([kind]) => kind)).not.toContain('missing');
  });

  it('has one problem where a page is out of date, not one for each of its forms', async () => {
    expect(await problems(expectedPage('newer'))).toEqual([['other-bytes', 'a/index.html']]);
  });

  it('has none but the page where that alone was altered', async () => {
    write('a/index.html', 'altered');
    expect(await problems()).toEqual([['other-bytes', 'a/index.html']]);
  });

  it('is not when a file of a compressed name is no form of another file', async () => {
    write('archive.tar.gz', gzipSync('files'));
    expect(await problems()).toEqual([['unexpected', 'archive.tar.gz']]);
  });

  it('is not when servers are told of another type or redirect, or of none', async () => {
    const redirect = { status: 301, location: '/b/' };
    expect(await problems(expectedPage(PAGE, { redirect }))).toEqual([
      ['served-differently', 'a/index.html'],
    ]);
    writeFileSync(
      join(root, 'tree-a.json'),
      JSON.stringify({ files: { 'a/index.html': { contentType: 'text/html', redirect } } }),
    );
    const link = join(root, 'tree-a/.moved/a/.to');
    const ofNginx = await problems(expectedPage(PAGE, { redirect }));
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync('.301/ /b/=', link);
    expect([ofNginx, await problems(expectedPage(PAGE, { redirect }))]).toEqual([
      [['served-differently', 'a/index.html']],
      [],
    ]);
    expect(await problems()).toEqual([
      ['unexpected', '.moved/a/.to'],
      ['served-differently', 'a/index.html'],
    ]);
  });
});
