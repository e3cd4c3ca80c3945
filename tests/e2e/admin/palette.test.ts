import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireComponent } from '../../support/components.ts';
import { createOwner, expectAccessible, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');

/** In order: an owner goes everywhere by the keyboard. */
describe.skipIf(executablePath === null)('the palette', { timeout: 60_000 }, () => {
  let admin: Admin;
  let page: Page;

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    page = admin.page;
    await createOwner(admin, {
      name: 'Ada',
      email: 'ada@example.org',
      password: 'a sentence is long enough',
    });
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  const palette = (): Locator => page.getByRole('dialog', { name: 'Go to, or do' });
  const options = (): Promise<string[]> => palette().locator('.palette-label').allInnerTexts();
  const choose = async (words: string): Promise<void> => {
    await page.keyboard.press('Control+k');
    await palette().getByRole('combobox').waitFor();
    await page.keyboard.type(words);
    await palette()
      .getByRole('option')
      .filter({ hasText: new RegExp(words, 'i') })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await palette().waitFor({ state: 'detached' });
  };

  test('opens by Ctrl-K with what was saved last, can be used by everybody, and leaves the focus where it was', async () => {
    const way = page.getByRole('link', { name: 'Posts', exact: true });
    await way.focus();
    await page.keyboard.press('Control+k');
    await palette().getByRole('option').first().waitFor();
    await palette().getByText('Saved last').waitFor();
    expect(await palette().getByText('Chosen last').count()).toBe(0);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
    await page.keyboard.press('Escape');
    await palette().waitFor({ state: 'detached' });
    expect(await page.locator(':focus').innerText()).toBe('Posts');
    await page.keyboard.press('Control+k');
    await page.keyboard.press('Control+k');
    await palette().waitFor({ state: 'detached' });
  });

  test('finds an entry by its words, and opens it', async () => {
    await choose('First light');
    await page.getByRole('heading', { name: 'First light' }).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/admin\/content\/posts\/[\w-]{36}$/);
  });

  test('marks first what is called as what is typed so far, before what has it in its text', async () => {
    for (const [typed, first] of [
      ['craf', 'Craft'],
      ['own the addr', 'Own the address'],
      ['fir', 'First light'],
    ] as const) {
      await page.keyboard.press('Control+k');
      await page.keyboard.type(typed);
      await expect.poll(async () => (await options())[0]).toBe(first);
      await page.keyboard.press('Escape');
      await palette().waitFor({ state: 'detached' });
    }
  });

  test('offers what belongs to the entry that is open', async () => {
    await choose('Details');
    await page.getByRole('complementary', { name: 'Details' }).waitFor();
    expect(new URL(page.url()).search).toBe('?panel=details');
  });

  test('copies it and throws it away by what these are called elsewhere, and finds the trash and the uploads', async () => {
    for (const [words, found] of [
      ['duplicate', 'Make a copy'],
      ['trash', 'Move to the trash'],
      ['trash', 'Trash: Posts'],
      ['upload', 'Upload files'],
    ] as const) {
      await page.keyboard.press('Control+k');
      await page.keyboard.type(words);
      await palette().getByRole('option', { name: found }).waitFor();
      await page.keyboard.press('Escape');
      await palette().waitFor({ state: 'detached' });
    }
    await choose('Move to the trash');
    const question = page.getByRole('alertdialog', { name: 'Move “First light” to the trash?' });
    await question.getByRole('button', { name: 'Keep it public' }).click();
    await question.waitFor({ state: 'detached' });
    await choose('Trash: Posts');
    await page.getByText('Nothing is in the trash').waitFor();
    expect(new URL(page.url()).search).toBe('?state=trashed');
  });

  test('begins an entry of a collection', async () => {
    await choose('New entry: Tags');
    await page.waitForURL(/\/admin\/content\/tags\/new/);
    await page.getByRole('link', { name: 'Back to Tags' }).waitFor();
    expect(await palette().count()).toBe(0);
  });

  test('goes down with the arrow keys, and says so to who does not see it', async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('colours');
    await palette().getByRole('option', { name: 'Colours: dark' }).waitFor();
    await page.keyboard.press('ArrowDown');
    const marked = (): Promise<string | null> => page.locator(':focus').getAttribute('aria-activedescendant');
    await expect.poll(marked).toContain('option-colours:');
    const before = await marked();
    await page.keyboard.press('ArrowDown');
    await expect.poll(marked).not.toBe(before);
    await palette().getByRole('option', { name: 'Colours: dark' }).click();
    expect(await page.locator('html').getAttribute('class')).toContain('dark');
  });

  test('puts what was chosen last first, also after a reload', async () => {
    await page.reload();
    await page.getByRole('link', { name: 'Back to Tags' }).waitFor();
    await page.keyboard.press('Control+k');
    await palette().getByText('Chosen last').waitFor();
    // The colours are dark already, and no entry is open whose details could be shown: neither is offered.
    expect((await options()).slice(0, 3)).toEqual(['New entry: Tags', 'Trash: Posts', 'First light']);
    await page.keyboard.press('Escape');
  });

  test('calls off what is not looked for any more, and shows what fits the last words', async () => {
    await page.route(/\/api\/v1\/entries\?.*q=slow/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await route.continue().catch(() => {});
    });
    const calledOff = page.waitForEvent('requestfailed', (request) => request.url().includes('q=slow'));
    await page.keyboard.press('Control+k');
    const asked = page.waitForRequest(/q=slow/);
    await page.keyboard.type('slow');
    await asked;
    await page.keyboard.press('Control+a');
    await page.keyboard.type('First light');
    await calledOff;
    await palette()
      .getByRole('option', { name: /First light/ })
      .first()
      .waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('xyzzyq');
    await palette().getByText('Nothing fits').waitFor();
    expect(
      await palette()
        .getByRole('option', { name: /First light/ })
        .count(),
    ).toBe(0);
    await page.keyboard.press('Escape');
  });

  test('gives way where the key has done something else', async () => {
    await page.evaluate(
      "document.body.addEventListener('keydown', (event) => event.key === 'k' && event.preventDefault())",
    );
    await page.keyboard.press('Control+k');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    expect(await palette().count()).toBe(0);
    await expectAccessible(page);
    await page.keyboard.press('Escape');
  });

  test('leaves a question mark to who is typing', async () => {
    await page.goto(`${admin.url}content/posts`);
    await page.getByRole('searchbox').focus();
    await page.keyboard.type('why?');
    expect(await page.getByRole('searchbox').inputValue()).toBe('why?');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('opens the settings of the site in their editor, and begins what is not there yet', async () => {
    await choose('Navigation');
    await page.waitForURL(/\/admin\/content\/navigation\/[\w-]{36}/);
    await page.getByRole('heading', { name: 'Navigation', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await page.waitForURL(/\/admin\/content\/settings\/[\w-]{36}/);
    const [, id] = /settings\/([\w-]{36})/.exec(page.url()) ?? [];
    await page.goto(`${admin.url}single/settings`);
    await page.waitForURL(new RegExp(`/admin/content/settings/${id}`));
    await page.goto(`${admin.url}single/posts`);
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  test('calls what has no title of its own what it is, in the language of the screen', async () => {
    await page.goto(`${admin.url}single/settings`);
    await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    await page.evaluate("localStorage.setItem('stillpress.language', 'de')");
    await page.goto(`${admin.url}content/posts`);
    await page.getByRole('heading', { name: 'Beiträge', level: 1 }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('Settings');
    const found = page.locator('.palette-label');
    await expect.poll(() => found.allInnerTexts()).toContain('Einstellungen');
    expect(await found.allInnerTexts()).not.toContain('Settings');
    await page.keyboard.press('Escape');
    await page.evaluate("localStorage.removeItem('stillpress.language')");
  });

  test('fits a narrow screen', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(admin.url);
    await page.getByRole('button', { name: 'Open the menu' }).click();
    await page.getByRole('dialog', { name: 'Menu' }).getByRole('button', { name: 'Search' }).click();
    await palette().getByRole('option').first().waitFor();
    const box = await palette().boundingBox();
    expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 999) <= 320).toBe(true);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 1280, height: 720 });
  });

  test('signs out', async () => {
    await page.goto(admin.url);
    await page.getByRole('heading', { name: 'Start' }).waitFor();
    await choose('Sign out');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
  });

  test('is left in the language of who reads it', async () => {
    await page.evaluate("localStorage.setItem('stillpress.language', 'de')");
    await page.reload();
    await page.getByRole('heading', { name: 'Anmelden' }).waitFor();
    await page.getByLabel('E-Mail-Adresse').waitFor();
    await page.getByLabel('Passwort').waitFor();
    expect(await page.getByRole('link', { name: 'Passwort vergessen?' }).count()).toBe(1);
    await page.evaluate("localStorage.removeItem('stillpress.language')");
  });

  test('breaks no rule of the content security policy', () => {
    expect(admin.complaints).toEqual([]);
  });
});
