import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireComponent } from '../../support/components.ts';
import { createOwner, expectAccessible, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'a sentence is long enough' };

/** In order: entries are collected, looked at, published in one moment, and taken back. */
describe.skipIf(executablePath === null)('bundles', { timeout: 60_000 }, () => {
  let admin: Admin;
  let page: Page;

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    ({ page } = admin);
    await createOwner(admin, OWNER);
    for (const title of ['Alpha of the issue', 'Beta of the issue', 'Gamma of the issue'])
      await admin.send('POST', 'entries', { collection: 'pages', content: { title, slug: slugOf(title) } });
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  const entries = () => page.getByRole('region', { name: 'Entries' });
  const bundleId = (): string => new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const plan = () => page.getByRole('region', { name: 'What it changes' });
  const isPublic = async (slug: string) =>
    (await page.request.get(new URL(`/${slug}/`, admin.url).href)).status() === 200;

  test('are begun from the bar of a list where there are none yet', async () => {
    await page.getByRole('link', { name: 'Pages', exact: true }).click();
    await page.getByRole('checkbox', { name: /Gamma of the issue/ }).check();
    await page.getByRole('button', { name: 'Add to bundle' }).click();
    await page.getByRole('dialog', { name: 'New bundle' }).getByRole('button', { name: 'Cancel' }).click();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('button', { name: 'Clear' }).click();
  });

  test('begins with an empty list that says what a bundle is for', async () => {
    await page.getByRole('link', { name: 'Bundles' }).click();
    await page.getByRole('heading', { name: 'No bundles yet' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'New bundle' }).click();
    await page.getByLabel('Title').fill('Summer issue');
    await page.getByLabel('Note (optional)').fill('For the first of June.');
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Make the bundle' }).click();
    await page.getByRole('heading', { name: 'Summer issue' }).waitFor();
    await page.getByText('Nothing is in it yet').waitFor();
  });

  test('finds entries by what is typed and adds them by the keyboard', async () => {
    const search = page.getByRole('combobox', { name: 'Add an entry' });
    for (const title of ['Alpha of the issue', 'Beta of the issue']) {
      await search.fill(title);
      await page.getByRole('option', { name: title }).waitFor();
      await search.press('ArrowDown');
      await search.press('Enter');
      await entries().getByRole('link', { name: title }).waitFor();
    }
    expect(await entries().getByRole('listitem').count()).toBe(2);
  });

  test('takes entries from the bar of a list', async () => {
    await page.getByRole('link', { name: 'Pages', exact: true }).click();
    await page.getByRole('checkbox', { name: /Gamma of the issue/ }).check();
    await page.getByRole('button', { name: 'Add to bundle' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Summer issue' }).click();
    await page.getByRole('button', { name: 'Open it' }).click();
    await entries().getByRole('link', { name: 'Gamma of the issue' }).waitFor();
    await page.getByRole('button', { name: 'Take “Beta of the issue” out' }).click();
    await entries().getByRole('link', { name: 'Beta of the issue' }).waitFor({ state: 'detached' });
    expect(await entries().getByRole('listitem').count()).toBe(2);
  });

  test('shows which addresses come, and the site as it will be', async () => {
    await plan().getByText('/alpha-of-the-issue/', { exact: true }).first().waitFor();
    await plan().getByText('/gamma-of-the-issue/', { exact: true }).first().waitFor();
    const href = await page.getByRole('link', { name: 'Preview the site' }).getAttribute('href');
    const preview = await page.context().newPage();
    await preview.goto(new URL(href ?? '', admin.url).href);
    const first = new URL(preview.url());
    await preview.goto(preview.url().replace(/\/$/, '/gamma-of-the-issue/'));
    expect(first.pathname).toMatch(/^\/preview\//);
    await preview.getByRole('heading', { name: 'Gamma of the issue' }).first().waitFor();
    const query = 'entries?collection=posts&locale=en&q=First%20light';
    const found = (await admin.send('GET', query, undefined)) as { entries: { id: string }[] };
    const id = found.entries[0]?.id ?? '';
    const withdrawal = { entries: [{ id, action: 'withdraw' }] };
    await admin.send('POST', `bundles/${bundleId()}/entries`, withdrawal);
    await preview.goto(new URL(href ?? '', admin.url).href);
    const answer = await preview.goto(preview.url().replace(/\/$/, '/blog/first-light/'));
    expect(answer?.status()).toBe(404);
    await preview.close();
    await admin.send('DELETE', `bundles/${bundleId()}/entries/${id}`, undefined);
    expect(await isPublic('gamma-of-the-issue')).toBe(false);
  });

  test('can be used by everybody, in light and dark, on a phone too', async () => {
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await expectAccessible(page);
    }
    await page.setViewportSize({ width: 320, height: 700 });
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  test('publishes all of it in one moment, and says when visitors see it', async () => {
    await page.getByRole('button', { name: 'Publish all 2 now' }).click();
    await page.getByText('Live: visitors see it.').waitFor();
    expect([await isPublic('alpha-of-the-issue'), await isPublic('gamma-of-the-issue')]).toEqual([
      true,
      true,
    ]);
    expect(await isPublic('beta-of-the-issue')).toBe(false);
    await expectAccessible(page);
  });

  test('takes the whole back', async () => {
    await page.getByRole('button', { name: 'Take all of it back …' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('Taken back: visitors see what was there before.').waitFor();
    expect([await isPublic('alpha-of-the-issue'), await isPublic('gamma-of-the-issue')]).toEqual([
      false,
      false,
    ]);
  });

  test('does not call it live after a reload, nor offer to take it back once more', async () => {
    await page.reload();
    await page.getByText('All of it was taken back: visitors see what was there before.').waitFor();
    expect(await page.locator('.state-chip.withdrawn', { hasText: 'Taken back' }).count()).toBe(1);
    expect(await page.getByText('Live: visitors see it.').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Take all of it back …' }).count()).toBe(0);
    await expectAccessible(page);
  });

  test('is changed and deleted, and leaves its entries', async () => {
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Title and note …' }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill('Autumn issue');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Autumn issue' }).waitFor();
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Delete the bundle …' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'No bundles yet' }).waitFor();
    await page.getByRole('link', { name: 'Pages', exact: true }).click();
    const kept = page.getByRole('link', { name: 'Alpha of the issue' }).first();
    await kept.waitFor();
    expect(await kept.isVisible()).toBe(true);
  });

  test('does all of it within its content security policy', () => {
    expect(admin.complaints).toEqual([]);
  });
});

function slugOf(title: string): string {
  return title.toLowerCase().replaceAll(' ', '-');
}
