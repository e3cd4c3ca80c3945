import { PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openS3Target } from '../../server/publishing/target/s3/s3-target.ts';
import type { Target, TargetFile } from '../../server/publishing/target/target.ts';
import { changesOf, positionOf, temporaryPlace, type Contents } from '../contract/target/target-fixture.ts';
import { s3Options } from '../contract/target/targets.ts';
import { freePort } from '../support/free-port.ts';
import { gatewayClient } from '../support/gateway/gateway-client.ts';
import { startGatewayProxy, type GatewayProxy } from '../support/gateway/gateway-proxy.ts';
import { findGateway, gatewayPath } from '../support/gateway/gateway.ts';
import { nginxPath, startNginx, type TestNginx } from '../support/start-nginx.ts';

vi.setConfig({ hookTimeout: 120_000, testTimeout: 60_000 });

const HOME = '<!doctype html><title>Home</title>';
const LEADING = 'a page that leads on by itself';
const MEDIA = '_media/01900000-0000-7000-8000-00000000abcd/0123456789abcdef0123456789abcdef/';

type Redirect = NonNullable<TargetFile['redirect']>;

describe.skipIf(nginxPath === null || gatewayPath === null)(
  'the public site from a bucket, through nginx',
  () => {
    const place = temporaryPlace();
    let gateway: GatewayProxy;
    let target: Target;
    let nginx: TestNginx;

    beforeAll(async () => {
      const options = await s3Options(place.place);
      const { bucket } = options.place;
      target = await openS3Target(options);
      const client = gatewayClient(await findGateway());
      const Statement = [
        { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucket}/*` },
      ];
      const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
      await client.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
      client.destroy();
      gateway = await startGatewayProxy((await findGateway()).endpoint);
      const path = `/${bucket}/${basename(place.place)}`;
      nginx = await startNginx({ webPort: await freePort(), bucket: { url: gateway.endpoint, path } });
      await release(
        {
          'index.html': HOME,
          'a/index.html': 'page a',
          'café/index.html': 'coffee',
          'b.html': 'page b',
          '404.html': '<title>Lost</title>',
          '_astro/app.BxYz12.js': 'export {}'.repeat(100),
          [`${MEDIA}a file.pdf`]: '%PDF-',
          '.well-known/security.txt': 'Contact: mailto:a@example.org',
        },
        {
          'old/index.html': { status: 301, location: '/new/' },
          'for-now/index.html': { status: 302, location: 'https://example.org/ü/?a=1&b=//c' },
          'old.html': { status: 308, location: '/a/' },
          'gone/index.html': { status: 410, location: '' },
        },
      );
    });

    afterAll(async () => {
      await nginx.stop();
      await gateway.close();
      target.close();
      place.remove();
    });

    async function release(contents: Contents, redirects: Record<string, Redirect> = {}): Promise<void> {
      const from = target.position();
      const changes = await changesOf(target, contents);
      for (const [file, redirect] of Object.entries(redirects)) {
        const hash = await target.put({ bytes: Buffer.from(LEADING), contentType: 'text/html' });
        changes.push({ file, now: { hash, contentType: 'text/html', redirect } });
      }
      await target.apply({ from, to: positionOf((from?.releaseNumber ?? 0) + 1), changes });
    }

    test('a page is what the bucket has, with the headers of a site and none of a bucket', async () => {
      const { headers, status, text } = await nginx.ask('/?acl');
      expect({ status, text }).toEqual({ status: 200, text: HOME });
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
        vary: expect.stringContaining('Accept-Encoding'),
      });
      const known = [
        'accept-ranges',
        'cache-control',
        'connection',
        'content-length',
        'content-type',
        'date',
        'etag',
      ];
      const own = ['referrer-policy', 'server', 'vary', 'x-content-type-options', 'x-frame-options'];
      expect(Object.keys(headers).filter((name) => ![...known, ...own].includes(name))).toEqual([]);
    });

    test('a tag that is known is answered with 304, a part with 206, and nothing of a visitor reaches the bucket', async () => {
      const { etag = '' } = (await nginx.ask('/a/')).headers;
      expect((await nginx.ask('/a/', { headers: { 'If-None-Match': etag } })).status).toBe(304);
      const part = await nginx.ask('/a/', { headers: { Range: 'bytes=5-' } });
      expect({ status: part.status, text: part.text }).toEqual({ status: 206, text: 'a' });
      const credentials = { Authorization: 'Basic YTpi', Cookie: 'session=1' };
      expect((await nginx.ask('/b.html', { headers: credentials })).text).toBe('page b');
      expect((await nginx.ask('/a/', { method: 'DELETE' })).status).toBe(405);
    });

    test('names with other letters, files of the library and hashed files come as from a folder', async () => {
      expect((await nginx.ask('/caf%C3%A9/')).text).toBe('coffee');
      const { headers } = await nginx.ask(`/${MEDIA}a%20file.pdf`);
      expect(headers).toMatchObject({
        'content-disposition': "inline; filename*=UTF-8''a%20file.pdf",
        'cache-control': 'public, max-age=31536000, immutable',
      });
      const script = await nginx.ask('/_astro/app.BxYz12.js', { headers: { 'Accept-Encoding': 'gzip' } });
      expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect((await nginx.ask('/.well-known/security.txt')).status).toBe(200);
    });

    test('text is compressed for whoever takes it', async () => {
      const { body, headers } = await nginx.ask('/', { headers: { 'Accept-Encoding': 'gzip' } });
      expect(headers['content-encoding']).toBe('gzip');
      expect(gunzipSync(body).toString()).toBe(HOME);
    });

    test.each([
      ['/old/', 301, '/new/'],
      ['/old', 301, '/new/'],
      ['/for-now/', 302, 'https://example.org/%C3%BC/?a=1&b=//c'],
      ['/old.html', 308, '/a/'],
      ['/a?page=2', 301, '/a/?page=2'],
      ['/caf%C3%A9', 301, '/caf%C3%A9/'],
    ])('%s is answered %i to %s', async (path, status, location) => {
      for (const method of ['GET', 'HEAD']) {
        const { headers, status: found } = await nginx.ask(path, { method });
        expect({ found, location: headers.location }).toEqual({ found: status, location });
        expect(Object.keys(headers).filter((name) => /^x-(?:amz|accel|stillpress)/.test(name))).toEqual([]);
      }
    });

    test.each(['/nothing/here', '/nothing/', '/.env', '/_astro/gone.js', '/.stillpress/current', '/a/.x/'])(
      '%s is the 404 page of the site, and no XML of the service',
      async (path) => {
        const { headers, status, text } = await nginx.ask(path, { headers: { 'If-None-Match': '*' } });
        expect({ status, text }).toEqual({ status: 404, text: '<title>Lost</title>' });
        expect(headers['content-type']).toBe('text/html; charset=utf-8');
      },
    );

    test('what is gone is 410, with the page of the site for it', async () => {
      expect(await nginx.ask('/gone/')).toMatchObject({ status: 410, text: '<title>Lost</title>' });
      await release({ '410/index.html': 'Gone for good' });
      await vi.waitFor(async () => expect((await nginx.ask('/gone')).text).toBe('Gone for good'), 10_000);
      expect((await nginx.ask('/gone')).status).toBe(410);
    });

    test('while the service is away, fails or refuses, visitors get what they got, and what nobody asked for is said to come later', async () => {
      const paths = [
        '/',
        '/a/',
        '/old/',
        '/gone/',
        '/nothing/',
        '/a',
        `/${MEDIA}a%20file.pdf`,
        '/_astro/app.BxYz12.js',
      ];
      const ask = async () => {
        const answers = await Promise.all(paths.map((path) => nginx.ask(path)));
        return answers.map(({ status, text }) => ({ status, text }));
      };
      const before = await ask();
      for (const verdict of ['cut', 500, 503] as const) {
        gateway.judge(() => verdict);
        // Longer than an answer is fresh.
        await new Promise((resolve) => setTimeout(resolve, 1_500));
        expect({ verdict, answers: await ask() }).toEqual({ verdict, answers: before });
      }
      const { headers, status } = await nginx.ask('/never/asked/for/');
      expect({ status, retry: headers['retry-after'] }).toEqual({ status: 503, retry: '5' });
      gateway.judge(() => null);
      await vi.waitFor(async () => expect((await nginx.ask('/never/asked/for/')).status).toBe(404), 10_000);
    });

    test('what is published comes by itself, and what has not changed is not sent again', async () => {
      expect((await nginx.ask('/a/')).text).toBe('page a');
      await release({ 'a/index.html': 'page a, edited', 'b.html': null });
      await vi.waitFor(async () => expect((await nginx.ask('/a/')).text).toBe('page a, edited'), 10_000);
      await vi.waitFor(async () => expect((await nginx.ask('/b.html')).status).toBe(404), 10_000);
      expect(await nginx.errorLog()).not.toMatch(/\[(?:alert|crit|emerg)\]/);
    });
  },
);
