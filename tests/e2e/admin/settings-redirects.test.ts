import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from '../../support/ask.ts';
import { requireComponent } from '../../support/components.ts';
import { createOwner, expectAccessible, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const UNTIL = { timeout: 20_000 };

/** In order: an owner says where old addresses lead. */
describe.skipIf(executablePath === null)('the redirects', { timeout: 60_000 }, () => {
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

  const record = (path: string): Locator =>
    page
      .locator('.record')
      .filter({ has: page.locator('.record-name code').getByText(path, { exact: true }) });
  const statusOf = async (path: string): Promise<number> => (await ask(admin.port, path)).status;
  const test301 = async (path: string, said: string): Promise<void> => {
    await page.getByRole('textbox', { name: 'Address', exact: true }).fill(path);
    await page.getByRole('button', { name: 'What do visitors get?' }).click();
    await page.getByText(said, { exact: true }).waitFor();
  };

  const log = async (): Promise<number> => {
    const { publications } = (await admin.send('GET', 'publications?limit=1', undefined)) as {
      publications: { seq: number }[];
    };
    return publications[0]?.seq ?? 0;
  };

  test('say what belongs there while there are none, for everybody and by every width', async () => {
    await page.getByRole('link', { name: 'Administration' }).click();
    await page.getByRole('heading', { name: 'Administration' }).waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
    await page
      .getByRole('main')
      .getByRole('link', { name: /^Redirects/ })
      .last()
      .click();
    await page.getByRole('heading', { name: 'No redirects yet' }).waitFor();
    await page.setViewportSize({ width: 320, height: 640 });
    await page.reload();
    await page.getByRole('heading', { name: 'No redirects yet' }).waitFor();
    // The places are a row that is wider than the screen: the one that is open is in sight.
    const places = page.getByRole('main').getByRole('navigation', { name: 'Administration' });
    const place = await places.getByRole('link', { name: 'Redirects' }).boundingBox();
    expect(place?.x).toBeGreaterThanOrEqual(0);
    expect((place?.x ?? 0) + (place?.width ?? 0)).toBeLessThanOrEqual(320);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    await expectAccessible(page);
    await page.setViewportSize({ width: 1280, height: 720 });
  });

  test('are added by the keyboard, and say what is wrong with one beside the place', async () => {
    await page.getByRole('button', { name: 'Add a redirect' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Add a redirect' });
    await dialog.getByLabel('From the address').fill('/blog/first-light/');
    await dialog.getByLabel('To the address').fill('/blog/');
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await dialog.getByRole('alert').waitFor();
    await dialog.getByLabel('From the address').fill('/old/');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await record('/old/').getByText('for good (301)').waitFor();
    await expect.poll(() => statusOf('/old/'), UNTIL).toBe(301);
  });

  test('are tested as visitors get them', async () => {
    await test301('/old/', 'They are led on to /blog/, where a page is.');
    await test301('/blog/', 'A page.');
    await test301('/nowhere/', 'Nothing: they are told that there is no such page (404).');
    await expectAccessible(page);
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  test('lead to an entry that is searched for', async () => {
    await page.getByRole('button', { name: 'Change /old/' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change the redirect' });
    await dialog.getByLabel('Visitors').selectOption('entry');
    await dialog.getByRole('searchbox', { name: 'Search entries' }).fill('First light');
    await dialog.getByRole('radio', { name: /First light/ }).check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await record('/old/').getByRole('link', { name: 'First light' }).waitFor();
    await expect
      .poll(async () => (await ask(admin.port, '/old/')).headers.location, UNTIL)
      .toContain('/blog/first-light/');
  });

  test('are removed after a question, and only then', async () => {
    await page.getByRole('button', { name: 'Remove /old/' }).click();
    const question = page.getByRole('alertdialog');
    await question.getByRole('button', { name: 'Cancel' }).click();
    await record('/old/').waitFor();
    await page.getByRole('button', { name: 'Remove /old/' }).click();
    await question.getByRole('button', { name: 'Remove' }).click();
    await record('/old/').waitFor({ state: 'detached' });
    await expect.poll(() => statusOf('/old/'), UNTIL).toBe(404);
  });

  test('come from a file, after a look at what changes, and say which lines are refused', async () => {
    await admin.send('PUT', 'redirects', { path: '/same/', status: 410, to: null });
    await admin.send('PUT', 'redirects', { path: '/other/', status: 410, to: null });
    await page.reload();
    await record('/same/').waitFor();
    await page.getByRole('button', { name: 'Import CSV' }).click();
    const dialog = page.getByRole('dialog', { name: 'Import redirects' });
    const buffer = Buffer.from(
      'path;target;status\n/a/;/blog/;301\n/away/;https://example.org/new;302\n/same/;;410\n/other/;/blog/;302\nwrong;/x/;301\n/blog/first-light/;/blog/;301\n',
    );
    await dialog.getByLabel('A CSV file').setInputFiles({ name: 'r.csv', mimeType: 'text/csv', buffer });
    await dialog.getByText('1 line cannot be understood').waitFor();
    const lines = dialog.getByRole('list', { name: 'What will change' }).getByRole('listitem');
    await dialog.getByText('All of it is one publication, which can be taken back as a whole.').waitFor();
    expect((await lines.allInnerTexts()).map((text) => text.split('\n').at(-1))).toEqual([
      'new',
      'new',
      'as it is',
      'changed',
      'The path has to begin with a slash.',
      expect.stringContaining('/blog/first-light/'),
    ]);
    await expectAccessible(page);
    expect(await statusOf('/a/')).toBe(404);
    await dialog.getByRole('button', { name: 'Change 3 redirects' }).click();
    await dialog.getByText('3 redirects changed.').waitFor();
    const colour = await page.evaluate(
      "getComputedStyle(document.querySelector('dialog progress')).accentColor",
    );
    expect(colour).not.toBe('auto');
    const refused = dialog.getByRole('list', { name: 'Refused' }).getByRole('listitem');
    expect(await refused.allInnerTexts()).toEqual([expect.stringContaining('/blog/first-light/')]);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await record('/other/').getByText('for now (302)').waitFor();
    await expect.poll(() => statusOf('/a/'), UNTIL).toBe(301);
    const answer = await ask(admin.port, '/away/');
    expect([answer.status, answer.headers.location]).toEqual([302, 'https://example.org/new']);
    await record('/away/').getByText('https://example.org/new').waitFor();
    await test301('/away/', 'They are led on to https://example.org/new, on another site.');
  });

  test('are imported with a word of those that lead to where no page is', async () => {
    await page.getByRole('button', { name: 'Import CSV' }).click();
    const dialog = page.getByRole('dialog', { name: 'Import redirects' });
    await dialog.getByLabel('Or its lines').fill('/y1/,/nowhere-yet/\n/y2/,/blog/\n/y3/,/y1/');
    await dialog.getByText('No page is at /nowhere-yet/ now.').waitFor();
    expect(await dialog.getByText(/^No page is at/).count()).toBe(1);
    expect(await dialog.getByRole('button', { name: 'Change 3 redirects' }).isEnabled()).toBe(true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  test('say of a line that is refused why, as wide as there is room, and in the language of the screen', async () => {
    await page.getByRole('button', { name: 'Import CSV' }).click();
    const dialog = page.getByRole('dialog', { name: 'Import redirects' });
    await dialog.getByLabel('Or its lines').fill('/loop-a/,/loop-b/,301\n/loop-b/,/loop-a/,301');
    const problem = dialog.locator('.record .field-problem').first();
    await problem.waitFor();
    const [said, line] = [await problem.boundingBox(), await dialog.locator('.record').first().boundingBox()];
    expect(said?.width).toBeGreaterThan((line?.width ?? Infinity) / 2);
    await page.keyboard.press('Escape');
    await page.evaluate(() => localStorage.setItem('stillpress.language', 'de'));
    await page.reload();
    await page.getByRole('button', { name: 'CSV importieren' }).click();
    await page
      .getByRole('dialog')
      .getByLabel('Oder ihre Zeilen')
      .fill('/loop-a/,/loop-b/,301\n/loop-b/,/loop-a/,301');
    const german = page.getByRole('dialog').locator('.record .field-problem').first();
    await german.getByText('Die Weiterleitung würde zu sich selbst zurückführen: /loop').waitFor();
    expect(await german.innerText()).not.toContain('redirect');
    await page.evaluate(() => localStorage.setItem('stillpress.language', 'en'));
    await page.reload();
  });

  test('come from a file as one publication, which is taken back as a whole', async () => {
    const before = await log();
    await page.getByRole('button', { name: 'Import CSV' }).click();
    const dialog = page.getByRole('dialog', { name: 'Import redirects' });
    await dialog.getByLabel('Or its lines').fill('/x1/,/blog/\n/x2/,/x1/\n/x3/,,410');
    await dialog.getByText('All of it is one publication, which can be taken back as a whole.').waitFor();
    await dialog.getByRole('button', { name: 'Change 3 redirects' }).click();
    await dialog.getByText('3 redirects changed.').waitFor();
    expect(await log()).toBe(before + 1);
    await expect.poll(() => statusOf('/x2/'), UNTIL).toBe(301);
    await expectAccessible(page);
    await dialog.getByRole('button', { name: `Take publication ${before + 1} back …` }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Take it back' }).click();
    await dialog.getByText('Taken back: visitors see what was there before.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => statusOf('/x2/'), UNTIL).toBe(404);
    expect(await record('/x1/').count()).toBe(0);
  });

  test('go into a file that can be read again', async () => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export CSV' }).click();
    const file = await (await download).path();
    expect(readFileSync(file, 'utf8')).toBe(
      'path,target,status\r\n/a/,/blog/,301\r\n/away/,https://example.org/new,302\r\n/other/,/blog/,302\r\n/same/,,410\r\n',
    );
  });

  test('are not taken from pages that lead there without saying so', async () => {
    const markdown = 'See [the old one](/a/).';
    const content = { title: 'Leads', slug: 'leads', publishedOn: '2026-11-21', body: { markdown } };
    const made = await admin.send('POST', 'entries', { collection: 'posts', content });
    const { draftVersionId, id } = made as { id: string; draftVersionId: string };
    const status = await page.evaluate(
      async ([entry, version]) =>
        (
          await fetch(`/api/v1/entries/${entry}/publish`, {
            method: 'POST',
            headers: { 'If-Match': `"${version}"` },
          })
        ).status,
      [id, draftVersionId] as const,
    );
    expect(status).toBe(202);
    await expect.poll(() => statusOf('/blog/leads/'), UNTIL).toBe(200);
    await page.getByRole('searchbox', { name: 'Search redirects' }).fill('/a/');
    await page.getByRole('button', { name: 'Remove /a/' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    const question = page.getByRole('alertdialog', { name: 'Leave links dead?' });
    await question.getByText('/blog/leads/').waitFor();
    await expectAccessible(page);
    await question.getByRole('button', { name: 'Leave it as it is' }).click();
    expect(await statusOf('/a/')).toBe(301);
    await page.getByRole('button', { name: 'Remove /a/' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await question.getByRole('button', { name: 'Do it all the same' }).click();
    await expect.poll(() => statusOf('/a/'), UNTIL).toBe(404);
  });

  test('mend a link that leads nowhere, from where such links are listed with the pages that hold them', async () => {
    await page.goto(admin.url);
    await page.getByRole('link', { name: '1 link on the site leads nowhere' }).click(UNTIL);
    await page.getByRole('heading', { name: 'Broken links' }).waitFor();
    const holders = page.getByRole('list', { name: 'Pages with a link to /a/' });
    await holders.getByRole('link', { name: 'Leads' }).waitFor(UNTIL);
    expect(await holders.getByRole('listitem').allInnerTexts()).toEqual(['Leads /blog/leads/']);
    await page.getByText(/^Change the link in the entry/).waitFor();
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
    await page.setViewportSize({ width: 1280, height: 720 });
    await holders.getByRole('link', { name: 'Leads' }).click();
    await page.getByRole('textbox', { name: 'Title *' }).waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Lead visitors on … from /a/' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a redirect' });
    expect(await dialog.getByLabel('From the address').inputValue()).toBe('/a/');
    await dialog.getByLabel('To the address').fill('/blog/');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Every link leads somewhere' }).waitFor(UNTIL);
    expect(await statusOf('/a/')).toBe(301);
    await page.goto(`${admin.url}settings/redirects`);
  });

  test('say so where they cannot be read, and are read again', async () => {
    await page.route('**/api/v1/redirects', (route) => route.fulfill({ status: 500, body: 'no' }));
    await page.reload();
    await page.getByText('Something else than Stillpress has answered').first().waitFor(UNTIL);
    await page.unroute('**/api/v1/redirects');
    await page.getByRole('button', { name: 'Try again' }).click();
    await record('/same/').waitFor();
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
  });

  test('break no rule of the content security policy', () => {
    expect(admin.complaints).toEqual([]);
  });
});
