import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, test, vi } from 'vitest';
import { describeOutcome } from '../../../server/publishing/plan/page-file.ts';
import { assetFile } from '../../../server/publishing/template-build/template-build.ts';
import { contentModel } from './feature-site/content-model.ts';
import { openBrowser } from '../../support/browser.ts';
import { requireComponent } from '../../support/components.ts';
import { createProject, SITE_URL } from './publishing-fixture.ts';
import { buildIn, openRendering } from './render-fixture.ts';
import type { Rendering } from './render-fixture.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const chromium = requireComponent('chromium');
const project = createProject('feature-site');
let site: Rendering;
let assets: string[];

beforeAll(async () => {
  site = await openRendering(project.root, contentModel);
  assets = site.build.assets.map(({ file }) => file);
});
afterAll(async () => {
  await site.close();
  project.remove();
});

describe('routes', () => {
  it('take parameters from the path, one or the rest of it', async () => {
    expect((await site.render('/docs/guides/first/')).text).toContain('<title>Guide first</title>');
    expect((await site.render('/docs/files/')).text).toContain('<title>Files (all)</title>');
    expect((await site.render('/docs/files/a/b/')).text).toContain('<title>Files a/b</title>');
  });

  it('live below the base, and nothing else does', async () => {
    expect(site.build.base).toBe('/docs/');
    expect(site.build.routes.find(({ pattern }) => pattern === '/about')?.path).toBe('/docs/about');
    expect((await site.render('/docs/about/')).status).toBe(200);
    expect((await site.render('/about/')).status).toBe(404);
    expect(assets.filter((file) => !file.startsWith('docs/'))).toEqual([]);
  });

  it('see their address without a slash at the end where the configuration says so', async () => {
    expect((await site.render('/docs/guides/a/')).text).toContain('data-path="/docs/guides/a"');
  });

  it('answer endpoints with the content type that they say, without an extension too', async () => {
    expect(await site.render('/docs/data/')).toMatchObject({
      contentType: 'application/vnd.answer+json',
      text: '{"answer":42}',
    });
    expect(await site.render('/docs/feed.xml')).toMatchObject({
      contentType: 'application/atom+xml',
      text: `<feed>${SITE_URL}/</feed>`,
    });
  });

  it('redirect from the configuration and from templates', async () => {
    expect(await site.render('/docs/old/')).toMatchObject({ status: 301, location: '/docs/guides/new' });
    expect(await site.render('/docs/moved/x/')).toMatchObject({ status: 301, location: '/docs/guides/x' });
    expect(await site.render('/docs/leave/')).toMatchObject({ status: 302, location: '/docs/about' });
  });

  it('rewrite to another page', async () => {
    const { status, text } = await site.render('/docs/other-name/');
    expect(status).toBe(200);
    expect(text).toContain('<title>Guide rewritten</title>');
  });

  it('show the 404 page for what is not there and for a template that says so', async () => {
    for (const path of ['/docs/nowhere/', '/docs/guides/none/', '/docs/404/']) {
      const { status, text } = await site.render(path);
      expect(status).toBe(404);
      expect(text).toContain('<title>Not here</title>');
    }
  });

  it('have the 404 page of a site below a base where servers look for it', async () => {
    const page = await site.render('/docs/404/');
    expect(describeOutcome(page, SITE_URL, site.build.base)).toMatchObject({
      kind: 'page',
      page: { file: '404.html' },
    });
  });

  it('fail where the 404 page itself cannot be shown', async () => {
    expect((await site.fail('/docs/guides/none-and-broken/')).message).toContain('The 404 page is broken');
  });

  it('show in one locale the pages of another one that it falls back to', async () => {
    const page = await site.render('/docs/de/about/');
    expect(page).toMatchObject({ status: 200, location: null });
    expect(page.text).toContain('<title>About</title>');
    expect((await site.render('/docs/de/guides/x/')).text).toContain('<title>Guide x</title>');
    expect(site.build.routes).toContainEqual(
      expect.objectContaining({ kind: 'fallback', pattern: '/de/about', path: '/docs/de/about' }),
    );
  });
});

