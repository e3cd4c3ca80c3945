import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireComponent } from '../../support/components.ts';
import { createOwner, expectAccessible, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'a sentence is long enough' };

/** In order: a start page of a new site that fills, and what is scheduled, found on a calendar, moved and cancelled. */
describe.skipIf(executablePath === null)('the schedules and the start page', { timeout: 60_000 }, () => {
  let admin: Admin;
  let page: Page;

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    ({ page } = admin);
    await createOwner(admin, OWNER);
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  const list = (name: string) => page.getByRole('region', { name });
  const draft = async (title: string, slug: string) => {
    const content = { title, slug };
    const entry = (await admin.send('POST', 'entries', { collection: 'pages', content })) as {
      id: string;
      draftVersionId: string;
    };
    return { id: entry.id, versionId: entry.draftVersionId };
  };
  const schedule = async (time: string, entry: object) => {
    await admin.send('POST', 'schedules', { at: { time, timeZone: 'UTC' }, entries: [entry] });
  };

  test('show on the start page what is in work, comes and went live, as it happens', async () => {
    await schedule('2090-03-14T12:00', await draft('For the spring', 'for-the-spring'));
    await list('My drafts').getByRole('link', { name: 'For the spring' }).waitFor();
    await list('Scheduled').getByRole('link', { name: 'For the spring' }).waitFor();
    await admin.send('POST', 'bundles', { title: 'Spring issue' });
    await list('Bundles in work').getByRole('link', { name: 'Spring issue' }).waitFor();
    const entries = [await draft('Out at once', 'out-at-once')];
    await admin.send('POST', 'publications', { entries });
    const live = list('Just went live').getByRole('listitem').filter({ hasText: 'Out at once' });
    await live.getByText('Live', { exact: true }).waitFor();
    expect(await live.getByText('Ada').count()).toBe(1);
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await expectAccessible(page);
    }
  });

  test('stand on a calendar, which is walked through by the keyboard', async () => {
    await list('Scheduled').getByRole('link', { name: 'For the spring' }).click();
    await page.getByRole('heading', { name: 'March 2090' }).waitFor();
    const day = page.getByRole('button', { name: /March 14, 2090, 1 schedule$/ });
    await day.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('PageDown');
    await page.getByRole('heading', { name: 'April 2090' }).waitFor();
    const focused = page.locator(':focus');
    expect(await focused.textContent()).toContain('April 20, 2090');
    await page.keyboard.press('PageUp');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowUp');
    await page.getByRole('heading', { name: /March 14, 2090/ }).waitFor();
    expect(await focused.textContent()).toContain('March 14, 2090, 1 schedule');
    await expectAccessible(page);
  });

  test('are moved to another time, and the ledger says so', async () => {
    const all = list('All of this time');
    await all.getByRole('button', { name: 'Move “For the spring”' }).click();
    const dialog = page.getByRole('dialog', { name: 'Move the schedule' });
    await dialog.getByRole('spinbutton', { name: /month/i }).waitFor();
    await expectAccessible(page);
    await page.keyboard.type('03282090');
    await page.keyboard.type('0930AM');
    await dialog.getByRole('button', { name: 'Move it' }).click();
    await dialog.waitFor({ state: 'detached' });
    await all.getByText('2090-03-28 09:30 UTC').waitFor();
    await all.getByText('What has happened to it').click();
    await all.getByText(/Moved: March 28, 2090/).waitFor();
    expect(await all.getByRole('listitem').filter({ hasText: 'Scheduled' }).count()).toBeGreaterThan(0);
  });

  test('show a week, and a list alone on a phone', async () => {
    await page.getByRole('combobox', { name: 'View' }).selectOption('week');
    await page.getByRole('button', { name: /March 14, 2090/ }).waitFor();
    await page.setViewportSize({ width: 320, height: 700 });
    await page.getByRole('grid').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    await expectAccessible(page);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByRole('combobox', { name: 'View' }).selectOption('month');
  });

  test('are cancelled, and stay in the ledger', async () => {
    const all = list('All of this time');
    await all.getByRole('button', { name: 'Cancel “For the spring”' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel the schedule' }).click();
    await all.getByText('Cancelled').first().waitFor();
    expect(await all.getByRole('button', { name: 'Move “For the spring”' }).count()).toBe(0);
    expect(admin.complaints).toEqual([]);
  });
});
