import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Cdn } from './cdn.ts';
import { createCloudflare } from './cloudflare.ts';
import { createCloudFront } from './cloudfront.ts';
import { createFastly } from './fastly.ts';
import { createPurgeHook } from './purge-hook.ts';
import { beginPurging } from './purge-urls.ts';
import { createVarnish } from './varnish.ts';

type Asked = { line: string; headers: IncomingHttpHeaders; body: string };

const SITE = 'https://www.example.com';
const { signal } = new AbortController();

async function purge(cdn: Cdn, paths: readonly string[]): Promise<void> {
  const purging = beginPurging(cdn, { signal });
  await purging.add(paths.map((path) => SITE + path));
  await purging.end();
}

describe('what each service is asked', () => {
  let server: Server;
  let url: string;
  let asked: Asked[];
  /** In this order; the last one again and again. */
  let answers: { status: number; headers?: Record<string, string>; body?: string }[];

  beforeEach(async () => {
    asked = [];
    answers = [{ status: 200, body: '{"success":true,"errors":[]}' }];
    const answerTo = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const line = `${request.method} ${request.url}`;
      asked.push({ line, headers: request.headers, body: await text(request) });
      const [answer] = answers.length > 1 ? answers.splice(0, 1) : answers;
      response.writeHead(answer?.status ?? 200, answer?.headers).end(answer?.body ?? '');
    };
    server = createServer((request, response) => void answerTo(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${z.object({ port: z.int() }).parse(server.address()).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const lines = (): string[] => asked.map(({ line }) => line).toSorted();

  test('Varnish: each address of each machine, by the name of the site', async () => {
    const other = url.replace('127.0.0.1', 'localhost');
    await purge(createVarnish({ servers: [url, other] }), ['/', '/blog/caf%C3%A9/']);
    expect(lines()).toEqual(['PURGE /', 'PURGE /', 'PURGE /blog/caf%C3%A9/', 'PURGE /blog/caf%C3%A9/']);
    expect(new Set(asked.map(({ headers }) => headers.host))).toEqual(new Set(['www.example.com']));
  });

  test('a cache that says it holds nothing of that name has forgotten it', async () => {
    answers = [{ status: 404 }];
    await expect(purge(createVarnish({ servers: [url] }), ['/'])).resolves.toBeUndefined();
  });

  test('Cloudflare: up to a hundred addresses in a request', async () => {
    const paths = Array.from({ length: 101 }, (_, index) => `/${index}/`);
    await purge(createCloudflare({ zone: 'abc123', token: 'a-token', api: url }), paths);
    expect(lines()).toEqual(Array(2).fill('POST /client/v4/zones/abc123/purge_cache'));
    const files = asked.map(
      ({ body }) => z.object({ files: z.array(z.string()) }).parse(JSON.parse(body)).files,
    );
    expect(files.map(({ length }) => length)).toEqual([100, 1]);
    expect(files.flat()).toEqual(paths.map((path) => SITE + path));
    expect(asked[0]?.headers).toMatchObject({
      authorization: 'Bearer a-token',
      'content-type': 'application/json',
    });
  });

  test('Cloudflare says yes with the status, and no in the body', async () => {
    answers = [{ status: 200, body: '{"success":false,"errors":[{"code":1094,"message":"No such zone"}]}' }];
    await expect(purge(createCloudflare({ zone: 'a', token: 't', api: url }), ['/'])).rejects.toThrow(
      'No such zone',
    );
  });

  test('Fastly: one address each, below the path for it', async () => {
    await purge(createFastly({ token: 'a-key', api: url }), ['/', '/a/b/']);
    expect(lines()).toEqual(['POST /purge/www.example.com/', 'POST /purge/www.example.com/a/b/']);
    expect(asked[0]?.headers['fastly-key']).toBe('a-key');
  });

  test('CloudFront: an invalidation of paths, signed', async () => {
    answers = [{ status: 201, body: '<Invalidation><Id>I1</Id></Invalidation>' }];
    const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret' };
    await purge(createCloudFront({ distribution: 'EDFD1', credentials, endpoint: url }), ['/', '/a%20b/']);
    expect(lines()).toEqual(['POST /2020-05-31/distribution/EDFD1/invalidation']);
    expect(asked[0]?.body).toMatch(
      /<Paths><Quantity>2<\/Quantity><Items><Path>\/<\/Path><Path>\/a%20b\/<\/Path><\/Items><\/Paths>/,
    );
    expect(asked[0]?.body).toMatch(/<CallerReference>[^<]+<\/CallerReference>/);
    expect(asked[0]?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKID\/\d+\/us-east-1\/cloudfront\//,
    );
  });

  test('a program of the operator: addresses as JSON, signed as webhooks are', async () => {
    await purge(createPurgeHook({ url: `${url}/purge`, secret: 'a-secret' }), ['/', '/a/']);
    expect(lines()).toEqual(['POST /purge']);
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ urls: [`${SITE}/`, `${SITE}/a/`] });
    expect(asked[0]?.headers['stillpress-signature']).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/);
  });

  test('a service that is too busy is asked again, and nothing is left out', async () => {
    answers = [
      { status: 429, headers: { 'Retry-After': '0' } },
      { status: 503, headers: { 'Retry-After': '0' } },
      { status: 200 },
    ];
    await purge(createVarnish({ servers: [url] }), ['/a/']);
    expect(lines()).toEqual(Array(3).fill('PURGE /a/'));
  });

  test('a service that refuses is not asked again, and its words are told', async () => {
    answers = [{ status: 403, body: 'Only workers purge.' }];
    const many = Array.from({ length: 200 }, (_, index) => `/${index}/`);
    await expect(purge(createVarnish({ servers: [url] }), many)).rejects.toThrow(
      /answered 403: Only workers purge/,
    );
    expect(asked.length).toBeLessThan(100);
  });
});
