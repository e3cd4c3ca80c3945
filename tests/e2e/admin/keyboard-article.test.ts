import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ask } from '../../support/ask.ts';
import { requireComponent } from '../../support/components.ts';
import { pictureBytes } from '../../support/media/pictures.ts';
import { createOwner, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'a sentence is long enough' };
/** On a machine that has much to do. */
const PATIENTLY = { timeout: 30_000, interval: 250 };
const TABS_MAX = 60;

/** In order, and without a mouse: from the sign-in to what visitors see. */
describe.skipIf(executablePath === null)('an article by the keyboard alone', { timeout: 90_000 }, () => {
  let admin: Admin;
  let page: Page;

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    ({ page } = admin);
    await createOwner(admin, OWNER);
    await admin.browser.context.clearCookies();
    await page.goto(admin.url);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  const key = async (...names: string[]): Promise<void> => {
    for (const name of names) await page.keyboard.press(name);
  };
  const type = (words: string) => page.keyboard.type(words);
  const text = () => page.getByRole('textbox', { name: 'Text', exact: true });
  const panel = () => page.getByRole('complementary', { name: 'Publish' });
  const hasFocus = async (what: Locator): Promise<boolean> =>
    (await what.and(page.locator(':focus')).count()) > 0;
  const tabTo = async (what: Locator): Promise<void> => {
    await what.waitFor();
    for (let tabs = 0; tabs < TABS_MAX; tabs += 1) {
      if (await hasFocus(what)) return;
      await key('Tab');
    }
    throw new Error(`${String(what)} is not within ${TABS_MAX} tabs.`);
  };
  const block = async (name: string): Promise<void> => {
    await type('/');
    await page.getByRole('listbox', { name: 'Blocks' }).waitFor();
    await type(name);
    await key('Enter');
  };

  test('is begun after signing in', async () => {
    await tabTo(page.getByLabel('E-mail address'));
    await type(OWNER.email);
    await tabTo(page.getByLabel('Password'));
    await type(OWNER.password);
    await key('Enter');
    await tabTo(page.getByRole('link', { name: 'Write your first article' }));
    await key('Enter');
    await text().waitFor();
    expect(await hasFocus(page.getByRole('textbox', { name: 'Title *' }))).toBe(true);
  });

  test('gets a title, a heading, a list and a link', async () => {
    await type('Words without a mouse');
    await key('Enter');
    await type('It begins here.');
    await key('Enter');
    await block('head');
    await type('What it takes');
    await key('Enter');
    await block('list');
    await type('patience');
    await key('Enter');
    await type('a table');
    await key('Enter', 'Enter');
    await type('It was written in the small hours');
    await key('Shift+Control+ArrowLeft', 'Shift+Control+ArrowLeft', 'Control+k');
    await page.getByLabel('Find an entry, or type an address').first().waitFor();
    await type('First light');
    await page.getByRole('option', { name: /^First light/ }).waitFor();
    await key('Enter');
    await page.getByRole('option', { name: 'The beginning' }).waitFor();
    await key('Enter');
    await vi.waitFor(async () => expect(await hasFocus(text())).toBe(true), PATIENTLY);
    await key('End', 'Enter');
    await text().locator('a', { hasText: 'small hours' }).waitFor();
  });

  test('gets a picture that is uploaded, and words for those who do not see it', async () => {
    const chooser = page.waitForEvent('filechooser');
    await block('pict');
    await tabTo(page.getByRole('dialog').getByRole('button', { name: 'Upload' }));
    await key('Enter');
    const buffer = await pictureBytes({ width: 640, height: 320, seed: 7 });
    await (await chooser).setFiles({ name: 'table.jpg', mimeType: 'image/jpeg', buffer });
    await page.getByText('1 file chosen').waitFor();
    await tabTo(page.getByRole('dialog').getByRole('button', { name: 'Use' }));
    await key('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await tabTo(page.getByLabel('What it shows'));
    await type('A table with a press on it');
    await key('Enter', 'Enter');
    await type('That was all.');
    await page.getByRole('status').getByText('Saved').waitFor();
    expect(await text().getByRole('img').getAttribute('alt')).toBe('A table with a press on it');
  });

  test('is published, after a look at what that changes', async () => {
    await key('Control+Shift+P');
    await panel().getByText('It is new.').first().waitFor();
    expect(await hasFocus(panel())).toBe(true);
    await tabTo(panel().getByRole('button', { name: 'Publish now' }));
    await key('Enter');
    await panel().getByText('Live: visitors see it.').waitFor();
    const { body, status } = await ask(admin.port, '/blog/words-without-a-mouse/');
    expect(status).toBe(200);
    const html = body.toString();
    for (const part of [
      /<h1[^>]*>\s*Words without a mouse/,
      /<h2[^>]*>.*What it takes/,
      /<li>.*patience/s,
      /<a href="\/blog\/first-light\/">small hours<\/a>/,
      /<img[^>]* alt="A table with a press on it"/,
      /That was all\./,
    ])
      expect(html).toMatch(part);
  });

  test('is gone on with where it was left, once the panel is closed', async () => {
    await key('Escape');
    await panel().waitFor({ state: 'detached' });
    expect(await hasFocus(text())).toBe(true);
    await type(' Nearly.');
    await text().getByText('That was all. Nearly.').waitFor();
    expect(admin.complaints).toEqual([]);
  });
});
