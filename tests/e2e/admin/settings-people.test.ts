import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireComponent } from '../../support/components.ts';
import { createClient } from '../api/client.ts';
import { createOwner, expectAccessible, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const PASSWORD = 'a sentence is long enough';

/** In order: an owner lets people in, says what they may do, and programs too. */
describe.skipIf(executablePath === null)('people, roles and tokens', { timeout: 60_000 }, () => {
  let admin: Admin;
  let page: Page;

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    page = admin.page;
    await createOwner(admin, { name: 'Ada', email: 'ada@example.org', password: PASSWORD });
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  const record = (name: string): Locator => page.locator('.record').filter({ hasText: name });
  const more = async (choice: string): Promise<Locator> => {
    await page.getByRole('button', { name: 'More for Bert' }).click();
    await page.getByRole('menuitem', { name: choice }).click();
    return page.locator('dialog[open]');
  };
  const signInStatus = async (): Promise<number> =>
    (
      await createClient(admin.port).post('/api/v1/session', {
        email: 'bert@example.org',
        password: PASSWORD,
      })
    ).status;
  const seeInBothColours = async (): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    await page.setViewportSize({ width: 1280, height: 720 });
  };

  test('are invited with a role, and the open invite is withdrawn after a question', async () => {
    await page.goto(`${admin.url}settings/people`);
    await page.getByText('Nobody is invited who has not come.').waitFor();
    for (const email of ['carl@example.org', 'bert@example.org']) {
      await page.getByRole('button', { name: 'Invite somebody' }).click();
      const dialog = page.getByRole('dialog', { name: 'Invite somebody' });
      await dialog.getByLabel('E-mail address').fill(email);
      await dialog.getByLabel('Role').selectOption({ label: 'Editor' });
      await page.keyboard.press('Enter');
      await dialog.waitFor({ state: 'detached' });
      await page.getByRole('list', { name: 'Open invites' }).getByText(email).first().waitFor();
    }
    // No mail is sent here: whoever invites passes the link on.
    await page.getByText('No mail was sent: this installation has no mail server.').waitFor();
    await seeInBothColours();
    const link = await page
      .getByRole('region', { name: 'The link for bert@example.org' })
      .locator('code')
      .innerText();
    await page.getByRole('button', { name: 'I have kept it' }).click();
    expect(await page.getByText(link).count()).toBe(0);
    await page.getByRole('button', { name: 'Withdraw the invite to carl@example.org' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Withdraw' }).click();
    await record('carl@example.org').waitFor({ state: 'detached' });
    const token = link.split('/admin/invite#')[1] ?? '';
    const accepted = await createClient(admin.port).post(`/api/v1/invites/${token}`, {
      name: 'Bert',
      password: PASSWORD,
    });
    expect(accepted.status).toBe(201);
  });

  test('say at once what is wrong with an address', async () => {
    await page.reload();
    await page.getByRole('button', { name: 'Invite somebody' }).click();
    const dialog = page.getByRole('dialog', { name: 'Invite somebody' });
    await dialog.getByLabel('E-mail address').fill('bert@example.org');
    await dialog.getByRole('button', { name: 'Send the invite' }).click();
    await dialog.getByRole('alert').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await record('Bert').getByText('Editor').count()).toBe(1);
  });

  test('get another role', async () => {
    const dialog = await more('Change the role');
    expect(await dialog.getByLabel('Role').inputValue()).toBe('editor');
    await dialog.getByLabel('Role').selectOption({ label: 'Viewer' });
    await dialog.getByRole('button', { name: 'Change the role' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await record('Bert').getByText('Viewer').count()).toBe(1);
  });

  test('are deactivated and activated again, each after a question', async () => {
    const question = await more('Deactivate');
    await expectAccessible(page);
    await question.getByRole('button', { name: 'Cancel' }).click();
    expect(await signInStatus()).toBe(201);
    await (await more('Deactivate')).getByRole('button', { name: 'Deactivate' }).click();
    await record('Bert')
      .getByText(/deactivated/)
      .waitFor();
    expect(await signInStatus()).not.toBe(201);
    await (await more('Activate')).getByRole('button', { name: 'Activate' }).click();
    await record('Bert')
      .getByText(/deactivated/)
      .waitFor({ state: 'detached' });
    expect(await signInStatus()).toBe(201);
  });

  test('are signed out everywhere, and lose their second factors, when somebody decides so', async () => {
    const bert = createClient(admin.port);
    await bert.post('/api/v1/session', { email: 'bert@example.org', password: PASSWORD });
    expect((await bert.get('/api/v1/session')).status).toBe(200);
    await (await more('End all sessions')).getByRole('button', { name: 'End all sessions' }).click();
    await page.getByText('Bert is signed out everywhere.').waitFor();
    expect((await bert.get('/api/v1/session')).status).toBe(401);
    await (
      await more('Reset the second factors')
    )
      .getByRole('button', { name: 'Reset the second factors' })
      .click();
    await page.getByText('Bert has no second factor any more.').waitFor();
  });

  test('cannot be changed where the server refuses it, and are told why', async () => {
    await page.getByRole('button', { name: 'More for Ada' }).click();
    expect(await page.getByRole('menuitem', { name: 'Deactivate' }).count()).toBe(0);
    await page.getByRole('menuitem', { name: 'Change the role' }).click();
    const dialog = page.getByRole('dialog', { name: 'The role of Ada' });
    await dialog.getByLabel('Role').selectOption({ label: 'Viewer' });
    await dialog.getByRole('button', { name: 'Change the role' }).click();
    await dialog.getByRole('alert').waitFor();
    await page.keyboard.press('Escape');
  });

  test('get a role of the site, which says in words what it allows', async () => {
    await page.getByRole('link', { name: 'Roles' }).click();
    await record('Editor').waitFor();
    await page.getByRole('button', { name: 'Make a role' }).click();
    const dialog = page.getByRole('dialog', { name: 'Make a role' });
    await dialog.getByLabel('Name').fill('German blogger');
    await dialog.getByLabel('Write and change entries').check();
    await dialog.getByLabel('All, also those that there will be').first().uncheck();
    for (const label of ['Pages', 'Authors', 'Tags', 'Settings', 'Navigation'])
      await dialog.getByLabel(label, { exact: true }).uncheck();
    await dialog.getByLabel('All, also those that there will be').last().uncheck();
    await dialog.getByLabel('en', { exact: true }).uncheck();
    expect(await dialog.getByLabel('Read the audit log').count()).toBe(0);
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await record('German blogger').getByText('What German blogger may do').click();
    await record('German blogger').getByText('In Posts, in de').waitFor();
    expect(await record('German blogger').getByRole('listitem').allInnerTexts()).toEqual([
      'Read entries, drafts too',
      'Write and change entries',
    ]);
    await seeInBothColours();
  });

  test('keep a role that somebody has, and lose it when nobody has', async () => {
    await page.getByRole('button', { name: 'Change German blogger' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change the role' });
    await dialog.getByLabel('Publish, now or at a time').check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await record('German blogger').getByText('Publish, now or at a time').waitFor();
    await page.getByRole('link', { name: 'People' }).click();
    const choice = await more('Change the role');
    await choice.getByLabel('Role').selectOption({ label: 'German blogger' });
    await choice.getByRole('button', { name: 'Change the role' }).click();
    await record('Bert').getByText('German blogger').waitFor();
    await page.getByRole('link', { name: 'Roles' }).click();
    await page.getByRole('button', { name: 'Delete German blogger' }).click();
    const question = page.getByRole('alertdialog');
    await question.getByRole('button', { name: 'Delete' }).click();
    await question
      .getByRole('alert')
      .getByText(/Bert|bert/)
      .waitFor();
    await question.getByRole('button', { name: 'Cancel' }).click();
    expect(await record('German blogger').count()).toBe(1);
  });

  test('give a program a token, which is shown once, and take it away', async () => {
    await page.getByRole('link', { name: 'API tokens' }).click();
    await page.getByRole('heading', { name: 'No tokens yet' }).waitFor();
    await page.getByRole('button', { name: 'Make a token' }).click();
    const dialog = page.getByRole('dialog', { name: 'Make a token' });
    await dialog.getByLabel('What it is for').fill('The build');
    await dialog.getByLabel('Expires').selectOption('30');
    await dialog.getByRole('button', { name: 'Make it' }).click();
    const shown = page.getByRole('region', { name: 'The token “The build”' });
    const token = await shown.locator('code').innerText();
    const status = async (): Promise<number> =>
      (
        await fetch(`http://localhost:${admin.port}/api/v1/entries`, {
          headers: { Authorization: `Bearer ${token}` },
        })
      ).status;
    expect(await status()).toBe(200);
    await record('The build')
      .getByText(/^expires /)
      .waitFor();
    await seeInBothColours();
    await shown.getByRole('button', { name: 'I have kept it' }).click();
    await page.reload();
    await record('The build').waitFor();
    expect(await page.getByText(token).count()).toBe(0);
    await page.getByRole('button', { name: 'Delete The build' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'No tokens yet' }).waitFor();
    expect(await status()).toBe(401);
  });

  test('break no rule of the content security policy', () => {
    expect(admin.complaints).toEqual([]);
  });
});
