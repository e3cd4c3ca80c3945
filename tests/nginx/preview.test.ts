import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { newPreviewLinkSchema } from '../../model/api/preview-link.ts';
import type { EntryDetails } from '../../server/authoring/entry-details.ts';
import { openPreviewedSite, type PreviewedSite } from '../e2e/publishing/previewed-site.ts';
import { publishPost, type Installation } from '../e2e/publishing/publishing-fixture.ts';
import { useProject } from '../e2e/publishing/use-project.ts';
import { ask, type Answer } from '../support/ask.ts';
import { freePort } from '../support/free-port.ts';
import { nginxPath, startNginx, type TestNginx } from '../support/start-nginx.ts';

// Workers that load the templates are started: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** Each hop has its own. */
const OF_THE_CONNECTION = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'server',
  'transfer-encoding',
  'x-request-id',
]);

describe.skipIf(nginxPath === null)('previews through nginx', () => {
  const project = useProject();
  let installation: Installation;
  let site: PreviewedSite;
  let nginx: TestNginx;
  let post: EntryDetails;
  let prefix: string;

  beforeAll(async () => {
    installation = await project.install('sqlite');
    site = await openPreviewedSite(installation);
    const published = await publishPost(installation, { title: 'First', text: 'as it is', tag: 'one' });
    post = published.post;
    await site.publisher.publishedUpTo(published.seq);
    nginx = await startNginx({ webPort: site.server.port });
    const { headers } = await site.editor.get(`/preview/${post.id}`);
    prefix = /^\/preview\/t\/[^/]+/.exec(headers.location ?? '')?.[0] ?? '';
  });
  afterAll(async () => {
    await nginx.stop();
    await site.close();
    await installation.close();
  });

  it.each([
    ['/blog/first/', 200],
    ['/blog/first', 301],
    ['/old/', 301],
    ['/nowhere/', 404],
    ['/rss.xml', 200],
    ['/feed/', 200],
    ['/logo.svg', 200],
    ['/.well-known/nothing.txt', 404],
    ['/a/feed.json', 404],
    ['/_media/..%2f..%2fsecrets', 404],
  ])('%s comes as it is, headers and all', async (path, status) => {
    const [direct, passedOn] = [await ask(site.server.port, prefix + path), await nginx.ask(prefix + path)];
    expect([direct.status, passedOn.status]).toEqual([status, status]);
    expect(passedOn.body).toEqual(direct.body);
    expect(ofTheAnswer(passedOn)).toEqual(ofTheAnswer(direct));
  });

  it.each(['/blog/first/', '/rss.xml', '/logo.svg'])(
    '%s is kept by nobody, and found by nobody',
    async (path) => {
      expect((await nginx.ask(prefix + path)).headers).toMatchObject({
        'cache-control': 'no-store',
        'x-robots-tag': 'noindex, nofollow',
        'content-security-policy': expect.stringContaining('sandbox allow-scripts'),
      });
    },
  );

  it('events of the live channel come one by one, to whoever takes compressed answers as well', async () => {
    const page = await nginx.ask(`${prefix}/blog/first/`);
    const stream = await listen(/data-live="([^"]+)"/.exec(page.text)?.[1] ?? '');
    expect([stream.answer.statusCode, stream.answer.headers['content-encoding']]).toEqual([200, undefined]);
    expect(stream.answer.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
    });
    await expect.poll(stream.text, { timeout: 30_000 }).toContain('retry:');
    for (const saves of [1, 2]) {
      post = await site.save(post, { title: `Saved ${saves} times`, slug: 'first' });
      // Held back, it would come with the end of the stream, and that never comes.
      await expect.poll(() => stream.text().match(/event: saved/g), { timeout: 30_000 }).toHaveLength(saves);
    }
    stream.close();
  });

  it('the form of a link comes through, and nothing that is larger than a form', async () => {
    const made = await site.editor.post(`/api/v1/entries/${post.id}/preview-links`, {
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
      password: 'a long pass phrase',
    });
    const path = new URL(newPreviewLinkSchema.parse(made.json).url).pathname;
    expect((await nginx.ask(path)).text).toContain('<form method="post">');
    const right = await sendForm(path, 'password=a+long+pass+phrase');
    expect([right.status, (await nginx.ask(right.location)).status]).toEqual([303, 200]);
    expect((await sendForm(path, `password=${'x'.repeat(100_000)}`)).status).toBe(413);
  });

  async function sendForm(path: string, body: string): Promise<{ status: number; location: string }> {
    const reply = await fetch(`http://127.0.0.1:${nginx.port}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body,
    });
    return { status: reply.status, location: reply.headers.get('location') ?? '' };
  }

  async function listen(path: string) {
    const { promise, reject, resolve } = Promise.withResolvers<IncomingMessage>();
    const outgoing = request(
      { host: '127.0.0.1', port: nginx.port, path, headers: { 'Accept-Encoding': 'gzip, br' }, agent: false },
      resolve,
    );
    outgoing.on('error', reject).end();
    const answer = await promise;
    let text = '';
    answer.on('data', (part: Buffer) => (text += part.toString()));
    answer.on('error', () => undefined);
    return { answer, text: () => text, close: () => outgoing.destroy() };
  }
});

function ofTheAnswer({ headers }: Answer): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.has(name)));
}

describe.skipIf(nginxPath === null)('previews on an origin of their own, as nginx/README.md has it', () => {
  it('go to the web process, nothing else does, and it is said where that is away', async () => {
    const [port, webPort] = [await freePort(), await freePort()];
    const readme = readFileSync(join(import.meta.dirname, '../../nginx/README.md'), 'utf8');
    const [, block = ''] = /```nginx\n(.*?)```/s.exec(readme) ?? [];
    const nginx = await startNginx({
      webPort,
      moreServers: block.replace('listen 443 ssl', `listen 127.0.0.1:${port}`),
    });
    const web = createServer((asked, answer) => answer.end(`${asked.headers.host} ${asked.url}`));
    web.listen(webPort, '127.0.0.1');
    await once(web, 'listening');
    const headers = { Host: 'preview.example.org' };
    try {
      for (const path of ['/preview/t/a/rss.xml', '/preview/t/a/.well-known/b', '/preview/live/a'])
        expect((await ask(port, path, { headers })).text).toBe(`preview.example.org ${path}`);
      for (const path of ['/', '/admin/', '/api/v1/session', '/rss.xml'])
        expect([path, (await ask(port, path, { headers })).status]).toEqual([path, 404]);
      web.closeAllConnections();
      web.close();
      const away = await ask(port, '/preview/t/a/', { headers });
      expect([away.status, away.text]).toEqual([503, expect.stringContaining('is away')]);
    } finally {
      web.close();
      await nginx.stop();
    }
  });
});
