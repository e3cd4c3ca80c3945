import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Browser, openBrowser } from '../../support/browser.ts';
import { requireComponent } from '../../support/components.ts';
import { contentModel } from './feature-site/content-model.ts';
import { createProject } from './publishing-fixture.ts';
import { openRendering, type Rendering } from './render-fixture.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const project = createProject('feature-site');
let site: Rendering;
beforeAll(async () => {
  site = await openRendering(project.root, contentModel);
});
afterAll(async () => {
  await site.close();
  project.remove();
});

const printed = () => readFileSync(join(site.build.folder, 'client/printed-inline/index.html'), 'utf8');

describe('what a template writes inline', () => {
  it('leaves no trace of how it was told apart', async () => {
    const { text } = await site.render('/docs/inline/');
    expect(text).toContain('<script>document.documentElement.dataset.head');
    expect(text + printed()).not.toContain('data-inline');
  });

  it('has its place in the policy, and data that nothing runs has none', async () => {
    const { text } = await site.render('/docs/inline/');
    const [policy = ''] = /content="[^"]*"/.exec(text) ?? [];
    // Three scripts and the one of the configuration; a style.
    expect(/script-src [^;]*/.exec(policy)?.[0].match(/sha256-/g)).toHaveLength(4);
    expect(/style-src [^;]*/.exec(policy)?.[0].match(/sha256-/g)).toHaveLength(1);
  });
});

const executablePath = requireComponent('chromium');

describe.skipIf(executablePath === null)('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser(executablePath);
  });
  afterAll(() => browser?.close());

  /** What the page says of itself once it has been loaded, and how often the browser refused something. */
  async function open(html: string) {
    const server = createServer((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(html);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const page = await browser.context.newPage();
    const refusals: string[] = [];
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) refusals.push(message.text());
    });
    try {
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      const said: unknown = await page.evaluate(
        '({ ...document.documentElement.dataset, title: document.title, weight: getComputedStyle(document.body).fontWeight })',
      );
      return { said, refusals };
    } finally {
      await page.close();
      server.close();
    }
  }

  it('scripts and styles of a template are obeyed, and those that content brought along are not', async () => {
    const { refusals, said } = await open((await site.render('/docs/inline/')).text);
    expect(said).toEqual({
      head: 'ran',
      vars: 'define:vars',
      written: 'define:vars',
      title: 'Für alle',
      weight: '700',
    });
    expect(refusals).toHaveLength(2);
  });

  it('those of a page that was rendered at the build are obeyed, too', async () => {
    const { refusals, said } = await open(printed());
    expect(said).toMatchObject({ printed: 'ran' });
    expect(refusals).toEqual([]);
  });
});
