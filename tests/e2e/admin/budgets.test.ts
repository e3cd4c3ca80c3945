import { gzipSync } from 'node:zlib';
import type { Page, Response } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireComponent } from '../../support/components.ts';
import { createOwner, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'a sentence is long enough' };
const KB = 1024;
/** Whatever a screen loads by itself has been asked for by then. */
const PAUSE_MS = 1500;

/** The limits of the design. Nothing is loaded before it is used to keep within them, and nothing is put off beyond this pause. */
describe.skipIf(executablePath === null)('what is loaded to show', { timeout: 60_000 }, () => {
  let admin: Admin;

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    await createOwner(admin, OWNER);
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  const scriptsOf = async (language: string, show: (page: Page) => Promise<void>): Promise<number> => {
    const page = await admin.browser.context.newPage();
    const scripts: Response[] = [];
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') scripts.push(response);
    });
    await page.addInitScript((chosen) => localStorage.setItem('stillpress.language', chosen), language);
    await show(page);
    await page.waitForTimeout(PAUSE_MS);
    const bodies = await Promise.all(scripts.map(async (script) => await script.body()));
    await page.close();
    expect(bodies.length).toBeGreaterThan(3);
    return bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0) / KB;
  };

  test.each(['en', 'de'])('a list, in %s: at most 120 KB of JavaScript', async (language) => {
    const loaded = await scriptsOf(language, async (page) => {
      await page.goto(`${admin.url}content/posts`);
      await page
        .getByRole('row', { name: /First light/ })
        .first()
        .waitFor();
    });
    expect(loaded).toBeLessThanOrEqual(120);
  });
});
