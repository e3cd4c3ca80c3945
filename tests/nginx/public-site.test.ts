import { link, mkdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MEDIA_TYPES } from '../../server/media/detect-type.ts';
import { entityTag } from '../../server/serving/file-response.ts';
import { freePort } from '../support/free-port.ts';
import { startSwapping, swapLive, writeTree } from '../support/live-folder.ts';
import { brotliModulePath, nginxPath, startNginx } from '../support/start-nginx.ts';
import type { TestNginx } from '../support/start-nginx.ts';

const HOME = '<!doctype html><title>Home</title>';
const BIG = Buffer.alloc(700_000, 'stillpress ');

const MEDIA_FOLDER = '/_media/01900000-0000-7000-8000-00000000abcd/0123456789abcdef0123456789abcdef/';
const TAKEN = MEDIA_TYPES.flatMap(({ contentType, extensions }) =>
  extensions.map((extension) => ({ name: `a file.${extension}`, contentType })),
);
const MEDIA_NAMES = [...TAKEN.map(({ name }) => name), 'año.pdf', 'a;b=(1).pdf', 'page.html', 'drawing.svg'];

describe.skipIf(nginxPath === null)('the public site from nginx', () => {
  let nginx: TestNginx;

  beforeAll(async () => {
    nginx = await startNginx({ webPort: await freePort() });
    await writeTree(join(nginx.targetRoot, 'tree-a'), {
      'index.html': HOME,
      'index.html.gz': gzipSync(HOME),
      'index.html.br': brotliCompressSync(HOME),
      'a/index.html': 'page a',
      'café/index.html': 'coffee',
      'folder-alone/x.txt': 'x',
      'feed.xml': '<feed/>',
      'rss.xml': '<rss/>',
      'de/atom.xml': '<feed/>',
      'feed.json': '{}',
      'big.bin': BIG,
      '_astro/app.BxYz12.js': 'export {}',
      ...Object.fromEntries(MEDIA_NAMES.map((name) => [`${MEDIA_FOLDER.slice(1)}${name}`, 'bytes'])),
      '.env': 'SECRET=1',
      'a/.hidden': 'x',
      '.well-known/security.txt': 'Contact: mailto:a@example.org',
      '404.html': '<title>Lost</title>',
    });
    await swapLive(nginx.targetRoot, 'tree-a');
  });

  afterAll(() => nginx.stop());

  test('a page is answered with its type and is revalidated every time', async () => {
    const { status, headers, text } = await nginx.ask('/');
    expect({ status, text }).toEqual({ status: 200, text: HOME });
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      vary: 'Accept-Encoding',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
    });
    expect(headers['last-modified']).toBeUndefined();
    expect(headers['strict-transport-security']).toBeUndefined();
  });

  test.each([
    ['/rss.xml', 'application/rss+xml; charset=utf-8'],
    ['/de/atom.xml', 'application/atom+xml; charset=utf-8'],
    ['/feed.json', 'application/feed+json; charset=utf-8'],
    ['/feed.xml', 'text/xml; charset=utf-8'],
  ])('%s is %s, as the templates answer it', async (path, type) => {
    const { status, headers } = await nginx.ask(path);
    expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type });
    expect(headers['cache-control']).toBe('no-cache');
  });

  test('the tag is the one that the embedded server gives, so that a cache may ask either', async () => {
    const { headers } = await nginx.ask('/a/');
    expect(headers.etag).toBe(entityTag(await stat(join(nginx.targetRoot, 'tree-a/a/index.html'))));
  });

  test('a known tag is answered with 304', async () => {
    const tag = (await nginx.ask('/a/')).headers.etag ?? '';
    const { status, body } = await nginx.ask('/a/', { headers: { 'If-None-Match': tag } });
    expect({ status, length: body.length }).toEqual({ status: 304, length: 0 });
  });

  test('a date is never taken as a version', async () => {
    const headers = { 'If-Modified-Since': new Date().toUTCString() };
    expect((await nginx.ask('/a/', { headers })).status).toBe(200);
  });

  test('a folder without its slash leads to the one with it, query kept, whatever host nginx runs under', async () => {
    const { status, headers } = await nginx.ask('/a?page=2');
    expect({ status, location: headers.location }).toEqual({ status: 301, location: '/a/?page=2' });
    expect((await nginx.ask('/caf%C3%A9')).headers.location).toBe('/caf%C3%A9/');
    expect((await nginx.ask('/caf%C3%A9/')).text).toBe('coffee');
  });

  test.each([
    '/nothing/here',
    '/folder-alone/',
    '/.env',
    '/a/.hidden',
    '/.well-known/.x',
    '/_astro/gone.js',
    '/feed.xml/',
  ])('%s is the 404 page of the site, and no cache keeps it', async (path) => {
    const { status, text, headers } = await nginx.ask(path);
    expect({ status, text }).toEqual({ status: 404, text: '<title>Lost</title>' });
    expect(headers['cache-control']).toBe('no-cache');
  });

  test('/.well-known/ is public', async () => {
    expect((await nginx.ask('/.well-known/security.txt')).status).toBe(200);
  });

  test('hashed assets are immutable for a year', async () => {
    const { headers } = await nginx.ask('/_astro/app.BxYz12.js');
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  test.each(TAKEN)(
    '$name of the media library is $contentType, and is shown',
    async ({ contentType, name }) => {
      const { status, headers } = await nginx.ask(MEDIA_FOLDER + encodeURIComponent(name));
      expect({ status, headers }).toMatchObject({
        status: 200,
        headers: {
          'content-type': contentType,
          'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent(name)}`,
          'cache-control': 'public, max-age=31536000, immutable',
          'x-content-type-options': 'nosniff',
        },
      });
    },
  );

  test.each([
    ['a%C3%B1o.pdf?x=/y.exe', "inline; filename*=UTF-8''a%C3%B1o.pdf"],
    ['a;b=(1).pdf', 'inline'],
    ['page.html', "attachment; filename*=UTF-8''page.html"],
    ['drawing.svg', "attachment; filename*=UTF-8''drawing.svg"],
  ])('%s of the media library is sent as: %s', async (name, disposition) => {
    const { status, headers } = await nginx.ask(MEDIA_FOLDER + name);
    expect({ status, disposition: headers['content-disposition'] }).toEqual({ status: 200, disposition });
  });

  test('a file of the media library that has gone is the 404 page, and nothing to save', async () => {
    const { status, headers } = await nginx.ask(`${MEDIA_FOLDER}gone.pdf`);
    expect({ status, disposition: headers['content-disposition'] }).toEqual({
      status: 404,
      disposition: undefined,
    });
    expect((await nginx.ask('/a/')).headers['content-disposition']).toBeUndefined();
  });

  test('gzip siblings go to who takes them, proxies included, with a tag of their own', async () => {
    const plain = await nginx.ask('/');
    const headers = { 'Accept-Encoding': 'gzip', Via: '1.1 cdn' };
    const gzip = await nginx.ask('/', { headers });
    expect(gzip.headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-type': 'text/html; charset=utf-8',
    });
    expect(gzip.body.equals(gzipSync(HOME))).toBe(true);
    expect(gzip.headers.etag).not.toBe(plain.headers.etag);
    const tag = gzip.headers.etag ?? '';
    expect((await nginx.ask('/', { headers: { ...headers, 'If-None-Match': tag } })).status).toBe(304);
  });

  test.skipIf(brotliModulePath === null)(
    'Brotli siblings go out first where the module is there',
    async () => {
      const { headers, body } = await nginx.ask('/', { headers: { 'Accept-Encoding': 'gzip, br' } });
      expect(headers['content-encoding']).toBe('br');
      expect(body.equals(brotliCompressSync(HOME))).toBe(true);
    },
  );

  test('ranges', async () => {
    const { status, body } = await nginx.ask('/big.bin', { headers: { Range: 'bytes=699990-' } });
    expect(status).toBe(206);
    expect(body.equals(BIG.subarray(699_990))).toBe(true);
    expect((await nginx.ask('/big.bin', { headers: { Range: 'bytes=700000-' } })).status).toBe(416);
    const stale = await nginx.ask('/big.bin', { headers: { Range: 'bytes=0-0', 'If-Range': '"else"' } });
    expect(stale.status).toBe(200);
  });

  test('POST is not taken', async () => {
    expect((await nginx.ask('/a/', { method: 'POST' })).status).toBe(405);
  });

  test('an edit of equal size within the same second is never a stale 304', async () => {
    // What the disk target does: the time of a file is made from its bytes.
    await writeTimed(join(nginx.targetRoot, 'tree-a/edit.txt'), 'one', 1_100_000_001);
    await writeTimed(join(nginx.targetRoot, 'tree-b/edit.txt'), 'two', 1_100_000_777);
    const before = await nginx.ask('/edit.txt');
    await swapLive(nginx.targetRoot, 'tree-b');
    const after = await nginx.ask('/edit.txt', { headers: { 'If-None-Match': before.headers.etag ?? '' } });
    await swapLive(nginx.targetRoot, 'tree-a');
    const back = await nginx.ask('/edit.txt', { headers: { 'If-None-Match': before.headers.etag ?? '' } });
    expect([after.status, after.text, back.status]).toEqual([200, 'two', 304]);
  });
});

