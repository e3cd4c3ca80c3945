import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { problemSchema } from '../../../model/api/problem.ts';
import { signInPolicySchema } from '../../../model/api/sign-in-policy.ts';
import { openBrowser } from '../../support/browser.ts';
import { requireComponent } from '../../support/components.ts';
import { totpCode } from '../../support/totp-code.ts';
import { createClient } from '../api/client.ts';
import { createOwner, expectAccessible, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const PASSWORD = 'a sentence is long enough';
const UNTIL = { timeout: 20_000, interval: 50 };

/** In order: an owner with two colleagues says who must have a second factor. */
describe.skipIf(executablePath === null)('the policy of signing in', { timeout: 120_000 }, () => {
  let admin: Admin;
  let page: Page;
  let roleId: string;

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    page = admin.page;
    await createOwner(admin, { name: 'Olga', email: 'olga@example.org', password: PASSWORD });
    const grants = [{ actions: ['entry.read'], collections: ['posts'], locales: ['de'] }];
    const made = await admin.send('POST', 'roles', { name: 'German reader', grants });
    roleId = (made as { id: string }).id;
    await join('ada@example.org', roleId);
    await join('bert@example.org', 'editor');
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  /** Somebody who was invited, and has come. */
  const join = async (email: string, role: string): Promise<void> => {
    const before = admin.printed().length;
    await admin.send('POST', 'invites', { email, role });
    const token = await vi.waitFor(() => {
      const [, found] = /\/admin\/invite#([\w-]+)/.exec(admin.printed().slice(before)) ?? [];
      if (found === undefined) throw new Error(`no invite for ${email}`);
      return found;
    }, UNTIL);
    const accepted = await createClient(admin.port).post(`/api/v1/invites/${token}`, {
      name: email,
      password: PASSWORD,
    });
    expect(accepted.status).toBe(201);
  };
  const choice = (name: string): Locator => page.getByRole('checkbox', { name, exact: true });
  const concernOf = (name: string): Promise<string> =>
    page
      .locator('.choice', { has: choice(name) })
      .locator('.hint')
      .innerText();
  const save = (): Locator => page.getByRole('button', { name: 'Save', exact: true });
  const focused = (): Promise<string> => page.locator(':focus').innerText();
  const required = async (): Promise<string[]> =>
    signInPolicySchema.parse(
      await page.evaluate(async () => await (await fetch('/api/v1/sign-in-policy')).json()),
    ).secondFactorRoles;

  test('is reached from every page, and says of each role whom it concerns', async () => {
    await page.getByRole('link', { name: 'Administration' }).click();
    await page
      .getByRole('main')
      .getByRole('link', { name: /^Sign-in policy/ })
      .click();
    await page.getByRole('heading', { name: 'Sign-in policy' }).waitFor();
    await choice('German reader').waitFor();
    expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(0);
    expect(await concernOf('German reader')).toBe('1 person, without a second factor.');
    expect(await concernOf('Editor')).toBe('1 person, without a second factor.');
    expect(await concernOf('Viewer')).toBe('Nobody has this role.');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
  });

  test('is set by keyboard, and says before and after what it does to whom', async () => {
    await choice('German reader').focus();
    await page.keyboard.press('Space');
    await page.getByText('Once you save, 1 person can only set one up').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Save');
    await page.keyboard.press('Enter');
    await page.getByText('Saved. 1 person can do nothing here until they have set one up.').waitFor();
    expect(await page.getByRole('alertdialog').count()).toBe(0);
    await expectAccessible(page);
    expect(await required()).toEqual([roleId]);
    const ada = createClient(admin.port);
    await ada.post('/api/v1/session', { email: 'ada@example.org', password: PASSWORD });
    const refused = await ada.get('/api/v1/entries');
    expect(problemSchema.parse(refused.json).code).toBe('second-factor-required');
    await page.reload();
    await choice('German reader').waitFor();
    expect(await choice('German reader').isChecked()).toBe(true);
  });

  test('asks before an owner closes everything to themselves, and changes nothing when they step back', async () => {
    await choice('Owner').check();
    await page.getByText('Your own account is among them, and has no second factor.').waitFor();
    await expectAccessible(page);
    await save().press('Enter');
    const question = page.getByRole('alertdialog', { name: 'Your own account has no second factor' });
    await question.waitFor();
    await expectAccessible(page);
    expect(await question.getByRole('link', { name: 'Set one up first' }).getAttribute('href')).toBe(
      '/admin/account',
    );
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    expect(await focused()).toBe('Save');
    await save().click();
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
    expect(await required()).toEqual([roleId]);
  });

  test('leads an owner who does it all the same to setting one up, and back', async () => {
    await save().click();
    await page.getByRole('button', { name: 'Save, and set one up now' }).click();
    await page.getByText('Here your role needs a second factor').waitFor();
    expect(await page.getByRole('link', { name: 'Sign-in policy' }).count()).toBe(0);
    await page.getByLabel('Your password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Set up an app' }).click();
    const secret = (await page.locator('.secret').innerText()).replaceAll(/\s/g, '');
    await page.getByLabel('Code', { exact: true }).fill(totpCode(secret, new Date()));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByRole('heading', { name: 'Sign-in policy' }).waitFor();
    await choice('Owner').waitFor();
    expect(await choice('Owner').isChecked()).toBe(true);
    expect(await concernOf('Owner')).toBe('1 person, with a second factor.');
    expect(await required()).toEqual(['owner', roleId]);
  });

  test('is given up again without a question', async () => {
    await choice('Owner').uncheck();
    await choice('German reader').uncheck();
    await save().click();
    await page.getByText('Saved. Nobody has to have a second factor.').waitFor();
    expect(await required()).toEqual([]);
    await choice('Owner').check();
    await save().click();
    await page.getByText('Saved. Everybody who has to have a second factor has one.').waitFor();
  });

  test('is not shown to who may not decide about it, and takes hold of them where they are', async () => {
    const other = await openBrowser(executablePath);
    try {
      const bert = await other.context.newPage();
      await bert.goto(`${admin.url}sign-in-policy`);
      await bert.getByLabel('E-mail address').fill('bert@example.org');
      await bert.getByLabel('Password').fill(PASSWORD);
      await bert.getByRole('button', { name: 'Sign in', exact: true }).click();
      await bert.getByText('The role "editor" does not allow this here').waitFor();
      expect(await bert.getByRole('checkbox').count()).toBe(0);
      expect(await bert.getByRole('link', { name: 'Sign-in policy' }).count()).toBe(0);
      await expectAccessible(bert);
      await bert.getByRole('link', { name: 'Stillpress' }).click();
      await bert.getByRole('heading', { name: 'Start' }).waitFor();
      await choice('Editor').check();
      await save().click();
      await page.getByText('Saved. 1 person can do nothing here').waitFor();
      // With whatever the window asks for next, and it may have asked already.
      const pages = bert.getByRole('link', { name: 'Pages', exact: true });
      await expect
        .poll(async () => {
          if (await pages.isVisible()) await pages.click({ timeout: 2_000 }).catch(() => undefined);
          return await bert.getByText('Here your role needs a second factor').isVisible();
        }, UNTIL)
        .toBe(true);
    } finally {
      await other.close();
    }
  });

  test('breaks no rule of the content security policy', () => {
    expect(admin.complaints).toEqual([]);
  });
});
