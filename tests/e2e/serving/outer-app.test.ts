import { join } from 'node:path';
import type { Middleware } from 'koa';
import { afterEach, expect, test } from 'vitest';
import { AppError } from '../../../server/errors.ts';
import { swapLive, writeTree } from '../../support/live-folder.ts';
import { startTestWebApp } from './web-app.ts';
import type { TestWebApp, TestWebAppOptions } from './web-app.ts';

const apps: TestWebApp[] = [];

async function start(options?: TestWebAppOptions): Promise<TestWebApp> {
  const app = await startTestWebApp(options);
  apps.push(app);
  return app;
}

afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});

/** Answers with what code behind the outer app sees of a request. */
const echo: Middleware = (ctx) => {
  ctx.body = {
    ip: ctx.ip,
    protocol: ctx.protocol,
    host: ctx.host,
    correlationId: ctx.state['correlationId'],
  };
};

const FORWARDED = {
  'X-Forwarded-For': '6.6.6.6, 203.0.113.7',
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-Host': 'evil.example',
  'X-Request-Id': 'from-the-outside-1',
};

test('nothing that a stranger says about itself is believed', async () => {
  const app = await start({ api: echo });
  const { text, headers } = await app.ask('/api/echo', { headers: FORWARDED });
  const seen: unknown = JSON.parse(text);
  expect(seen).toMatchObject({ ip: '127.0.0.1', protocol: 'http', host: `127.0.0.1:${app.port}` });
  expect(headers['x-request-id']).not.toBe('from-the-outside-1');
});

test('a trusted proxy is believed about the visitor, and its request id is kept', async () => {
  const app = await start({ api: echo, env: { TRUST_PROXY: '127.0.0.0/8' } });
  const headers = { ...FORWARDED, 'X-Forwarded-Host': 'example.org' };
  const answer = await app.ask('/api/echo', { headers });
  expect(JSON.parse(answer.text)).toEqual({
    ip: '203.0.113.7',
    protocol: 'https',
    host: 'example.org',
    correlationId: 'from-the-outside-1',
  });
  expect(answer.headers['x-request-id']).toBe('from-the-outside-1');
});

test.each(['short', 'has spaces in it', 'x'.repeat(200)])(
  'a request id that is not sane is replaced: %s',
  async (id) => {
    const app = await start({ env: { TRUST_PROXY: '1' } });
    const { headers } = await app.ask('/healthz', { headers: { 'X-Request-Id': id } });
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  },
);

test('each request is one line of the log at info, with its correlation id and without its query', async () => {
  const app = await start();
  const { headers } = await app.ask('/admin?token=very-secret');
  await app.ask('/healthz');
  const lines = app.logLines.filter(({ msg }) => msg === 'request');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({
    level: 'info',
    method: 'GET',
    path: '/admin',
    status: 503,
    correlationId: headers['x-request-id'],
  });
  expect(JSON.stringify(app.logLines)).not.toContain('very-secret');
});

test('/healthz needs nothing and /readyz names what is missing, without details of the inside', async () => {
  const app = await start({
    checks: {
      database: async () => {
        throw new AppError('database-unavailable', 'connect ECONNREFUSED 10.1.2.3:5432');
      },
      schema: async () => {},
    },
  });
  expect((await app.ask('/healthz')).status).toBe(200);
  const { status, headers, text } = await app.ask('/readyz');
  expect({ status, retry: headers['retry-after'] }).toEqual({ status: 503, retry: '2' });
  expect(JSON.parse(text)).toEqual({
    status: 'not-ready',
    checks: { database: { ok: false, reason: 'database-unavailable' }, schema: { ok: true } },
  });
});

test('/readyz is 200 when every check passes', async () => {
  const app = await start({ checks: { database: async () => {} } });
  expect((await app.ask('/readyz')).status).toBe(200);
});

