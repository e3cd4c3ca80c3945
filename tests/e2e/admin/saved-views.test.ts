import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../../support/browser.ts';
import { requireComponent } from '../../support/components.ts';
import { createOwner, expectAccessible, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'a sentence is long enough' };

/** In order: an editor keeps what they look at again and again. */
describe.skipIf(executablePath === null)('saved views', { timeout: 60_000 }, () => {
  let admin: Admin;
  let page: Page;

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    page = admin.page;
    await createOwner(admin, OWNER);
    await page.goto(`${admin.url}content/posts`);
    await page
      .getByRole('row', { name: /First light/ })
      .first()
      .waitFor();
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  const panel = (): Locator => page.getByRole('dialog', { name: 'Saved views' });
  const columns = (): Locator => page.getByRole('dialog', { name: 'Columns' });
  const headers = async (): Promise<string[]> =>
    (await page.getByRole('columnheader').allInnerTexts()).map((text) => text.trim()).filter(Boolean);
  const putAway = async (): Promise<void> => {
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };

  test('are kept under a name, by the keyboard', async () => {
    await page.getByLabel('Language').selectOption('de');
    await page
      .getByRole('row', { name: /Erstes Licht/ })
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Views' }).press('Enter');
    await panel().getByText('Narrow the list down').waitFor();
    await panel().getByLabel('Keep what is shown as').fill('German posts');
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await panel().getByRole('button', { name: 'German posts', exact: true }).waitFor();
    await putAway();
    expect(await page.getByRole('button', { name: 'German posts' }).count()).toBe(1);
  });

  test('show other columns, each view its own', async () => {
    expect(await headers()).toEqual(['Title', 'State', 'Last saved', 'Actions']);
    await page.getByRole('button', { name: 'Columns' }).click();
    await columns().getByText('Columns of “German posts”').waitFor();
    // A view is kept by the server: a box shows what was answered.
    await columns().getByRole('checkbox', { name: 'Published' }).click();
    await expect.poll(headers).toEqual(['Title', 'State', 'Last saved', 'Published', 'Actions']);
    await columns().getByRole('checkbox', { name: 'Last saved' }).click();
    await expect.poll(headers).toEqual(['Title', 'State', 'Published', 'Actions']);
    await putAway();
    await page.getByLabel('Language').selectOption('');
    await expect.poll(headers).toEqual(['Title', 'State', 'Last saved', 'Actions']);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
  });

  test('are narrowed by days, author and what is referred to, in the address, and say how many there are', async () => {
    await page.goto(`${admin.url}content/posts`);
    const total = page.getByRole('status').filter({ hasText: /^\d+ entr/ });
    await total.waitFor();
    const countOf = async (): Promise<number> => Number((await total.innerText()).split(' ')[0]);
    const all = await countOf();
    expect(all).toBeGreaterThan(2);
    const tag = (await admin.send('GET', 'entries?collection=tags&locale=en&limit=1', undefined)) as {
      entries: { id: string; title: string }[];
    };
    const [{ id, title } = { id: '', title: '' }] = tag.entries;
    const filters = page.getByRole('dialog', { name: 'Filters' });
    await page.getByRole('button', { name: 'Filters' }).press('Enter');
    await filters.getByRole('searchbox').fill(title);
    await filters.getByRole('radio', { name: title }).first().click();
    await page.waitForURL(`**/content/posts?tag=${id}`);
    await expect.poll(countOf).toBeLessThan(all);
    // The number and the rows come one after the other.
    await expect.poll(async () => (await page.getByRole('row').count()) - 1 - (await countOf())).toBe(0);
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
    await filters.getByRole('radio', { name: 'Whatever they refer to' }).click();
    await filters.getByLabel('Begun by').selectOption('Me');
    await page.getByRole('heading', { name: 'Nothing fits' }).waitFor();
    await filters.getByRole('button', { name: 'Take these filters away' }).click();
    await expect.poll(countOf).toBe(all);
    await filters.getByRole('group', { name: 'Last saved' }).getByLabel('From the day').fill('2100-01-01');
    await page.getByRole('heading', { name: 'Nothing fits' }).waitFor();
    await filters.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Filters: 1' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Nothing fits' }).waitFor();
    await page.getByRole('button', { name: 'Show everything' }).click();
    await expect.poll(countOf).toBe(all);
  });

  test('are there wherever their owner signs in, and lead to what they show', async () => {
    const other = await openBrowser(executablePath);
    try {
      const elsewhere = await other.context.newPage();
      await elsewhere.goto(`${admin.url}content/posts`);
      await elsewhere.getByLabel('E-mail address').fill(OWNER.email);
      await elsewhere.getByLabel('Password').fill(OWNER.password);
      await elsewhere.getByRole('button', { name: 'Sign in', exact: true }).click();
      await elsewhere.getByRole('button', { name: 'Views' }).click();
      await elsewhere.getByRole('button', { name: 'German posts', exact: true }).click();
      await elsewhere.getByRole('columnheader', { name: 'Published' }).waitFor();
      await elsewhere
        .getByRole('row', { name: /Erstes Licht/ })
        .first()
        .waitFor();
      expect(new URL(elsewhere.url()).search).toBe('?locale=de');
    } finally {
      await other.close();
    }
  });

  test('fit a narrow screen', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.getByRole('button', { name: 'Views' }).click();
    await panel().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    await putAway();
    await page.setViewportSize({ width: 1280, height: 720 });
  });

  test('are forgotten', async () => {
    await page.getByRole('button', { name: 'Views' }).click();
    await panel().getByRole('button', { name: 'Forget German posts' }).click();
    await panel().getByText('Narrow the list down').waitFor();
    await putAway();
    await page.reload();
    await page.getByRole('button', { name: 'Views' }).click();
    await panel().getByText('Narrow the list down').waitFor();
    expect(await panel().getByRole('button', { name: 'German posts', exact: true }).count()).toBe(0);
  });

  test('break no rule of the content security policy', () => {
    expect(admin.complaints).toEqual([]);
  });
});
