import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSwapping, swapLive, writeTree } from '../../support/live-folder.ts';
import { startTestWebApp } from './web-app.ts';
import type { TestWebApp } from './web-app.ts';

const PAGE = '<!doctype html><title>A</title>';
const BIG = Buffer.alloc(700_000, 'stillpress ');
const MEDIA = '_media/01900000-0000-7000-8000-00000000abcd/0123456789abcdef0123456789abcdef/';
let app: TestWebApp;

beforeAll(async () => {
  app = await startTestWebApp();
  await writeTree(join(app.targetRoot, 'tree-a'), {
    'index.html': '<title>Home</title>',
    'index.html.gz': gzipSync('<title>Home</title>'),
    'index.html.br': brotliCompressSync('<title>Home</title>'),
    'a/index.html': PAGE,
    'café/index.html': PAGE,
    'empty.txt': '',
    'feed.xml': '<feed/>',
    'folder-alone/x.txt': 'x',
    'big.bin': BIG,
    'icon.svg': '<svg/>',
    '_astro/app.BxYz12.js': 'export {}',
    [`${MEDIA}año 1.pdf`]: '%PDF-',
    [`${MEDIA}a.mp3`]: 'ID3',
    [`${MEDIA}page.html`]: '<p>',
    [`${MEDIA}drawing.svg`]: '<svg/>',
    '.env': 'SECRET=1',
    '.well-known/security.txt': 'Contact: mailto:a@example.org',
    '404.html': '<title>Lost</title>',
  });
  await writeFile(join(app.folder, 'secret.txt'), 'not public');
  await swapLive(app.targetRoot, 'tree-a');
});

afterAll(() => app.close());

test('a page is answered with its type and is revalidated every time', async () => {
  const { status, headers, text } = await app.ask('/a/');
  expect({ status, text }).toEqual({ status: 200, text: PAGE });
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-length': String(PAGE.length),
    'cache-control': 'no-cache',
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
  });
  expect(headers['last-modified']).toBeUndefined();
});

test.each([
  ['/feed.xml', 'application/xml; charset=utf-8'],
  ['/icon.svg', 'image/svg+xml; charset=utf-8'],
  ['/_astro/app.BxYz12.js', 'text/javascript; charset=utf-8'],
  ['/big.bin', 'application/octet-stream'],
])('%s has the type %s', async (path, type) => {
  expect((await app.ask(path)).headers['content-type']).toBe(type);
});

test('hashed assets are immutable for a year', async () => {
  const { headers } = await app.ask('/_astro/app.BxYz12.js');
  expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
});

test.each([
  ['año 1.pdf', `inline; filename="a_o 1.pdf"; filename*=UTF-8''a%C3%B1o%201.pdf`],
  ['a.mp3', `inline; filename="a.mp3"; filename*=UTF-8''a.mp3`],
  ['page.html', `attachment; filename="page.html"; filename*=UTF-8''page.html`],
  ['drawing.svg', `attachment; filename="drawing.svg"; filename*=UTF-8''drawing.svg`],
])('%s of the media library is sent as: %s', async (name, disposition) => {
  const { status, headers } = await app.ask(`/${MEDIA}${encodeURIComponent(name)}`);
  expect({ status, disposition: headers['content-disposition'] }).toEqual({ status: 200, disposition });
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect((await app.ask('/icon.svg')).headers['content-disposition']).toBeUndefined();
});

test('HEAD answers as GET does, without a body', async () => {
  const get = await app.ask('/big.bin');
  const head = await app.ask('/big.bin', { method: 'HEAD' });
  expect(head.body).toHaveLength(0);
  const { date: _, 'x-request-id': __, ...expected } = get.headers;
  expect(head.headers).toMatchObject(expected);
});

test('a folder without its slash leads to the one with it, query kept', async () => {
  const { status, headers } = await app.ask('/a?page=2');
  expect({ status, location: headers.location }).toEqual({ status: 301, location: '/a/?page=2' });
  expect((await app.ask('/caf%C3%A9')).headers.location).toBe('/caf%C3%A9/');
});