describe.skipIf(nginxPath === null)('nginx while releases swap', () => {
  test('every request is answered from one release, also where a path is a file in one and a folder in the other', async () => {
    const nginx = await startNginx({ webPort: await freePort() });
    try {
      await writeTree(join(nginx.targetRoot, 'tree-a'), {
        'x/index.html': 'a',
        p: 'file',
        '404.html': 'lost a',
      });
      await writeTree(join(nginx.targetRoot, 'tree-b'), {
        'x/index.html': 'b',
        'p/index.html': 'folder',
        '404.html': 'lost b',
      });
      await swapLive(nginx.targetRoot, 'tree-a');
      const swapper = await startSwapping(nginx.targetRoot);
      const seen = new Set<string>();
      for (let round = 0; round < REQUEST_ROUNDS; round += 1) {
        const answers = await Promise.all(
          ['/x/', '/p', '/p/', '/x/', '/p', '/p', '/p', '/none'].map(async (path) => ({
            path,
            answer: await nginx.ask(path),
          })),
        );
        for (const { path, answer } of answers)
          seen.add(`${path} ${answer.status} ${answer.status === 301 ? '' : answer.text}`);
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
      expect(await nginx.errorLog()).not.toMatch(/\[(?:alert|crit|emerg)\]/);
    } finally {
      await nginx.stop();
    }
  });
});

/** Enough to see the configuration fail when its pin is taken away. */
const REQUEST_ROUNDS = 500;

describe.skipIf(nginxPath === null)('nginx before the first release', () => {
  test('says so in a page that asks again, and then serves without a reload', async () => {
    const nginx = await startNginx({ webPort: await freePort() });
    try {
      const { status, headers, text } = await nginx.ask('/a/');
      expect({ status, retry: headers['retry-after'] }).toEqual({ status: 503, retry: '2' });
      expect(text).toContain('http-equiv="refresh"');
      expect((await nginx.ask('/etc/passwd')).status).toBe(503);
      expect((await nginx.ask('/404.html')).status).toBe(503);
      await writeTree(join(nginx.targetRoot, 'tree-a'), { 'a/index.html': 'here' });
      await swapLive(nginx.targetRoot, 'tree-a');
      expect((await nginx.ask('/a/')).text).toBe('here');
    } finally {
      await nginx.stop();
    }
  });
});

describe.skipIf(nginxPath === null)('nginx before the web processes', () => {
  test('passes /admin, /api and /preview on with what it knows about the visitor, and nothing that the visitor claims', async () => {
    const web = createServer((request, response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ url: request.url, headers: request.headers }));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => web.once('listening', resolve));
    const address = web.address();
    const nginx = await startNginx({ webPort: typeof address === 'object' ? (address?.port ?? 0) : 0 });
    try {
      const claims = {
        'X-Forwarded-For': '6.6.6.6',
        'X-Forwarded-Proto': 'https',
        'X-Request-Id': 'mine',
        Forwarded: 'for=6.6.6.6',
      };
      for (const path of ['/admin', '/admin/x', '/api/v1/entries?limit=1', '/preview/1', '/api/v1/events']) {
        const seen: { url: string; headers: Record<string, string> } = JSON.parse(
          (await nginx.ask(path, { headers: { ...claims, Host: 'example.org' } })).text,
        );
        expect(seen.url).toBe(path);
        expect(seen.headers).toMatchObject({
          host: 'example.org',
          'x-forwarded-for': '127.0.0.1',
          'x-forwarded-proto': 'http',
          'x-request-id': expect.stringMatching(/^[0-9a-f]{32}$/),
        });
        expect(seen.headers['forwarded']).toBeUndefined();
      }
      expect((await nginx.ask('/apiary')).status).toBe(503);
    } finally {
      await nginx.stop();
      web.closeAllConnections();
      web.close();
    }
  });

  test('the site stays up when no process of ours runs; the API says 503 and when to come again', async () => {
    const nginx = await startNginx({ webPort: await freePort(), protocol: 'https' });
    try {
      await writeTree(join(nginx.targetRoot, 'tree-a'), { 'a/index.html': 'still here' });
      await swapLive(nginx.targetRoot, 'tree-a');
      const page = await nginx.ask('/a/');
      expect({ status: page.status, text: page.text }).toEqual({ status: 200, text: 'still here' });
      expect(page.headers['strict-transport-security']).toBe('max-age=31536000');
      const { status, headers, text } = await nginx.ask('/api/v1/entries');
      expect({ status, retry: headers['retry-after'], type: headers['content-type'] }).toEqual({
        status: 503,
        retry: '5',
        type: 'application/problem+json',
      });
      expect(JSON.parse(text)).toMatchObject({ code: 'web-away', status: 503 });
      for (const path of ['/admin', '/admin/entries/1', '/preview/1']) {
        const shown = await nginx.ask(path);
        expect({ path, status: shown.status, type: shown.headers['content-type'] }).toEqual({
          path,
          status: 503,
          type: 'text/html; charset=utf-8',
        });
        expect(shown.headers['retry-after']).toBe('5');
        expect(shown.text).toContain('The authoring server is away');
      }
    } finally {
      await nginx.stop();
    }
  });
});

async function writeTimed(file: string, contents: string, seconds: number): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(`${file}.blob`, contents);
  await utimes(`${file}.blob`, seconds, seconds);
  await rm(file, { force: true });
  await link(`${file}.blob`, file);
}
