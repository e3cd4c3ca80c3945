import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { requireComponent } from '../../support/components.ts';
import { createOwner, expectAccessible, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'a sentence is long enough' };

/** In order: one entry after another is filled in, by mouse and by keyboard. */
describe.skipIf(executablePath === null)('the form of an entry', { timeout: 60_000 }, () => {
  let admin: Admin;
  let page: Page;

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    ({ page } = admin);
    await createOwner(admin, OWNER);
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  const begin = async (collection: string): Promise<void> => {
    await page.goto(`${admin.url}content/${collection}`);
    await page.getByRole('button', { name: 'New' }).click();
    await page.getByRole('button', { name: 'New' }).waitFor({ state: 'detached' });
  };
  /** What the server has of the open entry, once it has it. */
  const stored = async (expected: Record<string, unknown>): Promise<void> =>
    await vi.waitFor(async () => expect(await readOpen(page)).toMatchObject(expected), { timeout: 15_000 });
  const add = async (kind: string): Promise<void> => {
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('menuitem', { name: kind, exact: true }).click();
  };
  const order = async (): Promise<string[]> => await page.locator('.item-name').allInnerTexts();
  const sections = async (): Promise<string[]> => (await order()).slice(0, 3);

  test('gives an address to what has a title, until somebody chooses another one', async () => {
    await begin('pages');
    const address = page.getByRole('textbox', { name: 'Address' });
    await page.getByRole('textbox', { name: 'Title' }).pressSequentially('Über uns');
    await page.getByText('/uber-uns/').waitFor();
    await stored({ title: 'Über uns', slug: 'uber-uns' });
    await address.fill('who-we-are');
    await page.getByRole('textbox', { name: 'Title' }).fill('Who is here');
    await stored({ title: 'Who is here', slug: 'who-we-are' });
    await page.getByRole('button', { name: 'Take “who-is-here”' }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill('About');
    await stored({ slug: 'about' });
    expect(await address.inputValue()).toBe('about');
  });

  test('holds parts of several kinds, moved by the keyboard and with the mouse', async () => {
    await add('Opening');
    await page.getByRole('textbox', { name: 'Heading' }).fill('Hello');
    await add('Text');
    await add('Latest posts');
    expect(await sections()).toEqual(['Opening', 'Text', 'Latest posts']);
    await page.getByRole('button', { name: 'Move Latest posts 3' }).press('ArrowUp');
    expect(await sections()).toEqual(['Opening', 'Latest posts', 'Text']);
    await page.getByText('Moved to place 2 of 3').waitFor();
    await page.keyboard.press('ArrowUp');
    expect(await sections()).toEqual(['Latest posts', 'Opening', 'Text']);
    await page.getByRole('textbox', { name: 'Heading *' }).press('End');
    await page.keyboard.press('Alt+ArrowUp');
    expect(await sections()).toEqual(['Opening', 'Latest posts', 'Text']);
    await page.keyboard.type(', you');
    await stored({ sections: [{ type: 'hero', heading: 'Hello, you' }, { count: 3 }, { type: 'text' }] });
    // Both ends of the way are in sight.
    await page.setViewportSize({ width: 1280, height: 1600 });
    const handle = await page.getByRole('button', { name: 'Move Text 3' }).boundingBox();
    const first = await page.getByRole('button', { name: 'Move Opening 1' }).boundingBox();
    await page.mouse.move((handle?.x ?? 0) + 5, (handle?.y ?? 0) + 5);
    await page.mouse.down();
    await page.mouse.move((first?.x ?? 0) + 5, (first?.y ?? 0) + 30, { steps: 5 });
    await page.mouse.move((first?.x ?? 0) + 5, (first?.y ?? 0) - 5, { steps: 5 });
    await page.mouse.up();
    await vi.waitFor(
      async () => expect(await sections()).toEqual(['Text', 'Opening', 'Latest posts']),
      15_000,
    );
    await page.setViewportSize({ width: 1280, height: 720 });
  });

  test('copies a part, closes it, adds one in between, and puts back what was removed', async () => {
    await page.getByRole('button', { name: 'Opening 2: more' }).click();
    await page.getByRole('menuitem', { name: 'Make a copy' }).click();
    await page.getByRole('button', { name: 'Opening 3', exact: true }).click();
    expect(await page.locator('.item-summary:visible').allInnerTexts()).toContain('Hello, you');
    await page.getByRole('button', { name: 'Add here' }).first().click();
    await page.getByRole('menuitem', { name: 'Latest posts' }).click();
    await page.getByRole('button', { name: 'Opening 3: more' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await stored({ sections: [{ count: 3 }, { type: 'text' }, { type: 'hero' }, { count: 3 }] });
    await page.getByRole('button', { name: 'Put it back' }).click();
    await stored({
      sections: [{ count: 3 }, { type: 'text' }, { type: 'hero' }, { type: 'hero' }, { count: 3 }],
    });
  });

  test('says beside a field what is wrong with it, and keeps what cannot be saved as it was typed', async () => {
    const count = page.getByRole('textbox', { name: 'How many' }).first();
    await count.fill('99');
    await count.press('Tab');
    await page.getByText('Must be 50 or less.').waitFor();
    await count.fill('many');
    await page.getByText('This is not a number.').waitFor();
    await count.press('Tab');
    expect(await count.inputValue()).toBe('many');
    await count.fill('12');
    await page.getByText('This is not a number.').waitFor({ state: 'detached' });
    await stored({ sections: [{ count: 12 }, {}, {}, {}, {}] });
    const title = page.getByRole('textbox', { name: 'Title *' });
    await title.fill('x'.repeat(151));
    await page.getByText('151 / 150').waitFor();
    await page.getByText('Takes at most 150 characters').waitFor();
    await title.fill('About');
  });

  test('refers to other entries, finds them by their letters, orders them, and begins one that is not there', async () => {
    await begin('posts');
    await page.getByRole('textbox', { name: 'Title' }).fill('With tags');
    await stored({ title: 'With tags' });
    const tags = page.getByRole('combobox', { name: 'Tags' });
    const names = (): Promise<string[]> => page.locator('.reference-field .reference-name').allInnerTexts();
    // What scrolls closes what is open: first to where it is.
    await tags.scrollIntoViewIfNeeded();
    await tags.click();
    await tags.pressSequentially('craf');
    await page.getByRole('option', { name: 'Craft' }).click();
    await tags.fill('Letterpress');
    await page.getByRole('option', { name: 'Begin “Letterpress”' }).click();
    await page.getByRole('alertdialog', { name: 'Begin a new entry' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Begin it' }).click();
    await page.getByText('not public').waitFor();
    expect(await names()).toEqual(['Craft', 'Letterpress']);
    await page.getByRole('button', { name: 'Move number 2' }).press('ArrowLeft');
    expect(await names()).toEqual(['Letterpress', 'Craft']);
    await stored({ title: 'With tags', tags: [expect.any(String), expect.any(String)] });
    await page.getByRole('link', { name: 'Letterpress' }).click();
    await vi.waitFor(async () =>
      expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Letterpress'),
    );
    await page.goBack();
    await page.getByRole('button', { name: 'Remove “Craft”' }).click();
    await stored({ tags: [expect.any(String)] });
  });

  test('takes the entry of the name that was typed with Enter, and says what was not chosen', async () => {
    const tags = page.getByRole('combobox', { name: 'Tags' });
    const names = (): Promise<string[]> => page.locator('.reference-field .reference-name').allInnerTexts();
    await tags.click();
    await tags.pressSequentially('craft');
    await tags.press('Enter');
    await expect.poll(names, { timeout: 15_000 }).toEqual(['Letterpress', 'Craft']);
    expect(await tags.inputValue()).toBe('');
    await tags.pressSequentially('Craft');
    await tags.press('Enter');
    await page.getByText('“Craft” is chosen already.').waitFor();
    await tags.pressSequentially('print');
    await tags.press('Tab');
    await page.getByText('“print” is not chosen: pick it from the list').waitFor();
    await expectAccessible(page);
    await tags.fill('');
    await tags.blur();
    expect(await page.getByText('is not chosen').count()).toBe(0);
    await page.getByRole('button', { name: 'Remove “Craft”' }).click();
    await stored({ tags: [expect.any(String)] });
  });

  test('takes a date from the keys, and lets it be emptied', async () => {
    await page.getByLabel('Date', { exact: true }).focus();
    await page.keyboard.type('03012026');
    await stored({ publishedOn: '2026-03-01' });
    expect(await page.getByLabel('Date', { exact: true }).inputValue()).toBe('2026-03-01');
    await page.getByRole('button', { name: 'Empty the date' }).click();
    await vi.waitFor(async () => expect(await readOpen(page)).not.toHaveProperty('publishedOn'), {
      timeout: 15_000,
    });
  });

  test('keeps rows of short fields, and opens what is closed around a field', async () => {
    await page.getByRole('button', { name: 'Search engines and sharing' }).click();
    await page.getByRole('textbox', { name: 'Description' }).fill('Seen from outside');
    await stored({ seo: { description: 'Seen from outside' } });
    await begin('authors');
    await page.getByRole('button', { name: 'Add: Link' }).click();
    await page.getByRole('button', { name: 'Link 1', exact: true }).waitFor();
    await page.getByRole('textbox', { name: 'Label' }).fill('Home');
    await page.getByText('1 of at most 10').waitFor();
    await stored({ links: [{ label: 'Home' }] });
    await page.getByRole('button', { name: 'Home', exact: true }).click();
    expect(await page.getByRole('textbox', { name: 'Label' }).count()).toBe(0);
  });

  const handle = (name: string): Locator =>
    page.getByRole('button', { name: `Move ${name} with the arrow keys` });
  const [writing, craft] = [{ label: 'Writing' }, { label: 'Craft' }];
  const [archive, about] = [{ label: 'Archive' }, { label: 'About' }];
  const rows = async (): Promise<string[]> =>
    (await page.locator('.item-toggle').allInnerTexts()).map((row) => row.replace(/\s+/g, ' ').trim());

  test('shows the navigation as lines that say what they are and where they lead, and opens one', async () => {
    await page.goto(`${admin.url}single/navigation`);
    await expect
      .poll(rows, { timeout: 15_000 })
      .toEqual(['Writing /blog/', 'Craft → Craft', 'Archive /archive/', 'About → About']);
    const label = page.getByRole('textbox', { name: 'Label' });
    expect(await label.count()).toBe(0);
    await page.getByRole('button', { name: 'Craft → Craft' }).press('Enter');
    expect(await label.inputValue()).toBe('Craft');
    await page.keyboard.press('Enter');
    expect(await label.count()).toBe(0);
  });

  test('makes a tree of the navigation, by the keys and with the mouse', async () => {
    await handle('Craft').press('ArrowRight');
    await stored({ items: [{ ...writing, items: [craft] }, archive, about] });
    // The focus has gone along.
    await page.keyboard.press('ArrowLeft');
    await stored({ items: [writing, craft, archive, about] });
    await handle('About').scrollIntoViewIfNeeded();
    const { x, y } = (await handle('About').boundingBox()) ?? { x: 0, y: 0 };
    await page.mouse.move(x + 5, y + 5);
    await page.mouse.down();
    await page.mouse.move(x + 60, y + 5, { steps: 4 });
    await page.mouse.up();
    await stored({ items: [writing, craft, { ...archive, items: [about] }] });
    await expectAccessible(page);
  });

  test('adds a line below another one, which stays closed, and puts back what was removed', async () => {
    await page.getByRole('button', { name: 'Add below “Archive”' }).click();
    await page.getByRole('textbox', { name: 'Label' }).waitFor();
    await page.keyboard.type('By year');
    await stored({ items: [writing, craft, { ...archive, items: [about, { label: 'By year' }] }] });
    expect(await page.getByRole('textbox', { name: 'Label' }).count()).toBe(1);
    await page.getByRole('button', { name: 'About: more' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await stored({ items: [writing, craft, { ...archive, items: [{ label: 'By year' }] }] });
    await page.getByText('About is removed.').waitFor();
    await page.getByRole('button', { name: 'Put it back' }).click();
    await stored({ items: [writing, craft, { ...archive, items: [about, { label: 'By year' }] }] });
  });

  test('can be used by everybody, in light and dark, and on a narrow screen', async () => {
    await page.goto(`${admin.url}content/pages`);
    await page.getByRole('link', { name: 'About' }).first().click();
    await page.getByRole('group', { name: 'Sections' }).waitFor();
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await expectAccessible(page);
    }
    await page.setViewportSize({ width: 320, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
  });

  test('does all of it within its content security policy', () => {
    expect(admin.complaints).toEqual([]);
  });
});

async function readOpen(page: Page): Promise<unknown> {
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  return await page.evaluate(async (entryId) => {
    const answer = await fetch(`/api/v1/entries/${entryId}`);
    return ((await answer.json()) as { draft: { content: unknown } }).draft.content;
  }, id);
}
