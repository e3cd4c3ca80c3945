import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openBrowser } from '../../support/browser.ts';
import type { Browser } from '../../support/browser.ts';
import { requireComponent } from '../../support/components.ts';
import { freePort } from '../../support/free-port.ts';
import { startMailServer } from '../../support/mail-server.ts';
import type { MailServer } from '../../support/mail-server.ts';
import { startCommand } from '../cli/run-stillpress.ts';
import type { RunningCommand } from '../cli/run-stillpress.ts';

const executablePath = requireComponent('chromium');
const START_TIMEOUT_MS = 180_000;
const UNTIL = { timeout: 20_000, interval: 50 };
const ADA = 'ada@example.org';

/** In order: from an invite to a new password, by the links that the mails hold. */
describe.skipIf(executablePath === null)('links in mails', { timeout: 60_000 }, () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'stillpress-links-'));
  let port: number;
  let mails: MailServer;
  let server: RunningCommand;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    mails = await startMailServer();
    port = await freePort();
    const SMTP_URL = `smtp://127.0.0.1:${mails.port}`;
    server = startCommand(['start'], { DATA_DIR: dataDir, PORT: String(port), SMTP_URL });
    await server.untilPrinted('Ctrl-C stops it.');
    browser = await openBrowser(executablePath);
    page = await browser.context.newPage();
    await page.goto(/http\S+setup\?token=\S+/.exec(server.stdout())?.[0] ?? '');
    await page.getByLabel('Your name').fill('Olga');
    await page.getByLabel('E-mail address').fill('olga@example.org');
    await page.getByLabel('Password').fill('a sentence is long enough');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Content' }).waitFor();
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    await browser?.close();
    server?.signal('SIGTERM');
    await server?.ended;
    await mails?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const mailedLink = (name: string): Promise<string> =>
    vi.waitFor(() => {
      const text = mails.received.map(({ raw }) => raw.replaceAll('=\r\n', '')).join('\n');
      const [link] = new RegExp(`http://localhost:\\d+/admin/${name}#[\\w-]+`).exec(text) ?? [];
      if (link === undefined) throw new Error(`no mail with a link to ${name}`);
      return link;
    }, UNTIL);
  const expectAccessible = async (): Promise<void> => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  };

  test('make the account that somebody was invited to', async () => {
    await page.evaluate(async (email) => {
      const request = { method: 'POST', headers: { 'Content-Type': 'application/json' } };
      const grants = [{ actions: ['entry.read'], collections: ['posts'], locales: ['de'] }];
      const role = JSON.stringify({ name: 'German reader', grants });
      const made = await fetch('/api/v1/roles', { ...request, body: role });
      const { id } = (await made.json()) as { id: string };
      await fetch('/api/v1/invites', { ...request, body: JSON.stringify({ email, role: id }) });
    }, ADA);
    const link = await mailedLink('invite');
    await browser.context.clearCookies();
    await page.goto(link);
    await page.getByText(`Olga invites ${ADA} to work here, as: German reader.`).waitFor();
    await expectAccessible();
    await page.getByLabel('Your name').fill('Ada');
    await page.getByLabel('Password').fill('password2024');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('one of the most common ones').waitFor();
    await page.getByLabel('Password').fill('another sentence is long enough');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Content' }).waitFor();
    expect(page.url()).not.toContain('#');
    await page.goto(link);
    await page.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
  });

  test('set a new password, which is asked for at the sign-in', async () => {
    await browser.context.clearCookies();
    await page.goto(`http://localhost:${port}/admin/`);
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.getByLabel('E-mail address').fill(ADA);
    await expectAccessible();
    await page.getByRole('button', { name: 'Send me a link' }).click();
    await page.getByText('a mail with a link is on its way').waitFor();
    await page.goto(await mailedLink('reset'));
    await page.getByRole('heading', { name: 'Choose a new password' }).waitFor();
    await expectAccessible();
    await page.getByLabel('Password').fill('a third sentence is long enough');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByRole('heading', { name: 'Content' }).waitFor();
    await page.getByText('Ada').first().waitFor();
  });
});