test('what the target notes beside a tree counts: redirects, and types that a name does not tell', async () => {
  const noted = await startTestWebApp();
  try {
    await writeTree(noted.targetRoot, {
      'tree-a/old/index.html': '<meta http-equiv="refresh" content="0;url=/new/">',
      'tree-a/api-description': '{}',
      'tree-a/guide/index.html': '<meta http-equiv="refresh" content="0;url=/…">',
      'tree-b/old/index.html': 'here again',
      'tree-a.json': JSON.stringify({
        files: {
          'old/index.html': { contentType: 'text/html', redirect: { status: 302, location: '/new/' } },
          'guide/index.html': {
            contentType: 'text/html',
            redirect: { status: 301, location: '/日本 é%20?a=ü\r\nX: y' },
          },
          'api-description': { contentType: 'application/json', redirect: null },
        },
      }),
    });
    await swapLive(noted.targetRoot, 'tree-a');
    const redirect = await noted.ask('/old/');
    expect({ status: redirect.status, location: redirect.headers.location }).toEqual({
      status: 302,
      location: '/new/',
    });
    const guide = await noted.ask('/guide/');
    expect(guide.status).toBe(301);
    expect(guide.headers.location).toBe('/%E6%97%A5%E6%9C%AC%20%C3%A9%20?a=%C3%BC%0D%0AX:%20y');
    expect((await noted.ask('/api-description')).headers['content-type']).toBe('application/json');
    await swapLive(noted.targetRoot, 'tree-b');
    expect((await noted.ask('/old/')).text).toBe('here again');
  } finally {
    await noted.close();
  }
});

test('a folder without a page is not listed', async () => {
  expect((await app.ask('/folder-alone/')).status).toBe(404);
  expect((await app.ask('/folder-alone')).status).toBe(404);
});

test('what does not exist gets the 404 page of the site with status 404', async () => {
  const { status, text, headers } = await app.ask('/nothing/here', { headers: { Range: 'bytes=0-3' } });
  expect({ status, text }).toEqual({ status: 404, text: '<title>Lost</title>' });
  expect(headers.etag).toBeUndefined();
});

test.each([
  '/.env',
  '/../secret.txt',
  '/..%2fsecret.txt',
  '/a/x%2f..%2f..%2f..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/a/%2e%2e/%2e%2e/secret.txt',
  '/a/..%5c..%5csecret.txt',
  '/%00',
  '/%ff',
  '//secret.txt',
  `/${'x'.repeat(5000)}`,
  '/empty.txt/',
])('%s is not found', async (path) => {
  const { status, text } = await app.ask(path);
  expect(status).toBe(404);
  expect(text).not.toContain('not public');
});

test('/.well-known/ is the hidden folder that is public', async () => {
  expect((await app.ask('/.well-known/security.txt')).status).toBe(200);
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is not taken', async (method) => {
  const { status, headers } = await app.ask('/a/', { method });
  expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: 'GET, HEAD' });
});

describe('compression', () => {
  test.each([
    ['gzip, deflate, br', 'br'],
    ['br;q=0, gzip', 'gzip'],
    ['gzip', 'gzip'],
    ['deflate', undefined],
  ])('Accept-Encoding: %s is answered with %s', async (header, encoding) => {
    const { headers } = await app.ask('/', { headers: { 'Accept-Encoding': header } });
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers['vary']).toBe('Accept-Encoding');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
  });

  test('each encoding has a tag of its own', async () => {
    const tags = await Promise.all(
      ['br', 'gzip', 'identity'].map(
        async (encoding) => (await app.ask('/', { headers: { 'Accept-Encoding': encoding } })).headers.etag,
      ),
    );
    expect(new Set(tags).size).toBe(3);
  });

  test('a file without siblings goes out as it is', async () => {
    const { headers, text } = await app.ask('/feed.xml', { headers: { 'Accept-Encoding': 'br, gzip' } });
    expect(headers['content-encoding']).toBeUndefined();
    expect(text).toBe('<feed/>');
  });
});

describe('conditional requests', () => {
  test('a known tag is answered with 304 and no body, weakly compared', async () => {
    const tag = (await app.ask('/a/')).headers.etag ?? '';
    for (const known of [tag, `W/${tag}`, `"x", ${tag}`]) {
      const { status, body, headers } = await app.ask('/a/', { headers: { 'If-None-Match': known } });
      expect({ status, length: body.length, tag: headers.etag }).toEqual({ status: 304, length: 0, tag });
    }
  });

  test('another tag is answered with the page', async () => {
    expect((await app.ask('/a/', { headers: { 'If-None-Match': '"else"' } })).status).toBe(200);
  });
});

