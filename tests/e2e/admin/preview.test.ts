import type { FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openBrowser } from '../../support/browser.ts';
import { requireComponent } from '../../support/components.ts';
import { createOwner, expectAccessible, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
/** The machine may be busy with other things. */
const PATIENTLY = { timeout: 15_000 };
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'a sentence is long enough' };
const LONG = Array.from({ length: 80 }, (_, nth) => `Paragraph ${nth} of a long text.`).join('\n\n');

/** In order: what is opened in one test is looked at in the next. */
describe.skipIf(executablePath === null)('the live preview', { timeout: 60_000 }, () => {
  let admin: Admin;
  let page: Page;
  let shown: FrameLocator;
  let id: string;

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    ({ page } = admin);
    await createOwner(admin, OWNER);
    const content = {
      title: 'A walk',
      slug: 'by-the-lake',
      publishedOn: '2026-11-30',
      body: { markdown: LONG },
    };
    ({ id } = (await admin.send('POST', 'entries', { collection: 'posts', locale: 'en', content })) as {
      id: string;
    });
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  const panel = () => page.getByRole('complementary', { name: 'Preview' });
  const title = () => page.getByRole('textbox', { name: 'Title' }).first();
  const path = () => panel().getByLabel('Page that is shown').innerText();
  const frame = () => page.frames().find((one) => one.url().includes('/preview/t/'));

  test('shows the real page beside the text', async () => {
    await page.goto(`${admin.url}content/posts/${id}`);
    await page.getByRole('button', { name: 'Preview' }).click();
    shown = panel().frameLocator('iframe');
    await shown.getByRole('heading', { name: 'A walk', level: 1 }).waitFor();
    await vi.waitFor(async () => expect(await path()).toBe('/blog/by-the-lake/'), PATIENTLY);
  });

  test('shows what is typed before it is saved, and stays where it was scrolled to', async () => {
    const saves: string[] = [];
    await page.route('**/api/v1/entries/*/draft', async (route) => {
      saves.push(route.request().url());
      await route.abort();
    });
    await frame()?.evaluate(
      `scrollTo(0, 400); globalThis.paragraph = document.querySelector('article p, main p')`,
    );
    await title().fill('A walk in the rain');
    await shown.getByRole('heading', { name: 'A walk in the rain', level: 1 }).waitFor();
    expect(await frame()?.evaluate('scrollY')).toBe(400);
    // What has not changed is the very same.
    expect(await frame()?.evaluate('paragraph.isConnected')).toBe(true);
    await page.unroute('**/api/v1/entries/*/draft');
  });

  test('goes to what is clicked on', async () => {
    await frame()?.evaluate('scrollTo(0, 0)');
    await page.getByRole('textbox', { name: 'Excerpt' }).focus();
    await shown.getByRole('heading', { name: 'A walk in the rain', level: 1 }).click();
    await page.locator('[data-path=title] :focus').waitFor();
    expect(await title().inputValue()).toBe('A walk in the rain');
    await shown.getByText('Paragraph 3 of a long text.').click();
    await page.locator('[data-path=body] :focus').waitFor();
    expect(await page.evaluate('getSelection().anchorNode.textContent')).toBe('Paragraph 3 of a long text.');
    await page.keyboard.type('Here: ');
    await shown.getByText('Here: Paragraph 3 of a long text.').waitFor();
  });

  test('walks through the site, says where it is, and comes back', async () => {
    await shown.getByRole('link', { name: 'Writing' }).first().click();
    await vi.waitFor(async () => expect(await path()).toBe('/blog/'), PATIENTLY);
    await title().fill('A walk in the snow');
    await shown.getByText('A walk in the snow').first().waitFor();
    await panel().getByRole('button', { name: 'To the page of this entry' }).click();
    await vi.waitFor(async () => expect(await path()).toBe('/blog/by-the-lake/'), PATIENTLY);
    await shown.getByRole('heading', { name: 'A walk in the snow', level: 1 }).waitFor();
    await page.getByRole('status').getByText('Saved').waitFor();
  });

  test('is as wide as a device, and the panel as wide as somebody wants it', async () => {
    await panel().getByRole('button', { name: 'Telephone' }).click();
    await vi.waitFor(
      async () => expect(await frame()?.evaluate('innerWidth')).toBeGreaterThan(380),
      PATIENTLY,
    );
    expect(await frame()?.evaluate('innerWidth')).toBeLessThanOrEqual(390);
    const edge = page.getByRole('separator', { name: 'Width of the panel' });
    const before = Number(await edge.getAttribute('aria-valuenow'));
    await edge.focus();
    await page.keyboard.press('ArrowLeft');
    expect(Number(await edge.getAttribute('aria-valuenow'))).toBe(before + 16);
    await page.reload();
    await shown.getByRole('heading', { level: 1 }).waitFor();
    expect(Number(await edge.getAttribute('aria-valuenow'))).toBe(before + 16);
  });

  test('can be used by everybody, in light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
  });

  test('is shared as a link, with people who have no account, until it is revoked', async () => {
    await panel().getByRole('button', { name: 'Share as a link' }).click();
    const dialog = page.getByRole('dialog', { name: 'Share the draft as a link' });
    await dialog.getByLabel('For whom').fill('The printers');
    await dialog.getByRole('button', { name: 'Make a link' }).click();
    const link = await dialog.getByLabel('The link, which is shown this once').inputValue();
    await dialog.getByText('Not opened yet').waitFor();
    await expectAccessible(page);
    const visitor = await openBrowser(executablePath);
    try {
      const other = await visitor.context.newPage();
      await other.goto(link);
      await other.getByRole('heading', { name: 'A walk in the snow', level: 1 }).waitFor();
      await dialog.getByRole('button', { name: 'Revoke' }).click();
      await dialog.getByText('The printers').waitFor({ state: 'detached' });
      await other.goto(link);
      await other.getByRole('heading', { name: 'This link is over' }).waitFor();
    } finally {
      await visitor.close();
    }
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await panel().getByRole('alert').count()).toBe(0);
  });

  test('does all of it within its content security policy', () => {
    expect(admin.complaints).toEqual([]);
  });
});
