import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from '../../support/ask.ts';
import { openBrowser } from '../../support/browser.ts';
import type { Browser } from '../../support/browser.ts';
import { requireComponent } from '../../support/components.ts';
import { freePort } from '../../support/free-port.ts';
import { startCommand } from '../cli/run-stillpress.ts';
import type { RunningCommand } from '../cli/run-stillpress.ts';

const executablePath = requireComponent('chromium');
const START_TIMEOUT_MS = 180_000;
const PASSWORD = 'a sentence is long enough';

/** In order: one owner's first minutes, on what `npm start` starts. */
describe.skipIf(executablePath === null)('the authoring UI', { timeout: 60_000 }, () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'stillpress-admin-'));
  let port: number;
  let server: RunningCommand;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    port = await freePort();
    server = startCommand(['start'], { DATA_DIR: dataDir, PORT: String(port) });
    await server.untilPrinted('Ctrl-C stops it.');
    browser = await openBrowser(executablePath);
    page = await browser.context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) complaints.push(message.text());
    });
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    await browser?.close();
    server?.signal('SIGTERM');
    await server?.ended;
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('makes the owner account by the link that was printed, and says what is wrong with a password', async () => {
    const link = /http\S+setup\?token=\S+/.exec(server.stdout())?.[0] ?? '';
    await page.goto(link);
    await page.getByLabel('Your name').fill('Ada');
    await page.getByLabel('E-mail address').fill('ada@example.org');
    await page.getByLabel('Password').fill('short');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('The password is too short').waitFor();
    expect(await page.getByLabel('Your name').inputValue()).toBe('Ada');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Content' }).waitFor();
    expect(page.url()).not.toContain('token');
  });

  test('withdraws a post and publishes it again, and says when visitors see it', async () => {
    await page.getByLabel('Collection').selectOption('posts');
    const row = page.getByRole('row', { name: /First light/ }).first();
    await row.getByRole('button', { name: 'Withdraw' }).click();
    await page.getByText(/is withdrawn\. Visitors see it: \d+ address/).waitFor();
    expect((await ask(port, '/blog/first-light/')).status).toBe(404);
    await row.getByRole('button', { name: 'Publish' }).click();
    await page.getByText(/is published\. Visitors see it: \d+ address/).waitFor();
    expect((await ask(port, '/blog/first-light/')).status).toBe(200);
  });

  test('keeps what is chosen in the address', async () => {
    await page.getByLabel('Language').selectOption('de');
    await page.getByRole('row', { name: /Erstes Licht/ }).waitFor();
    await page.reload();
    await page.getByRole('row', { name: /Erstes Licht/ }).waitFor();
    expect(await page.getByLabel('Collection').inputValue()).toBe('posts');
  });

  test('can be used by everybody, in light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    }
  });

  test('shows the sign-in again when the session has ended elsewhere, and lets the owner back in', async () => {
    await browser.context.clearCookies();
    await page.getByLabel('Collection').selectOption('pages');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByLabel('E-mail address').fill('ada@example.org');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Content' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/admin/');
  });

  test('breaks no rule of its own content security policy', () => {
    expect(complaints).toEqual([]);
  });
});
