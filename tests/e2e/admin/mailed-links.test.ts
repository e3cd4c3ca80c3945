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

  const speak = async (language: 'de' | 'en'): Promise<void> => {
    await page.evaluate((chosen) => localStorage.setItem('stillpress.language', chosen), language);
    await page.reload();
  };

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
    await speak('de');
    await page.getByText('Diese Einladung wurde schon angenommen').waitFor();
    expect(await page.getByText('This invite').count()).toBe(0);
    await speak('en');
  });

  test('set a new password, which is asked for at the sign-in', async () => {
    await admin.browser.context.clearCookies();
    await page.goto(admin.url);
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.getByLabel('E-mail address').fill(ADA);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Send me a link' }).click();
    await page.getByText('a mail with a link is on its way').waitFor();
    await speak('de');
    await page.getByLabel('E-Mail-Adresse').fill('nobody@example.org');
    await page.getByRole('button', { name: 'Link senden' }).click();
    await page.getByText('Wenn es zu dieser Adresse ein Konto gibt, ist eine E-Mail').waitFor();
    await speak('en');
    await page.goto(await mailedLink('reset'));
    await page.getByRole('heading', { name: 'Choose a new password' }).waitFor();
    await expectAccessible(page);
    await page.getByLabel('Password').fill('a third sentence is long enough');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByRole('heading', { name: 'Start' }).waitFor();
    await page.getByText('Ada').first().waitFor();
  });

  test('leave the rest to one’s own account: what one is called, the address, and the password', async () => {
    await page.getByRole('link', { name: 'Ada', exact: true }).click();
    await page.getByLabel('Your name').fill('Ada King');
    await page.getByRole('button', { name: 'Save the name' }).click();
    await page.getByRole('link', { name: 'Ada King', exact: true }).waitFor();

    const profile = page.getByRole('region', { name: 'Profile' });
    await profile.getByRole('button', { name: 'Change the e-mail address' }).click();
    await page.keyboard.type('ada.king@example.org');
    await profile.getByLabel('Current password').fill('a guess');
    await profile.getByRole('button', { name: 'Save the address' }).click();
    await profile.getByText('This is not your current password. Type it again.').waitFor();
    await profile.getByLabel('Current password').fill('a third sentence is long enough');
    await profile.getByRole('button', { name: 'Save the address' }).click();
    await profile.getByText('ada.king@example.org').waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('profile');

    const password = page.getByRole('region', { name: 'Password' });
    await password.getByRole('button', { name: 'Change the password' }).click();
    await page.keyboard.type('a third sentence is long enough');
    await password.getByLabel('New password').fill('short');
    await password.getByRole('button', { name: 'Set the new password' }).click();
    await password.getByText('The password is too short').waitFor();
    await expectAccessible(page);
    await password.getByLabel('New password').fill('a fourth sentence is long enough');
    await password.getByRole('button', { name: 'Set the new password' }).click();
    await page.getByText('The new password holds from now on.').waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('password');
    expect(await page.getByLabel('New password').count()).toBe(0);
  });

  test('and show where one is signed in: one session is ended, then all others, after a question', async () => {
    const session = `http://localhost:${admin.port}/api/v1/session`;
    const cookies = await Promise.all([1, 2, 3].map(() => signInElsewhere(session)));
    await page.reload();
    const sessions = page.getByRole('region', { name: 'Where you are signed in' });
    await expect.poll(() => sessions.getByRole('listitem').count()).toBe(4);
    expect(await sessions.getByText('This one').count()).toBe(1);
    await expectAccessible(page);
    const first = sessions.getByRole('button', { name: /^Sign out there: Firefox on Linux/ }).first();
    await first.click();
    await expect.poll(() => sessions.getByRole('listitem').count()).toBe(3);
    await sessions.getByRole('button', { name: 'Sign out everywhere else' }).click();
    const question = page.getByRole('alertdialog');
    await question.getByText('2 other sessions end at once').waitFor();
    await expectAccessible(page);
    await question.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await sessions.getByText('You are signed in nowhere else.').waitFor();
    for (const cookie of cookies)
      expect((await fetch(session, { headers: { Cookie: cookie } })).status).toBe(401);
    await page.reload();
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
    expect(admin.complaints).toEqual([]);
  });
});

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';

/** As another browser does; returns its cookie. */
async function signInElsewhere(session: string): Promise<string> {
  const answer = await fetch(session, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'User-Agent': FIREFOX },
    body: JSON.stringify({ email: 'ada.king@example.org', password: 'a fourth sentence is long enough' }),
  });
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}
