import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../../support/browser.ts';
import type { Browser } from '../../support/browser.ts';
import { requireComponent } from '../../support/components.ts';
import { freePort } from '../../support/free-port.ts';
import { totpCode } from '../../support/totp-code.ts';
import { startCommand } from '../cli/run-stillpress.ts';
import type { RunningCommand } from '../cli/run-stillpress.ts';

const executablePath = requireComponent('chromium');
const START_TIMEOUT_MS = 180_000;
const STEP_MS = 30_000;
const PASSWORD = 'a sentence is long enough';

/** In order: an owner sets up what they sign in with, and signs in with it. */
describe.skipIf(executablePath === null)('second factors in the browser', { timeout: 120_000 }, () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'stillpress-factors-'));
  let port: number;
  let server: RunningCommand;
  let browser: Browser;
  let page: Page;
  let secret: string;
  let recoveryCodes: string[];
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
    await page.goto(/http\S+setup\?token=\S+/.exec(server.stdout())?.[0] ?? '');
    await page.getByLabel('Your name').fill('Olga');
    await page.getByLabel('E-mail address').fill('olga@example.org');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Content' }).waitFor();
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    await browser?.close();
    server?.signal('SIGTERM');
    await server?.ended;
    rmSync(dataDir, { recursive: true, force: true });
  });

  const expectAccessible = async (): Promise<void> => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  };
  const giveCode = async (code: string): Promise<void> => {
    await page.getByLabel('Code', { exact: true }).fill(code);
    await page.getByRole('button', { name: 'Go on' }).click();
  };
  const beginSignIn = async (): Promise<void> => {
    await browser.context.clearCookies();
    await page.goto(`http://localhost:${port}/admin/`);
    await page.getByLabel('E-mail address').fill('olga@example.org');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'One more step' }).waitFor();
  };

  test('an app is set up in one’s own account, with codes for when it is lost', async () => {
    await page.getByRole('link', { name: 'Olga' }).click();
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
    await expectAccessible();
    await page.getByLabel('Your password').fill('a guess');
    await page.getByRole('button', { name: 'Set up an app' }).click();
    await page.getByText('This is not your current password. Type it again.').waitFor();
    await page.getByLabel('Your password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Set up an app' }).click();
    secret = (await page.locator('.secret').innerText()).replaceAll(/\s/g, '');
    expect(await page.getByRole('link', { name: 'open it on this machine' }).getAttribute('href')).toMatch(
      /^otpauth:\/\/totp\/localhost:olga/,
    );
    await page.getByLabel('Code', { exact: true }).fill(totpCode(secret, new Date()));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor();
    recoveryCodes = await page.locator('.codes li').allInnerTexts();
    expect(recoveryCodes).toHaveLength(10);
    await page.getByText('Recovery codes left: 10').waitFor();
    await expectAccessible();
    await page.getByRole('button', { name: 'I have kept them' }).click();
    expect(await page.getByText(recoveryCodes[0] ?? '-').count()).toBe(0);
  });

  test('the sign-in asks for a code, and says so where it is not good', async () => {
    await beginSignIn();
    await expectAccessible();
    await giveCode('000000');
    await page.getByText('This code is wrong, has been used, or is too old.').waitFor();
    // The one of now was used when the app was set up, where that is half a minute ago or less.
    await giveCode(totpCode(secret, new Date(Date.now() + STEP_MS)));
    await page.getByRole('heading', { name: 'Content' }).waitFor();
  });

  test('a recovery code takes its place, and another is left less', async () => {
    await beginSignIn();
    await giveCode(recoveryCodes[0] ?? '');
    await page.getByRole('heading', { name: 'Content' }).waitFor();
    await page.goto(`http://localhost:${port}/admin/account`);
    await page.getByText('In use since').waitFor();
    expect(await page.getByText('Recovery codes left: 9').count()).toBe(1);
  });

  test('the app is taken away again', async () => {
    await page.getByText('Take the app away').click();
    const form = page.locator('details[open]');
    await form.getByLabel('Your password').fill(PASSWORD);
    await form.getByLabel('Code', { exact: true }).fill(recoveryCodes[1] ?? '');
    await page.getByRole('button', { name: 'Take it away' }).click();
    await page.getByRole('button', { name: 'Set up an app' }).waitFor();
    expect(await page.getByText('In use since').count()).toBe(0);
  });

  test('where the role needs one, nothing else is shown until it is set up', async () => {
    await page.evaluate(async () => {
      await fetch('/api/v1/sign-in-policy', {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ secondFactorRoles: ['owner'] }),
      });
    });
    await page.goto(`http://localhost:${port}/admin/`);
    await page.getByText('Here your role needs a second factor').waitFor();
    await expectAccessible();
    await page.getByLabel('Your password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Set up an app' }).click();
    const key = (await page.locator('.secret').innerText()).replaceAll(/\s/g, '');
    await page.getByLabel('Code', { exact: true }).fill(totpCode(key, new Date()));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('Here your role needs a second factor').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByRole('heading', { name: 'Content' }).waitFor();
  });

  test('the pages break no rule of the content security policy', () => {
    expect(complaints).toEqual([]);
  });
});
