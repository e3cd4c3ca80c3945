import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { EntrySummary } from '../../../model/api/entry.ts';
import { ask } from '../../support/ask.ts';
import { requireComponent } from '../../support/components.ts';
import { createOwner, expectAccessible, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'a sentence is long enough' };

const FIRST_LIGHT = '/blog/first-light/';
const UNTIL = { timeout: 30_000 };

/** In order: an entry is begun, written, left and found again. */
describe.skipIf(executablePath === null)('the editor', { timeout: 60_000 }, () => {
  let admin: Admin;
  let page: Page;

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    ({ page } = admin);
    await createOwner(admin, OWNER);
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  const saved = () => page.getByRole('status').getByText('Saved').waitFor();

  test('begins an entry from its list, and saves what is typed by itself', async () => {
    await page.getByRole('link', { name: 'Posts', exact: true }).click();
    await page.getByRole('button', { name: 'New' }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill('Seen from here');
    await saved();
    await page.reload();
    await page.getByRole('textbox', { name: 'Title' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Title' }).inputValue()).toBe('Seen from here');
    // A window that is high enough for a text of no lines has nothing to scroll.
    await page.setViewportSize({ width: 1280, height: 1400 });
    expect(await page.evaluate('document.documentElement.scrollHeight')).toBe(1400);
    await page.setViewportSize({ width: 1280, height: 720 });
  });

  test('says that nothing is at the address of no entry, within the one main part of the screen', async () => {
    const { href } = new URL(page.url());
    await page.goto(`${admin.url}content/posts/0199aaaa-aaaa-7aaa-8aaa-aaaaaaaaaaaa`);
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    expect(await page.getByRole('main').count()).toBe(1);
    await page.goto(href);
    await page.getByRole('textbox', { name: 'Title' }).waitFor();
  });

  test('calls what has no title by what it is, in the language of the screen', async () => {
    const { href } = new URL(page.url());
    await page.evaluate(() => localStorage.setItem('stillpress.language', 'de'));
    await page.goto(`${admin.url}single/settings`);
    const heading = page.getByRole('heading', { level: 1 });
    await expect.poll(() => heading.innerText(), UNTIL).toBe('Einstellungen');
    await page.evaluate(() => localStorage.setItem('stillpress.language', 'en'));
    await page.goto(href);
    await page.getByRole('textbox', { name: 'Title' }).waitFor();
  });

  test('keeps what is typed on this device while the server cannot be reached, and sends it then', async () => {
    await page.context().setOffline(true);
    await page.getByRole('textbox', { name: 'Title' }).fill('Written on a train');
    await page.getByText('Offline: kept on this device').waitFor();
    await page.context().setOffline(false);
    await saved();
    await page.reload();
    await page.getByRole('textbox', { name: 'Title' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Title' }).inputValue()).toBe('Written on a train');
  });

  test('shows what is known of it beside, and can be used by everybody', async () => {
    await page.getByRole('button', { name: 'Details' }).click();
    await page.getByRole('complementary', { name: 'Details' }).getByText('Draft').waitFor();
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await expectAccessible(page);
    }
    await page.getByRole('button', { name: 'Close' }).click();
  });

  test('leads on from the title into the text, back up, and to the fields beside it', async () => {
    const title = page.getByRole('textbox', { name: 'Title *' });
    const text = page.getByRole('textbox', { name: 'Text', exact: true });
    await text.waitFor();
    await title.press('End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('It went on');
    await text.getByText('It went on').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('End');
    await page.keyboard.type(', at night');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await page.keyboard.type(' for hours');
    await text.getByText('It went on for hours').waitFor();
    expect(await title.inputValue()).toBe('Written on a train, at night');
    await saved();
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.labels[0].textContent')).toBe('Address *');
  });

  test('hides what stands beside the text, and opens it for whoever is led there', async () => {
    const beside = page.getByRole('region', { name: 'Fields beside the text' });
    await page.getByRole('button', { name: 'Hide the fields beside the text' }).click();
    await beside.waitFor({ state: 'hidden' });
    await page.reload();
    await page.getByRole('textbox', { name: 'Title' }).waitFor();
    expect(await beside.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Show the fields beside the text' }).click();
    await page.getByRole('textbox', { name: 'Address' }).fill('');
    await page.getByRole('textbox', { name: 'Title' }).fill('Written on a train');
    await saved();
    await page.setViewportSize({ width: 390, height: 844 });
    const at = async (name: string) => await page.getByRole('textbox', { name, exact: true }).boundingBox();
    expect((await at('Address *'))?.y).toBeGreaterThan((await at('Text'))?.y ?? Infinity);
    await page.setViewportSize({ width: 1280, height: 720 });
  });

  test('has what is open beside the text and the text in sight, in a window of a middling width', async () => {
    for (const width of [768, 1_024]) {
      await page.setViewportSize({ width, height: 800 });
      await page.getByRole('button', { name: 'Preview' }).click();
      const panel = await page.getByRole('complementary', { name: 'Preview' }).boundingBox();
      const title = await page.getByRole('textbox', { name: 'Title *' }).boundingBox();
      expect(panel?.width).toBeGreaterThan(400);
      expect(title?.width).toBeGreaterThan(200);
      expect((title?.x ?? 0) + (title?.width ?? Infinity)).toBeLessThanOrEqual(panel?.x ?? 0);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      await page.getByRole('button', { name: 'Preview' }).click();
    }
    await page.setViewportSize({ width: 1280, height: 720 });
  });

  test('puts the entry into the trash, and back', async () => {
    await moveToTrash();
    await page.getByText('It is in the trash.').waitFor();
    await page.getByRole('button', { name: 'Put it back' }).click();
    await page.getByRole('link', { name: 'Written on a train' }).click();
    expect(await page.getByRole('textbox', { name: 'Title' }).inputValue()).toBe('Written on a train');
  });

  test('asks before a public entry goes into the trash, and what is put back is public again', async () => {
    await page.goto(`${admin.url}content/posts?q=First+light&locale=en`);
    await page.getByRole('link', { name: 'First light', exact: true }).click();
    await moveToTrash();
    const question = page.getByRole('alertdialog');
    await question.getByText('Visitors who open /blog/first-light/ are told').waitFor();
    await expectAccessible(page);
    await question.getByRole('button', { name: 'Keep it public' }).click();
    await question.waitFor({ state: 'detached' });
    expect((await ask(admin.port, FIRST_LIGHT)).status).toBe(200);
    await throwFirstLightAway();
    await page.getByRole('button', { name: 'Put it back' }).click();
    await page.getByText('It is back, and public as it was.').waitFor();
    await vi.waitFor(async () => expect((await ask(admin.port, FIRST_LIGHT)).status).toBe(200), UNTIL);
  });

  test('shows what is in the trash to be read, and brings it back from there', async () => {
    await page.goto(`${admin.url}content/posts?q=First+light&locale=en`);
    await page.getByRole('link', { name: 'First light', exact: true }).click();
    await throwFirstLightAway();
    await page.goto(`${admin.url}content/posts?state=trashed`);
    const row = page.getByRole('row', { name: /First light/ });
    const deeds = row.getByRole('cell').last().getByRole('button');
    await row.waitFor();
    expect(await deeds.allInnerTexts()).toEqual(['Restore', 'Delete for good']);
    await row.getByRole('link', { name: 'First light' }).click();
    const notice = page.getByRole('region', { name: 'In the trash' });
    await notice.waitFor();
    await expectAccessible(page);
    const title = page.getByRole('textbox', { name: 'Title *' });
    expect(await title.getAttribute('readonly')).not.toBeNull();
    expect(await page.getByRole('button', { name: 'Publish', exact: true }).count()).toBe(0);
    await notice.getByRole('button', { name: 'Restore' }).click();
    await page.getByText('It is back, as a draft').waitFor();
    await notice.waitFor({ state: 'detached' });
    expect(await title.getAttribute('readonly')).toBeNull();
    await page.getByRole('button', { name: 'Publish', exact: true }).waitFor();
  });

  test('leads to what a single has in the trash, and offers no copy of the one that there is', async () => {
    await page.goto(`${admin.url}single/settings`);
    await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    const { pathname } = new URL(page.url());
    await page.getByRole('button', { name: 'More' }).click();
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual([
      'Show on the site',
      'Move to the trash',
    ]);
    await page.getByRole('menuitem', { name: 'Move to the trash' }).click();
    const question = page.getByRole('alertdialog');
    await question.getByRole('button', { name: 'Move to the trash' }).click();
    await page.getByText('It is in the trash, and leaves the site.').waitFor();
    await page.goto(`${admin.url}single/settings`);
    const notice = page.getByRole('region', { name: 'In the trash' });
    await notice.waitFor();
    expect(new URL(page.url()).pathname).toBe(pathname);
    const language = page.getByRole('button', { name: /^Language: / });
    await language.click();
    await page.getByRole('menuitem', { name: /^German/ }).click();
    await notice.waitFor({ state: 'detached' });
    await language.click();
    await page.getByRole('menuitem', { name: 'English, in the trash' }).click();
    await notice.getByRole('button', { name: 'Restore' }).click();
    await page.getByText('It is back, as a draft').waitFor();
  });

  test('restores and deletes from the list of the trash, one and many', async () => {
    for (const name of ['One', 'Two', 'Three']) {
      const content = { title: `Rubbish ${name}` };
      const { draftVersionId, id } = (await admin.send('POST', 'entries', {
        collection: 'posts',
        content,
      })) as EntrySummary;
      const entries = [{ id, versionId: draftVersionId }];
      await admin.send('POST', 'entries/bulk', { action: 'trash', entries });
    }
    await page.goto(`${admin.url}content/posts?state=trashed`);
    const rows = page.getByRole('row', { name: /Rubbish/ });
    await rows.filter({ hasText: 'One' }).getByRole('button', { name: 'Restore' }).click();
    await page.getByText('“Rubbish One” is back from the trash').waitFor();
    await expect.poll(() => rows.count()).toBe(2);

    await rows.filter({ hasText: 'Two' }).getByRole('button', { name: 'Delete for good' }).click();
    const question = page.getByRole('alertdialog', { name: 'Delete “Rubbish Two” for good?' });
    await question.getByText('Nothing brings it back.').waitFor();
    await question.getByRole('button', { name: 'Keep in the trash' }).click();
    await question.waitFor({ state: 'detached' });
    await rows.filter({ hasText: 'Two' }).getByRole('checkbox').check();
    await rows.filter({ hasText: 'Three' }).getByRole('checkbox').check();
    const bar = page.getByRole('region', { name: 'Selected entries' });
    expect(await bar.getByRole('button').allInnerTexts()).toEqual(['Restore', 'Delete for good', 'Clear']);
    await bar.getByRole('button', { name: 'Delete for good' }).click();
    const all = page.getByRole('alertdialog', { name: 'Delete them for good?' });
    await all.getByText('2 entries go with all their versions').waitFor();
    await expectAccessible(page);
    await all.getByRole('button', { name: 'Delete for good' }).click();
    await page.getByText('2 entries are deleted for good.').waitFor();
    await page.getByText('Nothing is in the trash').waitFor();
  });

  test('says of many which addresses change before they are published', async () => {
    for (const title of ['Foreseen One', 'Foreseen Two']) {
      const slug = title.toLowerCase().replace(' ', '-');
      await admin.send('POST', 'entries', { collection: 'posts', content: { title, slug } });
    }
    await page.goto(`${admin.url}content/posts?q=foreseen`);
    const rows = page.getByRole('row').filter({ hasText: 'Foreseen' });
    await rows.nth(1).waitFor();
    await page.getByRole('checkbox', { name: 'Select all that are shown' }).check();
    const bar = page.getByRole('region', { name: 'Selected entries' });
    await bar.getByRole('button', { name: 'Publish' }).click();
    const asked = page.getByRole('alertdialog', { name: 'Publish?' });
    await asked.getByText('This concerns 2 entries.').waitFor();
    await asked.getByText(/\d+ addresses change/).waitFor();
    await asked.getByText('New: /blog/foreseen-one/').waitFor();
    await asked.getByText('New: /blog/foreseen-two/').waitFor();
    await expectAccessible(page);
    await asked.getByRole('button', { name: 'Cancel' }).click();
    await bar.getByRole('button', { name: 'Clear' }).click();
  });

  test('moves many to the trash, and puts all of them back as they were', async () => {
    const kept = ['Kept One', 'Kept Two'];
    for (const title of kept) {
      const content = { title, slug: title.toLowerCase().replace(' ', '-'), publishedOn: '2026-11-21' };
      const { draftVersionId, id } = (await admin.send('POST', 'entries', {
        collection: 'posts',
        content: { ...content, body: { markdown: 'Some words.' } },
      })) as EntrySummary;
      if (title === 'Kept One')
        await admin.send('POST', 'publications', { entries: [{ id, versionId: draftVersionId }] });
    }
    const status = async () => (await ask(admin.port, '/blog/kept-one/')).status;
    await vi.waitFor(async () => expect(await status()).toBe(200), UNTIL);
    await page.goto(`${admin.url}content/posts`);
    for (const title of kept) await page.getByRole('checkbox', { name: `Select ${title}` }).check();
    const bar = page.getByRole('region', { name: 'Selected entries' });
    await bar.getByRole('button', { name: 'Move to the trash' }).click();
    const asked = page.getByRole('alertdialog');
    expect(await asked.getByRole('listitem').allInnerTexts()).toEqual(['/blog/kept-one/']);
    await asked.getByRole('button', { name: 'Move to the trash' }).click();
    await page.getByText('2 entries are in the trash.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('2 entries are back as they were.').waitFor();
    const found = (await admin.send('GET', 'entries?q=kept', undefined)) as { entries: EntrySummary[] };
    const states = new Map(found.entries.map(({ state, title }) => [title, state]));
    expect(kept.map((title) => states.get(title))).toEqual(['live', 'draft']);
    for (const title of kept) await page.getByRole('row', { name: title }).waitFor();
    await vi.waitFor(async () => expect(await status()).toBe(200), UNTIL);
  });

  async function moveToTrash(): Promise<void> {
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Move to the trash' }).click();
  }

  async function throwFirstLightAway(): Promise<void> {
    await moveToTrash();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Move to the trash' }).click();
    await page.getByText('It is in the trash, and leaves the site.').waitFor();
    await vi.waitFor(async () => expect((await ask(admin.port, FIRST_LIGHT)).status).toBe(404), UNTIL);
  }

  test('does all of it within its content security policy, which lets no text become elements', async () => {
    expect(admin.complaints).toEqual([]);
    const turnTextIntoElements = page.evaluate('document.body.innerHTML = "<img src=x onerror=alert(1)>"');
    await expect(turnTextIntoElements).rejects.toThrow('TrustedHTML');
  });
});
