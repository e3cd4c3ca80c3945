import { gzipSync } from 'node:zlib';
import type { Response } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireComponent } from '../../support/components.ts';
import { createOwner, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'a sentence is long enough' };
const KB = 1024;
/** Whatever a screen loads by itself has been asked for by then. */
const PAUSE_MS = 1500;

type Screen = { language: string; shown: readonly string[] };

/** What a browser is sent, whatever the build says of it. */
describe.skipIf(executablePath === null)('JavaScript that is loaded to show', { timeout: 60_000 }, () => {
  let admin: Admin;
  let post: string;

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    await createOwner(admin, OWNER);
    await admin.page.goto(`${admin.url}content/posts`);
    const link = admin.page.getByRole('link', { name: 'First light', exact: true }).first();
    post = new URL((await link.getAttribute('href')) ?? '', admin.url).href;
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  const kbOf = async (address: string, { language, shown }: Screen): Promise<number> => {
    const page = await admin.browser.context.newPage();
    const scripts: Response[] = [];
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') scripts.push(response);
    });
    await page.addInitScript((chosen) => localStorage.setItem('stillpress.language', chosen), language);
    await page.goto(address);
    for (const part of shown) await page.locator(part).first().waitFor();
    await page.waitForTimeout(PAUSE_MS);
    const bodies = await Promise.all(scripts.map(async (script) => await script.body()));
    await page.close();
    expect(bodies.length).toBeGreaterThan(3);
    return bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0) / KB;
  };

  test.each(['en', 'de'])('a list, in %s, is at most 120 KB', async (language) => {
    const shown = ['.entry-title'];
    expect(await kbOf(`${admin.url}content/posts`, { language, shown })).toBeLessThanOrEqual(120);
  });

  test.each(['en', 'de'])(
    'an entry with its text and its fields, in %s, is at most 300 KB',
    async (language) => {
      const shown = ['.document-text', '.reference-name', '.date-input'];
      expect(await kbOf(post, { language, shown })).toBeLessThanOrEqual(300);
    },
  );
});
