import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { requireComponent } from '../../support/components.ts';
import { createOwner, expectAccessible, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'a sentence is long enough' };
const WITHIN = { timeout: 20_000 };

/** In order: an entry is begun, and translated. */
describe.skipIf(executablePath === null)('a new entry', { timeout: 60_000 }, () => {
  let admin: Admin;
  let page: Page;

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    ({ page } = admin);
    await createOwner(admin, OWNER);
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  const title = () => page.getByRole('textbox', { name: 'Title *' });
  const drafts = async (): Promise<string[]> => await titlesOf(page, 'state=draft');

  test('is there with the first keystroke, and not before: looking leaves nothing behind', async () => {
    await page.goto(`${admin.url}content/posts`);
    await page.getByRole('button', { name: 'New' }).click();
    await title().waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Back to Posts' }).click();
    await page.getByRole('button', { name: 'New' }).click();
    await title().waitFor();
    expect(await drafts()).toEqual([]);
    await page.keyboard.type('Begun at once', { delay: 30 });
    expect(await title().inputValue()).toBe('Begun at once');
    await vi.waitFor(async () => expect(await drafts()).toEqual(['Begun at once']), WITHIN);
    await page.waitForURL(/\/content\/posts\/[\da-f-]{36}$/);
    await page.getByRole('button', { name: 'Details' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Address' }).inputValue()).toBe('begun-at-once');
    await page.keyboard.type(', and written on');
    await vi.waitFor(async () => expect(await drafts()).toEqual(['Begun at once, and written on']), WITHIN);
  });

  test('that has no title yet is previewed where it will be listed', async () => {
    await page.getByRole('link', { name: 'Back to Posts' }).click();
    await page.getByRole('button', { name: 'New' }).click();
    await page.getByRole('textbox', { name: 'Excerpt' }).fill('Nothing but a few words');
    await page.getByRole('button', { name: 'Preview' }).click();
    const shown = page.getByRole('complementary', { name: 'Preview' }).frameLocator('iframe');
    await shown.getByText('Nothing but a few words').waitFor();
    await page.getByRole('button', { name: 'Preview', exact: true }).click();
    await title().fill('It has one after all');
    await vi.waitFor(async () => expect(await drafts()).toContain('It has one after all'), WITHIN);
  });

  test('that is begun without a network waits for it, and is made once', async () => {
    await page.getByRole('link', { name: 'Back to Posts' }).click();
    await page.getByRole('button', { name: 'New' }).click();
    await title().waitFor();
    await page.context().setOffline(true);
    await page.keyboard.type('Begun offline');
    await page.getByText('Offline: kept on this device').waitFor();
    await page.context().setOffline(false);
    await vi.waitFor(async () => expect(await drafts()).toContain('Begun offline'), WITHIN);
    await page.keyboard.type(', once');
    await vi.waitFor(
      async () =>
        expect((await drafts()).filter((known) => known.startsWith('Begun offline'))).toEqual([
          'Begun offline, once',
        ]),
      WITHIN,
    );
  });

  test('is in the language that is chosen', async () => {
    await page.getByRole('link', { name: 'Back to Posts' }).click();
    await page.getByRole('button', { name: 'New' }).click();
    await title().waitFor();
    await page.getByRole('button', { name: 'Language: English' }).click();
    await page.getByRole('menuitem', { name: 'German' }).click();
    await page.getByRole('button', { name: 'Language: German' }).waitFor();
    await title().fill('Größer');
    await vi.waitFor(
      async () => expect(await titlesOf(page, 'locale=de&state=draft')).toEqual(['Größer']),
      WITHIN,
    );
    await vi.waitFor(async () =>
      expect(await page.getByRole('textbox', { name: 'Address' }).inputValue()).toBe('groesser'),
    );
  });

  test('is translated, and says so when the original has moved on', async () => {
    await page.getByRole('link', { name: 'Back to Posts' }).click();
    await page.getByRole('link', { name: 'Begun offline, once' }).click();
    await page.getByRole('button', { name: 'Language: English' }).click();
    await page.getByRole('menuitem', { name: 'Translate: German' }).click();
    await page.getByRole('button', { name: 'Language: German' }).waitFor();
    await title().fill('Ohne Netz begonnen');
    await page.getByRole('button', { name: 'Language: German' }).click();
    await page.getByRole('menuitem', { name: 'English' }).click();
    await page.getByRole('button', { name: 'Language: English' }).waitFor();
    await title().fill('Begun offline, and changed');
    await vi.waitFor(async () => expect(await drafts()).toContain('Begun offline, and changed'), WITHIN);
    await page.getByRole('button', { name: 'Language: English' }).click();
    await page.getByRole('menuitem', { name: 'German, made from an older text' }).click();
    const notice = page.getByRole('region', { name: 'The original has changed' });
    await notice.getByRole('button', { name: 'Show what has changed' }).click();
    await notice.locator('ins').first().waitFor();
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await expectAccessible(page);
    }
    await notice.getByRole('button', { name: 'This one says the same again' }).click();
    await notice.waitFor({ state: 'detached' });
    expect(await title().inputValue()).toBe('Ohne Netz begonnen');
  });

  test('does all of it within its content security policy', () => {
    expect(admin.complaints).toEqual([]);
  });
});

async function titlesOf(page: Page, query: string): Promise<string[]> {
  return await page.evaluate(async (asked) => {
    const answer = await fetch(`/api/v1/entries?collection=posts&${asked}`);
    const { entries } = (await answer.json()) as { entries: { title: string }[] };
    return entries.map(({ title }) => title);
  }, query);
}
