import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import mime from 'mime';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireComponent } from '../../support/components.ts';
import { type Answer, type BuiltSite, buildSite, SITE_URL } from './built-site.ts';
import { siteEntries } from './site-content.ts';

const executablePath = requireComponent('chromium');

describe.skipIf(executablePath === null)('in a browser', () => {
  let built: BuiltSite;
  let server: Server;
  let browser: BrowserContext;
  let origin: string;
  let pages: Map<string, Answer>;
  const profile = mkdtempSync(join(tmpdir(), 'stillpress-browser-'));

  beforeAll(async () => {
    built = await buildSite();
    pages = await built.crawl(await built.open(siteEntries));
    server = serve(pages, join(built.build.folder, 'client'));
    await new Promise((resolve) => server.once('listening', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launchPersistentContext(profile, {
      ...(executablePath !== null && { executablePath }),
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
      reducedMotion: 'reduce',
    });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    server?.close();
    built?.close();
    rmSync(profile, { recursive: true, force: true });
  });

  async function openPage<T>(path: string, use: (page: Page) => Promise<T>): Promise<T> {
    const page = await browser.newPage();
    try {
      await page.goto(origin + path);
      return await use(page);
    } finally {
      await page.close();
    }
  }

  const paths = [
    '/',
    '/de/',
    '/blog/',
    '/blog/page/1/',
    '/blog/first/',
    '/de/blog/erster/',
    '/tags/ink/',
    '/authors/ada-low/',
    '/archive/',
    '/de/archive/2026/',
    '/about/',
    '/404/',
  ];

  test.each(paths)('%s has no barrier that a machine can find, in light and in dark', async (path) => {
    await openPage(path, async (page) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const { passes, violations } = await new AxeBuilder({ page }).analyze();
        expect(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`),
        ).toEqual([]);
        expect(passes.length).toBeGreaterThan(10);
      }
    });
  });

  test('nothing is wider than a small screen', async () => {
    const tooWide: string[] = [];
    for (const path of paths) {
      await openPage(path, async (page) => {
        await page.setViewportSize({ width: 320, height: 640 });
        const beyond = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        if (Number(beyond) > 0) tooWide.push(`${path}: ${String(beyond)} px`);
      });
    }
    expect(tooWide).toEqual([]);
  });

  test('the first stop of the keyboard leads past the header', async () => {
    await openPage('/blog/first/', async (page) => {
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      expect(await page.evaluate('document.activeElement.id')).toBe('content');
    });
  });

  test('the content security policy stands in the way of nothing that a page has', async () => {
    for (const path of paths) {
      await openPage(path, async (page) => {
        const refused: string[] = [];
        page.on('console', (message) => refused.push(message.text()));
        await page.reload();
        expect(refused).toEqual([]);
        const font = await page.evaluate('document.fonts.check(\'1em "Newsreader Variable"\')');
        expect(font).toBe(true);
      });
    }
  });

  test('feeds and sitemaps are well-formed', async () => {
    const documents = [...pages].filter(([path]) => path.endsWith('.xml'));
    expect(documents.length).toBeGreaterThan(8);
    await openPage('/', async (page) => {
      for (const [path, { body }] of documents) {
        const script = `new DOMParser().parseFromString(${JSON.stringify(body)}, 'application/xml').querySelector('parsererror')?.textContent ?? ''`;
        expect([path, await page.evaluate(script)]).toEqual([path, '']);
      }
    });
  });
});

/** The rendered pages, with their own address where they name the site's, and the files of the template build. */
function serve(pages: ReadonlyMap<string, Answer>, folder: string): Server {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', SITE_URL);
    const page = pages.get(pathname);
    if (page !== undefined) {
      response.writeHead(200, { 'Content-Type': `${page.contentType}; charset=utf-8` }).end(page.body);
      return;
    }
    try {
      const bytes = readFileSync(join(folder, pathname));
      response.writeHead(200, { 'Content-Type': mime.getType(pathname) ?? 'text/plain' }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  return server.listen(0, '127.0.0.1');
}
