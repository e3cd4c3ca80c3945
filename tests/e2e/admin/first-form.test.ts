import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ask } from '../../support/ask.ts';
import { openBrowser } from '../../support/browser.ts';
import { requireComponent } from '../../support/components.ts';
import { expectAccessible, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const PASSWORD = 'a sentence is long enough';

/** In order: one owner's first minutes, on what `npm start` starts. */
describe.skipIf(executablePath === null)('the authoring UI', { timeout: 60_000 }, () => {
  let admin: Admin;
  let port: number;
  let page: Page;

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    ({ page, port } = admin);
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  test('makes the owner account by the link that was printed, and says what is wrong with a password', async () => {
    await page.goto(admin.ownerLink);
    await page.getByLabel('Your name').fill('Ada');
    await page.getByLabel('E-mail address').fill('ada@example.org');
    await page.getByLabel('Password').fill('short');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('The password is too short').waitFor();
    expect(await page.getByLabel('Your name').inputValue()).toBe('Ada');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Start' }).waitFor();
    expect(page.url()).not.toContain('token');
  });

  test('withdraws a post and publishes it again, and says when visitors see it', async () => {
    await page.getByRole('link', { name: 'Posts', exact: true }).click();
    const row = page.getByRole('row', { name: /First light/ }).first();
    await row.getByRole('button', { name: 'Withdraw' }).click();
    const question = page.getByRole('alertdialog');
    await question.getByText('Visitors who open /blog/first-light/ are told').waitFor();
    await question.getByRole('button', { name: 'Keep it public' }).click();
    await question.waitFor({ state: 'detached' });
    expect((await ask(port, '/blog/first-light/')).status).toBe(200);
    await row.getByRole('button', { name: 'Withdraw' }).click();
    await question.getByRole('button', { name: 'Withdraw' }).click();
    await page.getByText(/is withdrawn\. Visitors see it: \d+ address/).waitFor();
    expect((await ask(port, '/blog/first-light/')).status).toBe(404);
    await row.getByRole('button', { name: 'Publish' }).click();
    await question.getByText('New: /blog/first-light/').waitFor();
    await question.getByText(/Visitors see it at once: \d+ addresses change/).waitFor();
    await expectAccessible(page);
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
    expect((await ask(port, '/blog/first-light/')).status).toBe(404);
    await row.getByRole('button', { name: 'Publish' }).click();
    await question.getByRole('button', { name: 'Publish' }).click();
    await page.getByText(/is published\. Visitors see it: \d+ address/).waitFor();
    expect((await ask(port, '/blog/first-light/')).status).toBe(200);
  });

  test('forgets what it said when the list becomes another one', async () => {
    await page.getByText(/is published/).waitFor();
    await page.getByLabel('Language').selectOption('en');
    await page.getByText(/is published/).waitFor({ state: 'detached' });
    // How many there are is said all the time.
    await expect
      .poll(() => page.getByRole('status').allInnerTexts())
      .toEqual([expect.stringMatching(/^\d+ entr/)]);
  });

  test('searches while somebody types, with pauses, and leaves the field and what is typed there alone', async () => {
    const field = page.getByRole('searchbox', { name: 'Search' });
    const sought = (): string | null => new URL(page.url()).searchParams.get('q');
    await field.focus();
    for (const word of ['first', ' ', 'light']) {
      await page.keyboard.type(word);
      await expect.poll(sought).toBe(await field.inputValue());
    }
    expect(await field.inputValue()).toBe('first light');
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    await page.getByLabel('State').focus();
    await page.getByLabel('State').press('w');
    await page.getByRole('button', { name: 'Show everything' }).waitFor();
    expect(await page.locator('select:focus').getAttribute('aria-label')).toBe('State');
    await page.getByRole('button', { name: 'Show everything' }).click();
    await expect.poll(() => field.inputValue()).toBe('');
    await page.getByLabel('Language').selectOption('en');
  });

  test('leaves room between what it says and the list', async () => {
    const row = page.getByRole('row', { name: /First light/ }).first();
    await row.getByRole('button', { name: 'Withdraw' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Withdraw' }).click();
    await row.getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Publish' }).click();
    await page.getByText(/is published/).waitFor();
    const box = await page.locator('.wide-page > .notice').boundingBox();
    const list = await page.locator('.entry-rows').boundingBox();
    expect((list?.y ?? 0) - ((box?.y ?? 0) + (box?.height ?? 0))).toBeGreaterThanOrEqual(8);
  });

  test('says which links a withdrawal would leave dead, and goes on with whoever says so', async () => {
    for (const [title, markdown] of [
      ['Led to', 'A page.'],
      ['Leads on', 'See [the other one](/blog/led-to/).'],
    ]) {
      const content = { title, slug: title?.toLowerCase().replace(' ', '-'), body: { markdown } };
      await makePublic(page, { collection: 'posts', locale: 'en', content });
    }
    await vi.waitFor(async () => expect((await ask(port, '/blog/leads-on/')).status).toBe(200), {
      timeout: 30_000,
    });
    await page.reload();
    await page.getByRole('link', { name: 'Posts', exact: true }).click();
    const row = page.getByRole('row', { name: /Led to/ }).first();
    const question = page.getByRole('alertdialog');
    const withdraw = async (): Promise<void> => {
      await row.getByRole('button', { name: 'Withdraw' }).click();
      await question.getByRole('button', { name: 'Withdraw' }).click();
      await question.getByText('/blog/led-to/ on /blog/leads-on/').waitFor();
    };
    await withdraw();
    await expectAccessible(page);
    await question.getByRole('button', { name: 'Leave it as it is' }).click();
    await question.waitFor({ state: 'detached' });
    expect((await ask(port, '/blog/led-to/')).status).toBe(200);
    await withdraw();
    await question.getByRole('button', { name: 'Withdraw all the same' }).click();
    await page.getByText(/is withdrawn\. Visitors see it/).waitFor();
    expect((await ask(port, '/blog/led-to/')).status).toBe(404);
  });

  test('says loudly what the withdrawal of a single would do', async () => {
    await page.goto(`${admin.url}content/settings`);
    await page.getByRole('button', { name: 'Withdraw' }).first().click();
    const question = page.getByRole('alertdialog');
    await question.getByText('This concerns the whole site.').waitFor();
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    expect(await page.locator('.state-chip.live').count()).toBeGreaterThan(0);
  });

  test('names each field that keeps an entry from being published, as the form calls it', async () => {
    await admin.send('POST', 'entries', { collection: 'posts', content: { title: '   ' } });
    await page.goto(`${admin.url}content/posts?locale=en`);
    await page
      .getByRole('row', { name: /Untitled/ })
      .getByRole('button', { name: 'Publish' })
      .click();
    const question = page.getByRole('alertdialog');
    await question.getByText('Title: Must be filled in.').waitFor();
    expect(await question.getByRole('button', { name: 'Publish' }).count()).toBe(0);
    await question.getByRole('button', { name: 'Cancel' }).click();
  });

  test('names each of many entries that could not be changed, with its fields, and lets go of the others', async () => {
    await admin.send('POST', 'entries', { collection: 'posts', content: { title: 'Whole enough' } });
    await page.goto(`${admin.url}content/posts?locale=en&state=draft`);
    const bar = page.getByRole('region', { name: 'Selected entries' });
    await page.getByRole('checkbox', { name: 'Select Whole enough' }).check();
    await page.getByRole('checkbox', { name: 'Select Untitled' }).check();
    await bar.getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Publish' }).click();
    const refused = bar.getByRole('alert').getByRole('listitem');
    await refused
      .filter({ hasText: 'Untitled: ' })
      .filter({ hasText: 'Title: Must be filled in.' })
      .waitFor();
    await bar.getByText('1 selected').waitFor();
    expect(await refused.count()).toBe(1);
    await expectAccessible(page);
  });

  test('keeps every button in sight, whatever a title holds', async () => {
    await admin.send('POST', 'entries', { collection: 'posts', content: { title: 'Long'.repeat(200) } });
    // Where there is no room for the words, the deeds of a row are in a menu.
    const buttons = [
      { width: 1280, name: 'Publish' },
      { width: 390, name: /^LongLong.*: more$/ },
    ];
    for (const { name, width } of buttons) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`${admin.url}content/posts?locale=en`);
      const row = page.getByRole('row', { name: /LongLong/ });
      const button = await row.getByRole('button', { name }).boundingBox();
      expect((button?.x ?? Infinity) + (button?.width ?? 0)).toBeLessThanOrEqual(width);
      expect((await row.getByRole('link').innerText()).length).toBe(151);
    }
    await page.setViewportSize({ width: 1280, height: 720 });
  });

  test('says so when the address names a collection that the site does not have', async () => {
    await page.goto(`${admin.url}content/nonsense`);
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.getByRole('link', { name: 'To the start' }).click();
    await page.getByRole('link', { name: 'Posts', exact: true }).click();
  });

  test('says so where the address leads nowhere, with the way to the start', async () => {
    const lost = await admin.browser.context.newPage();
    await lost.goto(`${admin.url}nope`);
    await lost.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await lost.getByRole('link', { name: 'To the start' }).click();
    await lost.getByRole('heading', { name: 'Start' }).waitFor();
    expect(new URL(lost.url()).pathname).toBe('/admin/');
    await lost.close();
  });

  test('keeps what is chosen in the address', async () => {
    await page.getByLabel('Language').selectOption('de');
    await page.getByRole('row', { name: /Erstes Licht/ }).waitFor();
    await page.reload();
    await page.getByRole('row', { name: /Erstes Licht/ }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/admin/content/posts');
    expect(await page.getByLabel('Language').inputValue()).toBe('de');
  });

  test('can be used by everybody, in light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
  });

  test('shows no form behind a link that has been used, and says what to do instead', async () => {
    const visitor = await openBrowser(executablePath);
    try {
      const other = await visitor.context.newPage();
      await other.goto(admin.ownerLink);
      await other.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
      expect(await other.getByRole('textbox').count()).toBe(0);
      await other.getByRole('link', { name: 'Sign in' }).click();
      await other.getByRole('heading', { name: 'Sign in' }).waitFor();
    } finally {
      await visitor.close();
    }
  });

  test('asks for the password again when the session has ended elsewhere, and leaves everything as it was', async () => {
    await admin.browser.context.clearCookies();
    await page.getByRole('link', { name: 'Pages', exact: true }).click();
    const question = page.getByRole('dialog', { name: 'Sign in again' });
    await question.waitFor();
    await expectAccessible(page);
    expect(await question.getByLabel('E-mail address').inputValue()).toBe('ada@example.org');
    await question.getByLabel('Password').fill(PASSWORD);
    await question.getByRole('button', { name: 'Sign in', exact: true }).click();
    await question.waitFor({ state: 'detached' });
    await page.getByRole('row', { name: /About/ }).first().waitFor();
    expect(new URL(page.url()).pathname).toBe('/admin/content/pages');
  });

  test('comes back by itself where another tab has signed in, and asks on as long as none has', async () => {
    await admin.browser.context.clearCookies();
    await page.getByRole('link', { name: 'Posts', exact: true }).click();
    const question = page.getByRole('dialog', { name: 'Sign in again' });
    await question.waitFor();
    const comeBack = (): Promise<unknown> => page.evaluate("dispatchEvent(new Event('focus'))");
    const asked = page.waitForResponse((answer) => answer.url().endsWith('/api/v1/session'));
    await comeBack();
    expect((await asked).status()).toBe(401);
    expect(await question.isVisible()).toBe(true);
    const text = await question.locator('p').first().boundingBox();
    const form = await question.locator('form').boundingBox();
    expect((form?.y ?? 0) - (text?.y ?? 0) - (text?.height ?? 0)).toBeGreaterThanOrEqual(12);
    const other = await admin.browser.context.newPage();
    await other.goto(admin.url);
    await other.getByLabel('E-mail address').fill('ada@example.org');
    await other.getByLabel('Password').fill(PASSWORD);
    await other.getByRole('button', { name: 'Sign in', exact: true }).click();
    await other.getByRole('heading', { name: 'Start' }).waitFor();
    await other.close();
    await comeBack();
    await question.waitFor({ state: 'detached' });
  });

  test('says what waits while the site is held at an earlier release', async () => {
    const isHeld = (): Promise<boolean> =>
      page.evaluate(async () => !(await (await fetch('/api/v1/releases')).text()).includes('"pin":null'));
    await admin.send('POST', 'releases/1/rollback', { reason: 'the header is broken' });
    await vi.waitFor(async () => expect(await isHeld()).toBe(true), { timeout: 30_000 });
    const content = { title: 'It waits', publishedOn: '2026-11-21' };
    await admin.send('POST', 'entries', { collection: 'posts', content });
    await page.goto(`${admin.url}content/posts?locale=en`);
    const row = page.getByRole('row', { name: /It waits/ });
    await row.getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Publish' }).click();
    await page.getByText('“It waits” is published. The site is held at an earlier release').waitFor();
    await row.getByText('Site held', { exact: true }).waitFor();
    expect(await row.getByRole('link').count()).toBe(1);
    await admin.send('POST', 'releases/resume', {});
    await vi.waitFor(async () => expect(await isHeld()).toBe(false), { timeout: 30_000 });
    await page.reload();
    await row.getByText('Live', { exact: true }).waitFor();
    expect(await row.getByRole('link').count()).toBe(2);
  });

  test('breaks no rule of its own content security policy', () => {
    expect(admin.complaints).toEqual([]);
  });
});

/** As the one who is signed in there. */
async function makePublic(page: Page, body: Record<string, unknown>): Promise<void> {
  const status = await page.evaluate(async (entry) => {
    const headers = { 'Content-Type': 'application/json' };
    const made = await fetch('/api/v1/entries', { method: 'POST', headers, body: JSON.stringify(entry) });
    const { id } = (await made.json()) as { id: string };
    const match = { 'If-Match': made.headers.get('ETag') ?? '' };
    return (await fetch(`/api/v1/entries/${id}/publish`, { method: 'POST', headers: match })).status;
  }, body);
  expect(status).toBe(202);
}
