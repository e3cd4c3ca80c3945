import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ask } from '../../support/ask.ts';
import { requireComponent } from '../../support/components.ts';
import { pictureBytes } from '../../support/media/pictures.ts';
import { createOwner, expectAccessible, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';
import { uploadFrom } from './xss-writing.ts';

const executablePath = requireComponent('chromium');
/** The machine may be busy with other things. */
const PATIENTLY = { timeout: 15_000 };
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'a sentence is long enough' };

type Made = { id: string; draftVersionId: string };

/** In order: what is begun in one test goes on in the next. */
describe.skipIf(executablePath === null)('the publish panel', { timeout: 60_000 }, () => {
  let admin: Admin;
  let page: Page;
  let walk: Made;

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    ({ page } = admin);
    await createOwner(admin, OWNER);
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  const panel = () => page.getByRole('complementary', { name: 'Publish' });
  const make = async (content: Record<string, unknown>): Promise<Made> =>
    (await admin.send('POST', 'entries', { collection: 'posts', locale: 'en', content })) as Made;
  const open = async ({ id }: Made, search = ''): Promise<void> => {
    await page.goto(`${admin.url}content/posts/${id}${search}`);
    await page.getByRole('textbox', { name: 'Title' }).first().waitFor();
  };
  const visitorsGet = async (path: string, status: number): Promise<void> => {
    await vi.waitFor(async () => expect((await ask(admin.port, path)).status).toBe(status), PATIENTLY);
  };

  test('is not opened by its keys behind a dialog', async () => {
    await open(await make({ title: 'Asked first' }));
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').waitFor();
    await page.keyboard.press('Control+Shift+P');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await panel().count()).toBe(0);
    await page.keyboard.press('Control+Shift+P');
    await panel().waitFor();
  });

  test('names every field that keeps it from being published, as the form calls it', async () => {
    await open(await make({ title: '  ' }));
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    const problem = panel().getByRole('alert');
    await problem.getByText('Nothing was published').waitFor();
    expect(await problem.getByRole('listitem').allInnerTexts()).toContain('Title: Must be filled in.');
    expect(await panel().getByRole('button', { name: 'Publish now' }).isDisabled()).toBe(true);
    const summary = page.getByRole('main').getByRole('region', { name: /to mend$/ });
    await summary.getByText('Title: Must be filled in.').waitFor();
    await page.locator('[data-path=title]').getByText('Must be filled in.').waitFor();
    await expectAccessible(page);
  });

  test('leads from what is wrong to the field, and out of the way where it covers the text', async () => {
    const toTitle = panel().getByRole('button', { name: 'Title: Must be filled in.' });
    await toTitle.click();
    await page.locator('[data-path=title] :focus').waitFor();
    expect(await panel().count()).toBe(1);
    await page.setViewportSize({ width: 390, height: 800 });
    await toTitle.press('Enter');
    await panel().waitFor({ state: 'detached' });
    await page.locator('[data-path=title] :focus').waitFor();
    await page.setViewportSize({ width: 1280, height: 720 });
  });

  test('saves what is typed, and says which addresses change, how and why', async () => {
    const body = { markdown: 'The first words.' };
    walk = await make({ title: 'A walk', slug: 'by-the-lake', publishedOn: '2026-11-30', body });
    await open(walk);
    await page.getByRole('textbox', { name: 'Title' }).first().fill('A longer walk');
    await page.keyboard.press('Control+Shift+P');
    const own = panel().locator('details', { hasText: '/blog/by-the-lake/' }).first();
    await own.getByText('It is new.').waitFor();
    await own.locator('ins', { hasText: 'A longer walk' }).first().waitFor();
    // The frame that all pages share is nothing new.
    expect(await own.locator('ins', { hasText: 'Stillpress' }).count()).toBe(0);
    await panel().getByText('/blog/', { exact: true }).click();
    await panel()
      .getByText('It lists entries, and the list is another one.')
      .filter({ visible: true })
      .waitFor();
    expect((await ask(admin.port, '/blog/by-the-lake/')).status).toBe(404);
  });

  test('can be used by everybody, in light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
  });

  test('publishes what was looked at, shows how it goes live and how long each stage took', async () => {
    await panel().getByRole('button', { name: 'Publish now' }).click();
    await panel().getByText('Live: visitors see it.').waitFor();
    await panel()
      .getByText(/^Visitors see it: \d+ addresses/)
      .waitFor();
    expect(await panel().getByRole('link', { name: '/blog/by-the-lake/', exact: true }).count()).toBe(1);
    const stages = await panel().getByLabel('How long it took').innerText();
    expect(stages).toMatch(/Rendered\n+\d+/);
    expect(stages).toMatch(/From accepted to live\n+\d/);
    await visitorsGet('/blog/by-the-lake/', 200);
    await expectAccessible(page);
  });

  test('marks the words that are other ones', async () => {
    await page.getByRole('textbox', { name: 'Title' }).first().fill('A shorter walk');
    await panel().getByRole('button', { name: 'Done' }).click();
    const own = panel().locator('details', { hasText: '/blog/by-the-lake/' }).first();
    await own
      .locator('ins mark', { hasText: /^shorter$/ })
      .first()
      .waitFor();
    expect(await own.locator('del mark', { hasText: /^longer$/ }).count()).toBeGreaterThan(0);
  });

  test('publishes nothing when the site has moved on, says what is different, and goes on with the new plan', async () => {
    await panel().getByRole('button', { name: 'Publish now' }).waitFor();
    const other = await make({ title: 'In between', slug: 'in-between', publishedOn: '2026-11-30' });
    const entries = [{ id: other.id, versionId: other.draftVersionId }];
    await admin.send('POST', 'publications', { entries });
    await panel().getByRole('button', { name: 'Publish now' }).click();
    await panel().getByText('The site has moved on since you looked.').waitFor();
    await panel().getByRole('listitem').getByText('/blog/', { exact: true }).first().waitFor();
    await expectAccessible(page);
    expect((await ask(admin.port, '/blog/by-the-lake/')).body.toString()).not.toContain('A shorter walk');
    await panel().getByRole('button', { name: 'Look at the new plan' }).click();
    await panel().getByText('The site has moved on since you looked.').waitFor({ state: 'detached' });
    await panel().getByRole('button', { name: 'Publish now' }).click();
    await panel().getByText('Live: visitors see it.').waitFor();
    expect((await ask(admin.port, '/blog/by-the-lake/')).body.toString()).toContain('A shorter walk');
  });

  test('takes a publication back, after showing what that changes', async () => {
    await panel().getByRole('button', { name: 'Take it back …' }).click();
    const own = panel().locator('details', { hasText: '/blog/by-the-lake/' }).first();
    await own
      .locator('ins mark', { hasText: /^longer$/ })
      .first()
      .waitFor();
    await panel().getByRole('button', { name: 'Take it back', exact: true }).click();
    await panel().getByText('Taken back: visitors see what was there before.').waitFor();
    expect((await ask(admin.port, '/blog/by-the-lake/')).body.toString()).toContain('A longer walk');
  });

  test('offers the way back after a reload, too, with what it changes', async () => {
    await page.reload();
    await panel()
      .getByText(/^Published .* by Ada, as publication \d+\.$/)
      .waitFor();
    await panel().getByRole('button', { name: 'Take it back …' }).click();
    const own = panel().locator('details', { hasText: '/blog/by-the-lake/' }).first();
    await own
      .locator('ins mark', { hasText: /^shorter$/ })
      .first()
      .waitFor();
    await panel().getByRole('button', { name: 'Leave it as it is' }).click();
    await panel().getByRole('button', { name: 'Publish now' }).waitFor();
    expect((await ask(admin.port, '/blog/by-the-lake/')).body.toString()).toContain('A longer walk');
  });

  test('asks for the words of a picture that has none, and tells of its files together', async () => {
    const base64 = (await pictureBytes({ width: 640, height: 480, seed: 7 })).toString('base64');
    const [cover = ''] = await uploadFrom(page, [{ name: 'lake.jpg', base64 }]);
    await open(
      await make({
        title: 'With a cover',
        slug: 'with-a-cover',
        publishedOn: '2026-11-30',
        cover: { media: cover },
      }),
      '?panel=publish',
    );
    await panel()
      .getByText(/^1 picture has no alt text/)
      .waitFor();
    await panel()
      .getByText(/^1 picture or file/)
      .click();
    await panel()
      .getByRole('link', { name: /^\/_media\// })
      .first()
      .waitFor();
    expect(await panel().locator('summary', { hasText: '/_media/' }).count()).toBe(0);
    await expectAccessible(page);
    await panel().getByRole('button', { name: 'Say what they show …' }).click();
    await page.getByRole('dialog').getByLabel('Alt text of lake.jpg').fill('A lake at dawn');
    await page.keyboard.press('Enter');
    await panel()
      .getByText(/^1 picture has no alt text/)
      .waitFor({ state: 'detached' });
    await panel().getByRole('button', { name: 'Publish now' }).click();
    await panel().getByText('Live: visitors see it.').waitFor();
    expect((await ask(admin.port, '/blog/with-a-cover/')).body.toString()).toContain('A lake at dawn');
    await panel().getByRole('button', { name: 'Done' }).click();
  });

  test('mends the links that a withdrawal would leave dead, as somebody chooses', async () => {
    const markdown = 'See [the walk](/blog/by-the-lake/).';
    const about = await make({
      title: 'Leads on',
      slug: 'leads-on',
      publishedOn: '2026-11-30',
      body: { markdown },
    });
    await admin.send('POST', 'publications', {
      entries: [{ id: about.id, versionId: about.draftVersionId }],
    });
    await visitorsGet('/blog/leads-on/', 200);
    await open(walk, '?panel=publish');
    await panel().getByRole('button', { name: 'Withdraw it from the site …' }).click();
    await panel().getByRole('button', { name: 'Withdraw with 1 dead link' }).waitFor();
    await panel().getByLabel('What becomes of /blog/by-the-lake/').selectOption('redirect');
    const offered = panel().locator('.entry-choice label');
    await offered.first().waitFor();
    expect((await offered.allInnerTexts()).join('\n')).not.toMatch(/by-the-lake|Navigation|Settings/);
    await panel().getByRole('searchbox', { name: 'Search entries' }).fill('First light');
    await panel()
      .getByRole('radio', { name: /First light/ })
      .first()
      .check();
    await expectAccessible(page);
    await panel().getByRole('button', { name: 'Take it' }).click();
    await panel().getByText('/blog/by-the-lake/ leads on to “First light”').waitFor();
    await panel().getByRole('button', { name: 'Undo for /blog/by-the-lake/' }).click();
    await panel().getByLabel('What becomes of /blog/by-the-lake/').selectOption('redirect');
    await panel().getByLabel('To which address').fill('/blog/');
    await page.keyboard.press('Enter');
    await panel().getByText('/blog/by-the-lake/ leads on to /blog/').first().waitFor();
    await expectAccessible(page);
    await panel().getByRole('button', { name: 'Withdraw now' }).click();
    await panel().getByText('Withdrawn: visitors see it no more.').waitFor();
    const answer = await ask(admin.port, '/blog/by-the-lake/');
    expect([answer.status, answer.headers['location']]).toEqual([301, '/blog/']);
    await panel().getByRole('button', { name: 'Done' }).click();
  });

  test('publishes at a time, which can be called off', async () => {
    await page.getByRole('textbox', { name: 'Title' }).first().fill('Walked next year');
    await panel().getByLabel('At a time').check();
    const parts = panel().getByRole('spinbutton');
    await parts.first().click();
    await page.keyboard.type('01022030');
    await page.keyboard.type('0930AM');
    await panel().getByLabel('Time zone').selectOption('Asia/Tokyo');
    await expectAccessible(page);
    await panel().getByRole('button', { name: 'Schedule it' }).click();
    await panel().getByText('It is going to be published on').waitFor();
    const { schedules } = (await page.evaluate(async () =>
      (await fetch('/api/v1/schedules?state=armed')).json(),
    )) as { schedules: { dueAt: string }[] };
    expect(schedules.map(({ dueAt }) => dueAt)).toEqual(['2030-01-02T00:30:00.000Z']);
    await panel().getByRole('button', { name: 'Cancel the schedule' }).click();
    await panel().getByText('It is going to be published on').waitFor({ state: 'detached' });
  });

  test('is collected in a bundle, which publishes it with others, and taken out again', async () => {
    await panel().getByLabel('With a bundle').check();
    await panel().getByLabel('What it is called').fill('Winter issue');
    await panel().getByRole('button', { name: 'Add it to the bundle' }).click();
    await panel().getByText('It is in the bundle “Winter issue”').waitFor();
    await expectAccessible(page);
    const { bundles } = (await page.evaluate(async () =>
      (await fetch('/api/v1/bundles?state=open')).json(),
    )) as { bundles: { title: string; entryCount: number }[] };
    expect(bundles.map(({ entryCount, title }) => [title, entryCount])).toEqual([['Winter issue', 1]]);
    await panel().getByRole('button', { name: 'Take it out of “Winter issue”' }).click();
    await panel().getByText('It is in the bundle “Winter issue”').waitFor({ state: 'detached' });
  });

  test('does all of it within its content security policy', () => {
    expect(admin.complaints).toEqual([]);
  });
});
