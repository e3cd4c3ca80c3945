import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireComponent } from '../../support/components.ts';
import { readQrCode } from '../../support/read-qr-code.ts';
import { totpCode } from '../../support/totp-code.ts';
import { createOwner, expectAccessible, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const UNTIL = { timeout: 20_000 };
const STEP_MS = 30_000;
const PASSWORD = 'a sentence is long enough';

/** In order: an owner sets up what they sign in with, and signs in with it. */
describe.skipIf(executablePath === null)('second factors in the browser', { timeout: 120_000 }, () => {
  let admin: Admin;
  let page: Page;
  let secret: string;
  let recoveryCodes: string[];

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    page = admin.page;
    await createOwner(admin, { name: 'Olga', email: 'olga@example.org', password: PASSWORD });
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  const giveCode = async (code: string): Promise<void> => {
    await page.getByLabel('Code', { exact: true }).fill(code);
    await page.getByRole('button', { name: 'Go on' }).click();
  };
  const beginSignIn = async (): Promise<void> => {
    await admin.browser.context.clearCookies();
    await page.goto(admin.url);
    await page.getByLabel('E-mail address').fill('olga@example.org');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'One more step' }).waitFor();
  };

  test('an app is set up in one’s own account, with codes for when it is lost', async () => {
    await page.getByRole('link', { name: 'Olga' }).click();
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
    await expectAccessible(page);
    await page.getByLabel('Your password').fill('a guess');
    await page.getByRole('button', { name: 'Set up an app' }).click();
    await page.getByText('This is not your current password. Type it again.').waitFor();
    await signInElsewhere(page);
    await page.reload();
    const sessions = page.getByRole('list', { name: 'Where you are signed in' }).getByRole('listitem');
    await expect.poll(() => sessions.count(), UNTIL).toBe(2);
    await page.getByLabel('Your password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Set up an app' }).click();
    secret = (await page.locator('.secret').innerText()).replaceAll(/\s/g, '');
    const uri = await page.getByRole('link', { name: 'open it on this machine' }).getAttribute('href');
    expect(uri).toMatch(/^otpauth:\/\/totp\/localhost:olga/);
    expect(uri).toContain(secret);
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await readQrCode(page.getByRole('img', { name: /^QR code/ }))).toBe(uri);
      await expectAccessible(page);
    }
    await page.getByLabel('Code', { exact: true }).fill('no code');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('Type the one that the app shows now.', { exact: false }).waitFor();
    expect(await page.getByText('This code is wrong').count()).toBe(1);
    expect(await page.getByText('or a recovery code').count()).toBe(0);
    await page.getByLabel('Code', { exact: true }).fill(totpCode(secret, new Date()));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor();
    recoveryCodes = await page.locator('.codes li').allInnerTexts();
    expect(recoveryCodes).toHaveLength(10);
    // Shown this once: they are in sight, and the keyboard goes on from them.
    await expect
      .poll(() => page.evaluate('document.activeElement.textContent'), UNTIL)
      .toBe('Your recovery codes');
    const place = await page.getByRole('heading', { name: 'Your recovery codes' }).boundingBox();
    expect(place?.y).toBeGreaterThanOrEqual(0);
    expect(place?.y).toBeLessThan(page.viewportSize()?.height ?? 0);
    await page.getByRole('link', { name: 'Media', exact: true }).click();
    await page.getByRole('alertdialog', { name: 'Leave without your recovery codes?' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Stay here' }).click();
    expect(await page.getByText(recoveryCodes[0] ?? '-').count()).toBe(1);
    await expect.poll(() => sessions.count(), UNTIL).toBe(1);
    await page.getByText('Recovery codes left: 10').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'I have kept them' }).click();
    expect(await page.getByText(recoveryCodes[0] ?? '-').count()).toBe(0);
  });

  test('the sign-in asks for a code, and says so where it is not good', async () => {
    await beginSignIn();
    await expectAccessible(page);
    await giveCode('000000');
    await page.getByText('This code is wrong, has been used, or is too old.').waitFor();
    // The one of now was used when the app was set up, where that is half a minute ago or less.
    await giveCode(totpCode(secret, new Date(Date.now() + STEP_MS)));
    await page.getByRole('heading', { name: 'Start' }).waitFor();
  });

  test('a recovery code takes its place, and another is left less', async () => {
    await beginSignIn();
    await giveCode(recoveryCodes[0] ?? '');
    await page.getByRole('heading', { name: 'Start' }).waitFor();
    await page.goto(`${admin.url}account`);
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
    await admin.send('PUT', 'sign-in-policy', { secondFactorRoles: ['owner'] });
    await page.goto(admin.url);
    await page.getByText('Here your role needs a second factor').waitFor();
    await expectAccessible(page);
    await page.getByLabel('Your password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Set up an app' }).click();
    const key = (await page.locator('.secret').innerText()).replaceAll(/\s/g, '');
    await page.getByLabel('Code', { exact: true }).fill(totpCode(key, new Date()));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('Here your role needs a second factor').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByRole('heading', { name: 'Start' }).waitFor();
  });

  test('the pages break no rule of the content security policy', () => {
    expect(admin.complaints).toEqual([]);
  });
});

/** What another browser does: this one is given no cookie. */
async function signInElsewhere(page: Page): Promise<void> {
  const body = JSON.stringify({ email: 'olga@example.org', password: PASSWORD });
  await page.evaluate(async (sent) => {
    const headers = { 'Content-Type': 'application/json' };
    await fetch('/api/v1/session', { method: 'POST', credentials: 'omit', headers, body: sent });
  }, body);
}