describe('ranges', () => {
  test.each([
    ['bytes=0-4', BIG.subarray(0, 5), 'bytes 0-4/700000'],
    ['bytes=699990-', BIG.subarray(699_990), 'bytes 699990-699999/700000'],
    ['bytes=-3', BIG.subarray(-3), 'bytes 699997-699999/700000'],
    ['bytes=1-600000', BIG.subarray(1, 600_001), 'bytes 1-600000/700000'],
  ])('%s', async (range, bytes, contentRange) => {
    const { status, body, headers } = await app.ask('/big.bin', { headers: { Range: range } });
    expect(status).toBe(206);
    expect(body.equals(bytes)).toBe(true);
    expect(headers['content-range']).toBe(contentRange);
  });

  test('beyond the end is 416 with the size', async () => {
    const { status, headers } = await app.ask('/big.bin', { headers: { Range: 'bytes=700000-' } });
    expect({ status, range: headers['content-range'] }).toEqual({ status: 416, range: 'bytes */700000' });
  });

  test('If-Range gives the part only of the same version', async () => {
    const tag = (await app.ask('/big.bin')).headers.etag ?? '';
    const same = await app.ask('/big.bin', { headers: { Range: 'bytes=0-0', 'If-Range': tag } });
    const other = await app.ask('/big.bin', { headers: { Range: 'bytes=0-0', 'If-Range': '"else"' } });
    expect([same.status, other.status]).toEqual([206, 200]);
  });

  test('an empty file is answered whole', async () => {
    const { status, body } = await app.ask('/empty.txt');
    expect({ status, length: body.length }).toEqual({ status: 200, length: 0 });
  });
});

test('an open answer keeps its bytes when the file goes away in the middle', async () => {
  const file = join(app.targetRoot, 'tree-a', 'going.bin');
  const bytes = Buffer.alloc(20_000_000, 'gone ');
  await writeFile(file, bytes);
  const socket = connect(app.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('GET /going.bin HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  await once(socket, 'readable');
  await rm(file);
  let received = 0;
  for await (const part of socket) received += (part as Buffer).length;
  expect(received).toBeGreaterThan(bytes.length);
  expect((await app.ask('/going.bin')).status).toBe(404);
});

test('a visitor who goes away leaves no open file and no error behind', async () => {
  await new Promise<void>((resolve) => {
    const socket = connect(app.port, '127.0.0.1', () => {
      socket.write('GET /big.bin HTTP/1.1\r\nHost: localhost\r\n\r\n');
    });
    socket.once('data', () => socket.destroy()).on('close', () => resolve());
  });
  expect((await app.ask('/a/')).status).toBe(200);
  expect(app.logLines.filter(({ level }) => level === 'error')).toEqual([]);
});

test('requests while releases swap all succeed, each with the bytes of one release', async () => {
  const swapped = await startTestWebApp();
  try {
    await writeTree(join(swapped.targetRoot, 'tree-a'), {
      'x/index.html': 'a',
      p: 'file',
      '404.html': 'lost a',
    });
    await writeTree(join(swapped.targetRoot, 'tree-b'), {
      'x/index.html': 'b',
      'p/index.html': 'folder',
      '404.html': 'lost b',
    });
    await swapLive(swapped.targetRoot, 'tree-a');
    const swapper = await startSwapping(swapped.targetRoot);
    const seen = new Set<string>();
    for (let round = 0; round < 250; round += 1) {
      const answers = await Promise.all(
        ['/x/', '/p', '/p/', '/p', '/none'].map(async (path) => ({ path, answer: await swapped.ask(path) })),
      );
      for (const { path, answer } of answers) seen.add(`${path} ${answer.status} ${answer.text}`);
    }
    await swapper.terminate();
    expect([...seen].sort()).toEqual([
      '/none 404 lost a',
      '/none 404 lost b',
      '/p 200 file',
      '/p 301 ',
      '/p/ 200 folder',
      '/p/ 404 lost a',
      '/x/ 200 a',
      '/x/ 200 b',
    ]);
  } finally {
    await swapped.close();
  }
});

test('before the first release a friendly page asks again by itself', async () => {
  const empty = await startTestWebApp();
  try {
    const { status, headers, text } = await empty.ask('/a/');
    expect(status).toBe(503);
    expect(headers).toMatchObject({ 'retry-after': '2', 'cache-control': 'no-store' });
    expect(text).toContain('http-equiv="refresh"');
  } finally {
    await empty.close();
  }
});
