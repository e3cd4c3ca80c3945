import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireComponent } from '../../support/components.ts';
import { createOwner, expectAccessible, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'a sentence is long enough' };

type Listed = { id: string; title: string };

/** In order: an editor looks at a list by what stands in the fields of its entries. */
describe.skipIf(executablePath === null)('the fields of a list', { timeout: 60_000 }, () => {
  let admin: Admin;
  let page: Page;
  let author: Listed;

  const entries = async (query: string): Promise<Listed[]> =>
    ((await admin.send('GET', `entries?${query}`, undefined)) as { entries: Listed[] }).entries;

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    page = admin.page;
    await createOwner(admin, OWNER);
    const content = { name: 'Grace of the Fields', slug: 'grace-of-the-fields' };
    author = (await admin.send('POST', 'entries', { collection: 'authors', content })) as Listed;
    for (const [title, publishedOn, featured] of [
      ['Chosen and old', '2001-05-01', true],
      ['Chosen and new', '2099-05-01', true],
      ['Passed over', '2001-05-02', false],
    ] as const)
      await admin.send('POST', 'entries', {
        collection: 'posts',
        content: {
          title,
          slug: title.toLowerCase().replaceAll(' ', '-'),
          publishedOn,
          featured,
          authors: [author.id],
        },
      });
    await page.goto(`${admin.url}content/posts`);
    await page.getByRole('row', { name: /Passed over/ }).waitFor();
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  const filters = (): Locator => page.getByRole('dialog', { name: 'Filters' });
  const panel = (): Locator => page.getByRole('dialog', { name: 'Saved views' });
  const columns = (): Locator => page.getByRole('dialog', { name: 'Columns' });
  const titles = async (): Promise<string[]> =>
    (await page.locator('a.entry-title').allInnerTexts()).map((text) => text.trim()).sort();
  const putAway = async (): Promise<void> => {
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };

  test('narrow it by each kind that the content model lets it be narrowed by', async () => {
    await page.getByRole('button', { name: 'Filters' }).click();
    await filters().locator('summary', { hasText: 'Authors' }).click();
    const choice = filters().getByRole('group', { name: 'Authors' });
    await choice.getByRole('searchbox').fill('Grace of');
    await choice.getByRole('radio', { name: /Grace of the Fields/ }).check();
    await expect.poll(titles).toEqual(['Chosen and new', 'Chosen and old', 'Passed over']);
    await filters().getByLabel('Featured').selectOption('Yes');
    await expect.poll(titles).toEqual(['Chosen and new', 'Chosen and old']);
    const days = filters().getByRole('group', { name: 'Date', exact: true });
    await days.getByLabel('To the day').fill('2001-12-31');
    await expect.poll(titles).toEqual(['Chosen and old']);
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
    await putAway();
    await page.getByRole('button', { name: 'Filters: 3' }).waitFor();
  });

  test('stand in the address, and in a view that is kept', async () => {
    expect(new URL(page.url()).searchParams.get('where')).toBe(
      `authors:${author.id};featured:true;publishedOn:..2001-12-31`,
    );
    await page.reload();
    await expect.poll(titles).toEqual(['Chosen and old']);
    await page.getByRole('button', { name: 'Views' }).click();
    await panel().getByLabel('Keep what is shown as').fill('Old ones');
    await page.keyboard.press('Enter');
    await panel().getByRole('button', { name: 'Old ones', exact: true }).waitFor();
    await putAway();
    await page.goto(`${admin.url}content/posts`);
    await page.getByRole('button', { name: 'Views' }).click();
    await panel().getByRole('button', { name: 'Old ones', exact: true }).click();
    await expect.poll(titles).toEqual(['Chosen and old']);
  });

  test('stand in columns, in words, as many as there is room for', async () => {
    await page.setViewportSize({ width: 1600, height: 800 });
    await page.getByRole('button', { name: 'Columns' }).click();
    for (const name of ['Authors', 'Date', 'Featured']) {
      await columns().getByRole('checkbox', { name, exact: true }).click();
      await page.getByRole('columnheader', { name, exact: true }).waitFor();
    }
    await putAway();
    const row = page.getByRole('row', { name: /Chosen and old/ });
    await expect
      .poll(async () => (await row.getByRole('cell').allInnerTexts()).slice(4, 7))
      .toEqual(['Grace of the Fields', 'May 1, 2001', 'Yes']);
    await expectAccessible(page);
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.getByRole('columnheader', { name: 'Featured', exact: true }).waitFor({ state: 'detached' });
    expect(await page.getByRole('columnheader', { name: 'Authors', exact: true }).count()).toBe(1);
  });

  test('are taken away together', async () => {
    await page.getByRole('button', { name: 'Filters: 3' }).click();
    await filters().getByRole('button', { name: 'Take these filters away' }).click();
    await page.getByRole('row', { name: /Passed over/ }).waitFor();
    expect(new URL(page.url()).search).toBe('');
    expect(await filters().getByLabel('Featured').inputValue()).toBe('');
    await putAway();
  });

  test('fit a narrow screen', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.getByRole('button', { name: 'Filters' }).click();
    await filters().getByLabel('Featured').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    expect(admin.complaints).toEqual([]);
  });

  test('are known to the API', async () => {
    expect((await entries('collection=posts&where=featured:true')).length).toBeGreaterThan(1);
  });
});
