import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { requireComponent } from '../../support/components.ts';
import { createOwner, expectAccessible, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'a sentence is long enough' };

/** In order: something goes live, the site is rolled back and held, and goes on. */
describe.skipIf(executablePath === null)('the releases', { timeout: 60_000 }, () => {
  let admin: Admin;
  let page: Page;

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    ({ page } = admin);
    await createOwner(admin, OWNER);
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  const rows = () => page.getByRole('region', { name: 'What went live' }).getByRole('group');
  const publish = async (title: string, slug: string) => {
    const content = { title, slug };
    const entry = (await admin.send('POST', 'entries', { collection: 'pages', content })) as {
      id: string;
      draftVersionId: string;
    };
    const entries = [{ id: entry.id, versionId: entry.draftVersionId }];
    await admin.send('POST', 'publications', { entries });
  };
  const isPublic = async (slug: string) =>
    (await page.request.get(new URL(`/${slug}/`, admin.url).href)).status() === 200;

  test('appear as they go live, with who did it and which addresses changed', async () => {
    await page.getByRole('link', { name: 'Releases', exact: true }).click();
    await rows().first().getByText('What visitors see').waitFor();
    await publish('Seen at once', 'seen-at-once');
    const row = rows().filter({ hasText: 'Seen at once' });
    await row.getByText('What visitors see').waitFor();
    await expect.poll(() => row.getByText('Ada').count()).toBe(1);
    await row.locator('summary').click();
    await row.getByRole('link', { name: '/seen-at-once/' }).waitFor();
    await row.getByText('From accepted to live').waitFor();
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await expectAccessible(page);
    }
  });

  test('name the redirects that they brought', async () => {
    await admin.send('PUT', 'redirects', {
      path: '/glimpsed/',
      status: 301,
      to: { kind: 'path', path: '/seen-at-once/' },
    });
    const row = rows().filter({ hasText: 'Redirect: /glimpsed/ → /seen-at-once/' });
    await row.getByText('What visitors see').waitFor();
    await page.evaluate(async () => await fetch('/api/v1/redirects?path=/glimpsed/', { method: 'DELETE' }));
    const removal = rows().filter({ hasText: 'Redirect removed: /glimpsed/' });
    await removal.getByText('What visitors see').waitFor();
    await removal.locator('summary').click();
    await removal
      .getByRole('list', { name: 'What it brought' })
      .getByText(/^publication \d+$/)
      .waitFor();
    expect(await rows().filter({ hasText: 'Seen at once' }).count()).toBe(1);
  });

  test('are gone back to once it was said what it means and why', async () => {
    await rows().nth(3).locator('summary').click();
    const back = rows().nth(3).getByRole('button', { name: 'Roll back to this …' });
    const firstAddress = rows().nth(3).locator('.release-files li').first();
    await firstAddress.waitFor();
    expect((await back.boundingBox())?.y).toBeLessThan((await firstAddress.boundingBox())?.y ?? 0);
    await back.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('3 publications are taken from the visitors:').waitFor();
    await dialog.getByText('Seen at once').waitFor();
    await expectAccessible(page);
    await dialog.getByRole('textbox', { name: 'Why' }).fill('The header is broken');
    await dialog.getByRole('button', { name: 'Roll back' }).click();
    const held = page.getByRole('region', { name: 'The site is held' });
    await held.getByText('“The header is broken”').waitFor();
    await held.getByText(/^Since .+, by Ada\./).waitFor();
    await held.getByText('3 publications wait until somebody resumes.').waitFor();
    expect(await isPublic('seen-at-once')).toBe(false);
    await expectAccessible(page);
  });

  test('say on the first page what is held, and before something is published that it will be', async () => {
    const heldNow = page.getByRole('region', { name: 'The site is held' });
    await page.goto(admin.url);
    await heldNow.getByText('What is published waits until somebody resumes').waitFor();
    const line = page.getByRole('listitem').filter({ hasText: 'Seen at once' });
    expect(await line.locator('.state-chip').last().innerText()).toBe('Site held');
    await expectAccessible(page);
    const content = { title: 'Not yet published', slug: 'not-yet-published' };
    const { id } = (await admin.send('POST', 'entries', { collection: 'pages', content })) as { id: string };
    await page.goto(`${admin.url}content/pages/${id}?panel=publish`);
    await page.getByRole('button', { name: 'Publish now' }).waitFor();
    await heldNow.getByText(/^The site is held at release \d+\.$/).waitFor();
    await heldNow.getByRole('link', { name: 'To the releases' }).click();
    await heldNow.getByText('“The header is broken”').waitFor();
    expect(await rows().filter({ hasText: 'Rolled back' }).getByText('Ada').count()).toBe(1);
  });

  test('hold what is published meanwhile, until somebody resumes', async () => {
    await publish('Published while held', 'published-while-held');
    const held = page.getByRole('region', { name: 'The site is held' });
    await held.getByText('4 publications wait until somebody resumes.').waitFor();
    await held.getByRole('button', { name: 'Resume publishing …' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Resume publishing' }).click();
    await held.waitFor({ state: 'detached' });
    await vi.waitFor(
      async () =>
        expect([await isPublic('seen-at-once'), await isPublic('published-while-held')]).toEqual([
          true,
          true,
        ]),
      { timeout: 20_000 },
    );
  });

  test('are called what they were: withdrawn, and taken back', async () => {
    const found = await page.request.get(new URL('/api/v1/entries?q=Seen+at+once', admin.url).href);
    const { entries } = (await found.json()) as { entries: { id: string; draftVersionId: string }[] };
    const { draftVersionId: versionId, id } = entries[0] ?? { id: '', draftVersionId: '' };
    const sent = (await admin.send('POST', 'publications', {
      entries: [{ id, action: 'withdraw', versionId }],
    })) as { publication: { seq: number } };
    const withdrawn = rows().filter({ hasText: 'Seen at once' }).filter({ hasText: 'Withdrawn' });
    await withdrawn.getByText('What visitors see').waitFor();
    await page.goto(admin.url);
    const lines = page.getByRole('listitem').filter({ hasText: /Seen at once.*Ada/s });
    await expect
      .poll(async () => await lines.locator('.state-chip').allInnerTexts(), { timeout: 20_000 })
      .toEqual(['Withdrawn', 'Withdrawn']);
    await admin.send('POST', `publications/${sent.publication.seq}/revert`, {});
    await expect
      .poll(async () => await lines.locator('.state-chip').allInnerTexts(), { timeout: 20_000 })
      .toEqual(['Live', 'Taken back', 'Live']);
    await page.goto(`${admin.url}releases`);
    await rows().filter({ hasText: 'Taken back' }).getByText('What visitors see').waitFor();
  });

  test('fit on a phone, within the content security policy', async () => {
    await page.setViewportSize({ width: 320, height: 700 });
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    expect(admin.complaints).toEqual([]);
  });
});