describe('what stands beside the rendered pages', () => {
  it('is taken along: public files and prerendered pages', () => {
    expect(assets).toEqual(expect.arrayContaining(['docs/robots.txt', 'docs/printed/index.html']));
  });

  it('styles components alone', async () => {
    const { text } = await site.render('/docs/noisy/');
    expect(text).toMatch(/p\[data-astro-cid-\w+\]\{color:#654321\}/);
    expect(text).toMatch(/<p data-astro-cid-\w+>With a script and a style of its own/);
  });

  it('makes an island work in the browser with files that are published', async () => {
    const { links, text } = await site.render('/docs/counting/');
    expect(text).toContain('<button>Count 3</button>');
    const files = [...text.matchAll(/(?:component|renderer)-url="([^"]+)"/g)].map((match) => match[1]);
    expect(files).toHaveLength(2);
    for (const file of files) expect(assets).toContain(file?.slice(1));
    expect(links).toEqual(expect.arrayContaining(files));
  });

  it.skipIf(chromium === null)('counts in a browser, which the policy of the page lets it do', async () => {
    const browser = await openBrowser(chromium);
    onTestFinished(() => browser.close());
    const page = await browser.context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => void complaints.push(message.text()));
    page.on('pageerror', ({ message }) => void complaints.push(message));
    await page.route('**/*', async (route) => {
      const { pathname } = new URL(route.request().url());
      const asset = site.build.assets.find(({ file }) => file === pathname.slice(1));
      if (asset !== undefined) return await route.fulfill({ path: assetFile(site.build, asset) });
      const { contentType, status, text } = await site.render(pathname);
      return await route.fulfill({ status, contentType, body: text });
    });
    await page.goto(`${SITE_URL}/docs/counting/`);
    // What is clicked before the island has come to life is not counted.
    await page.locator('astro-island:not([ssr])').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Count 3' }).click();
    await page.getByRole('button', { name: 'Count 4' }).click();
    expect(await page.getByRole('button', { name: 'Count 5' }).isVisible()).toBe(true);
    expect(complaints).toEqual([]);
  });
});

describe('the content security policy', () => {
  it('stands in the page and allows every style and script in it', async () => {
    for (const path of ['/docs/', '/docs/noisy/', '/docs/counting/']) {
      const { text } = await site.render(path);
      const policy = policyOf(text);
      expect(policy).toContain("default-src 'self'");
      const inline = [...text.matchAll(/<(?:style|script)\b[^>]*>([^<]+)<\/(?:style|script)>/g)];
      expect(inline.length).toBeGreaterThan(0);
      for (const [, content = ''] of inline) expect(policy).toContain(hashOf(content));
    }
  });

  it('names nothing of other pages', async () => {
    const { text } = await site.render('/docs/about/');
    const hashes = policyOf(text).match(/sha256-[^']+/g);
    const own = hashOf(/<style>([^<]+)<\/style>/.exec(text)?.[1] ?? '');
    expect(hashes).toEqual([CONFIGURED_HASH, own]);
  });
});

const CONFIGURED_HASH = `sha256-${'c'.repeat(43)}=`;

function policyOf(html: string): string {
  return /<meta http-equiv="content-security-policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
}

function hashOf(content: string): string {
  return `sha256-${createHash('sha256').update(content).digest('base64')}`;
}

describe('which route answered', () => {
  type Bundle = {
    render(request: Request): Promise<Response>;
    routeOf(request: Request): { pattern: string; component: string } | null;
    routesOf(request: Request): { pattern: string }[];
  };

  it.each([
    ['/docs/about', ['/about']],
    ['/docs/guides/a', ['/guides/[slug]']],
    ['/docs/other-name', ['/other-name', '/guides/[slug]']],
    ['/docs/files/by-middleware', ['/files/[...path]', '/guides/[slug]']],
    ['/docs/guides/none', ['/guides/[slug]', '/404']],
    ['/docs/nowhere', ['/404']],
    ['/docs/old', ['/old']],
    ['/docs/data', ['/data']],
    ['/docs/de/about', ['/about']],
    ['/elsewhere', []],
  ])('is known of %s', async (path, patterns) => {
    const bundle = (await import(pathToFileURL(site.build.entryFile).href)) as Bundle;
    const request = new Request(`${SITE_URL}${path}`);
    await bundle.render(request);
    expect(bundle.routesOf(request).map(({ pattern }) => pattern)).toEqual(patterns);
    expect(bundle.routeOf(request)?.pattern).toBe(patterns.at(-1));
  });
});

describe('what is refused', () => {
  const page = 'site/pages/refused/[what].astro';

  it.each([
    ['cookies', 'Astro.cookies'],
    ['session', 'Astro.session'],
    ['client-address', 'Astro.clientAddress'],
    ['headers', 'Astro.request.headers'],
    ['search', 'Astro.url.search'],
    ['search-params', 'Astro.url.searchParams'],
    ['preferred-locale', 'Astro.preferredLocale'],
    ['now', 'Date.now()'],
    ['new-date', 'new Date()'],
    ['date-text', 'Date()'],
    ['intl', 'Intl.DateTimeFormat.format()'],
    ['intl-parts', 'Intl.DateTimeFormat.formatToParts()'],
    ['random', 'Math.random()'],
    ['uuid', 'crypto.randomUUID()'],
    ['random-values', 'crypto.getRandomValues()'],
    ['random-bytes', 'crypto.randomBytes()'],
    ['fetch', 'fetch()'],
    ['time-origin', 'performance.timeOrigin'],
    ['uptime', 'process.uptime()'],
    ['uptime-imported', 'process.uptime()'],
    ['memory', 'process.memoryUsage()'],
    ['memory-rss', 'process.memoryUsage()'],
    ['hostname', 'os.hostname()'],
    ['read-file', 'fs.readFileSync()'],
    ['read-file-by-url', 'fs.readFileSync()'],
    ['read-file-later', 'fs.promises.readFile()'],
    ['read-file-promisified', 'fs.readFile()'],
    ['read-stream', 'fs.createReadStream()'],
    ['exists', 'fs.existsSync()'],
    ['exec', 'child_process.execFileSync()'],
    ['exec-promisified', 'child_process.exec()'],
    ['http-get', 'http.get()'],
    ['https-request', 'https.request()'],
    ['connect', 'net.connect()'],
    ['socket-connect', 'net.Socket.connect()'],
    ['lookup', 'dns.promises.lookup()'],
    ['web-socket', 'new WebSocket()'],
    ['worker', 'new Worker()'],
    ['key', 'crypto.generateKeySync()'],
    ['subtle-key', 'crypto.subtle.generateKey()'],
    ['event-time', 'event.timeStamp'],
    ['heap', 'v8.getHeapStatistics()'],
    ['loop', 'performance.eventLoopUtilization()'],
    ['measure', 'performance.measure() without an end'],
    ['other-realm', 'vm.runInNewContext()'],
    ['script', 'vm.Script()'],
    ['curve', 'crypto.ECDH.generateKeys()'],
    ['signature', 'crypto.sign()'],
    ['uuid-by-time', 'crypto.randomUUIDv7()'],
    ['database', 'new DatabaseSync()'],
    ['process-id', 'process.pid'],
    ['arguments', 'process.argv'],
    ['cores', 'os.cpus()'],
    ['navigator-cores', 'navigator.hardwareConcurrency'],
    ['async-id', 'async_hooks.executionAsyncId()'],
    ['object-url', 'URL.createObjectURL()'],
  ])('is named with file and line: %s', async (what, name) => {
    const error = await site.fail(`/docs/refused/${what}/`);
    expect(error.message).toMatch(new RegExp(`^${escape(page)}:\\d+: \`${escape(name)}\` is `));
    expect(error).toMatchObject({ reason: 'template-threw', template: page });
  });

  it('is named by the file that does it, not by the page that calls it', async () => {
    expect((await site.fail('/docs/refused/in-a-module/')).message).toMatch(
      /^site\/asks\.ts:2: `Math\.random/,
    );
  });

  it('is named with the package that does it, and where that is called', async () => {
    const { message } = await site.fail('/docs/refused/in-a-package/');
    expect(message).toMatch(new RegExp(`^${escape(page)}:\\d+, in uuid: \`crypto\\.`));
  });

  it('is named by the page that waits for it, where a promise does it', async () => {
    expect((await site.fail('/docs/refused/by-a-promise/')).message).toMatch(
      new RegExp(`^${escape(page)}:\\d+: \`Date`),
    );
  });

  it('fails the page also where the template goes on', async () => {
    expect((await site.fail('/docs/refused/caught/')).message).toContain('Math.random()');
  });

  it('fails the pages of a module that does it at its top level, and no others', async () => {
    expect((await site.fail('/docs/at-the-top/')).message).toMatch(/^site\/built-at\.ts:1: `Date\.now\(\)`/);
    expect((await site.render('/docs/about/')).status).toBe(200);
  });

  it('is not: what a package does while it is loaded', async () => {
    expect((await site.render('/docs/seeded/')).text).toContain('<p>function</p>');
  });

  it('is not: files that packages bring along, and a module that is loaded while a page is rendered', async () => {
    expect((await site.render('/docs/refused/read-of-a-package/')).text).toContain('<p>astro true</p>');
    expect((await site.render('/docs/refused/loaded-late/')).text).toContain(
      'by a module that is loaded late',
    );
  });

  it('is not: dates that are given, formats of them, and the clock at a grain', async () => {
    const { reads, text } = await site.render('/docs/refused/allowed/');
    const shown = /<p>(.*)<\/p>/.exec(text)?.[1]?.replaceAll('&quot;', '"') ?? '';
    expect(JSON.parse(shown)).toEqual([
      '2026-01-02T00:00:00.000Z',
      true,
      true,
      true,
      '1/2/2026',
      0,
      0,
      0,
      true,
      0,
      64,
      '2026',
    ]);
    const question = '{"grain":"year","kind":"clock"}';
    expect(reads).toEqual([{ question, digest: '2026', window: null }]);
  });
});

describe('what is refused when the templates are built', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stillpress-refused-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    [
      'a server island',
      'site/pages/deferred.astro',
      "---\nimport Noisy from '../components/Noisy.astro';\n---\n<Noisy server:defer />",
    ],
    [
      'an action',
      'site/actions/index.ts',
      "import { defineAction } from 'astro:actions';\nexport const server = { greet: defineAction({ handler: () => 'hello' }) };",
    ],
  ])('is named with its file: %s', async (_, file, source) => {
    const path = join(project.root, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, source);
    try {
      await expect(buildIn(project.root, folder)).rejects.toMatchObject({
        code: 'template-build-failed',
        message: expect.stringContaining('when somebody visits'),
        details: { extra: { template: file } },
      });
    } finally {
      rmSync(path);
    }
  });
});

test('a file in public/ with the address of a page is named with the page', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stillpress-covered-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(project.root, 'site/public/about/index.html');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'covers the page');
  onTestFinished(() => rmSync(dirname(path), { recursive: true }));
  await expect(buildIn(project.root, folder)).rejects.toMatchObject({
    code: 'template-build-failed',
    message: expect.stringMatching(
      /address \/docs\/about\/, which is that of a page \(site\/pages\/about\.astro\)/,
    ),
    details: { extra: { template: 'site/public/about/index.html' } },
  });
});

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