test('an error is a problem with the correlation id; what is not ours to tell stays in the log', async () => {
  const app = await start({
    api: (ctx) => {
      ctx.set('Content-Encoding', 'gzip');
      throw new Error('the inside of the program');
    },
  });
  const { status, headers, text } = await app.ask('/api/v1/anything');
  expect(status).toBe(500);
  expect(headers['content-encoding']).toBeUndefined();
  expect(JSON.parse(text)).toMatchObject({ code: 'internal-error', correlationId: headers['x-request-id'] });
  expect(text).not.toContain('the inside');
  expect(JSON.stringify(app.logLines)).toContain('the inside of the program');
});

test('while the process starts, the API says so and /healthz is well', async () => {
  const app = await start();
  const { status, headers, text } = await app.ask('/api/v1/entries');
  expect({ status, retry: headers['retry-after'] }).toEqual({ status: 503, retry: '2' });
  expect(JSON.parse(text)).toMatchObject({ code: 'starting-up' });
  expect((await app.ask('/healthz')).status).toBe(200);
});

test('only /api and /preview reach the API', async () => {
  const app = await start({ api: echo });
  await writeTree(join(app.targetRoot, 'tree-a'), { 'apiary/index.html': 'bees' });
  await swapLive(app.targetRoot, 'tree-a');
  expect((await app.ask('/apiary/')).text).toBe('bees');
  expect((await app.ask('/preview/x')).text).toContain('correlationId');
});

test('HSTS is sent when the site is on https', async () => {
  const secure = await start({ env: { SITE_URL: 'https://example.org' } });
  const plain = await start();
  expect((await secure.ask('/healthz')).headers['strict-transport-security']).toBe('max-age=31536000');
  expect((await plain.ask('/healthz')).headers['strict-transport-security']).toBeUndefined();
});

test('the admin has one page for every address of its own, under a policy without inline scripts', async () => {
  const app = await start();
  await writeTree(app.adminBuildFolder, { 'index.html': 'the app', 'assets/app.aB12.js': 'export {}' });
  for (const path of ['/admin', '/admin/', '/admin/entries/123']) {
    const { status, text, headers } = await app.ask(path);
    expect({ status, text }).toEqual({ status: 200, text: 'the app' });
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['x-frame-options']).toBe('DENY');
  }
  const script = await app.ask('/admin/assets/app.aB12.js');
  expect(script.headers['cache-control']).toContain('immutable');
});

const BUCKET = { MEDIA_STORE: 's3://our-media/news', S3_REGION: 'eu-central-1' };

test.each([
  ['this server alone, with media in a folder', {}, ''],
  ['this server alone, with media in a bucket', BUCKET, ''],
  [
    'the uploads of a bucket besides, where it is told to',
    { ...BUCKET, MEDIA_DIRECT_UPLOADS: 'yes' },
    ' https://our-media.s3.eu-central-1.amazonaws.com/news/uploads/',
  ],
  [
    'those of a service of one’s own, and no other bucket there',
    { ...BUCKET, MEDIA_DIRECT_UPLOADS: 'yes', S3_ENDPOINT: 'https://s3.example.net:8443' },
    ' https://s3.example.net:8443/our-media/news/uploads/',
  ],
] as const)('the admin sends bytes to %s', async (_, env, others) => {
  const app = await start({ env });
  const policy = (await app.ask('/admin/')).headers['content-security-policy'] ?? '';
  expect(/connect-src ([^;]*);/.exec(String(policy))?.[1]).toBe(`'self'${others}`);
});

test.each(['/admin/assets/old.js', '/admin/%2e%2e/secrets.json', '/admin/.env'])(
  'the admin does not answer %s with its page',
  async (path) => {
    const app = await start();
    await writeTree(app.adminBuildFolder, { 'index.html': 'the app' });
    expect((await app.ask(path)).status).toBe(404);
  },
);

test('without a build the admin says so and shows the way to the API', async () => {
  const app = await start();
  const { status, text } = await app.ask('/admin/');
  expect(status).toBe(503);
  expect(text).toContain('/api/docs');
});
