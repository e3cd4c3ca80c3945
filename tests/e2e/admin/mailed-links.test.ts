import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { requireComponent } from '../../support/components.ts';
import { startMailServer } from '../../support/mail-server.ts';
import type { MailServer } from '../../support/mail-server.ts';
import { createOwner, expectAccessible, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const UNTIL = { timeout: 20_000, interval: 50 };
const ADA = 'ada@example.org';
const OWNER = { name: 'Olga', email: 'olga@example.org', password: 'a sentence is long enough' };

/** In order: from an invite to a new password, by the links that the mails hold. */
describe.skipIf(executablePath === null)('links in mails', { timeout: 60_000 }, () => {
  let mails: MailServer;
  let admin: Admin;
  let page: Page;

  beforeAll(async () => {
    mails = await startMailServer();
    admin = await openAdmin({ executablePath, env: { SMTP_URL: `smtp://127.0.0.1:${mails.port}` } });
    page = admin.page;
    await createOwner(admin, OWNER);
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    await admin?.close();
    await mails?.close();
  });

  const mailedLink = (name: string): Promise<string> =>
    vi.waitFor(() => {
      const text = mails.received.map(({ raw }) => raw.replaceAll('=\r\n', '')).join('\n');
      const [link] = new RegExp(`http://localhost:\\d+/admin/${name}#[\\w-]+`).exec(text) ?? [];
      if (link === undefined) throw new Error(`no mail with a link to ${name}`);
      return link;
    }, UNTIL);

  test('make the account that somebody was invited to', async () => {
    const grants = [{ actions: ['entry.read'], collections: ['posts'], locales: ['de'] }];
    const made = await admin.send('POST', 'roles', { name: 'German reader', grants });
    await admin.send('POST', 'invites', { email: ADA, role: (made as { id: string }).id });
    const link = await mailedLink('invite');
    await admin.browser.context.clearCookies();
    await page.goto(link);
    await page.getByText(`Olga invites ${ADA} to work here, as: German reader.`).waitFor();
    await expectAccessible(page);
    await page.getByLabel('Your name').fill('Ada');
    await page.getByLabel('Password').fill('password2024');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('one of the most common ones').waitFor();
    await page.getByLabel('Password').fill('another sentence is long enough');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Start' }).waitFor();
    expect(page.url()).not.toContain('#');
    await page.goto(link);
    await page.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
  });

  test('set a new password, which is asked for at the sign-in', async () => {
    await admin.browser.context.clearCookies();
    await page.goto(admin.url);
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.getByLabel('E-mail address').fill(ADA);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Send me a link' }).click();
    await page.getByText('a mail with a link is on its way').waitFor();
    await page.goto(await mailedLink('reset'));
    await page.getByRole('heading', { name: 'Choose a new password' }).waitFor();
    await expectAccessible(page);
    await page.getByLabel('Password').fill('a third sentence is long enough');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByRole('heading', { name: 'Start' }).waitFor();
    await page.getByText('Ada').first().waitFor();
  });
});
