import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { requireComponent } from '../../support/components.ts';
import { createOwner, expectAccessible, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
/** The machine may be busy with other things. */
const PATIENTLY = { timeout: 15_000 };
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'a sentence is long enough' };

type Made = { id: string; draftVersionId: string };

/** In order: an entry is published, changed, looked back at, and brought back. */
describe.skipIf(executablePath === null)('the history of an entry', { timeout: 60_000 }, () => {
  let admin: Admin;
  let page: Page;
  let walk: Made;

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    ({ page } = admin);
    await createOwner(admin, OWNER);
    const body = { markdown: 'The first words of a walk.\n\nWhat stays.' };
    const content = { title: 'A walk', slug: 'a-walk', publishedOn: '2026-11-30', body };
    walk = (await admin.send('POST', 'entries', { collection: 'posts', locale: 'en', content })) as Made;
    await admin.send('POST', 'publications', { entries: [{ id: walk.id, versionId: walk.draftVersionId }] });
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  const panel = () => page.getByRole('complementary', { name: 'History' });
  const title = () => page.getByRole('textbox', { name: 'Title' }).first();
  const saved = () => page.getByRole('status').getByText('Saved').waitFor();

  test('lists what it was before, by whom, and what became of it', async () => {
    await page.goto(`${admin.url}content/posts/${walk.id}`);
    await title().fill('A longer walk');
    await saved();
    await page.getByRole('button', { name: 'History' }).click();
    const rows = panel().getByRole('listitem');
    await rows.filter({ hasText: 'Version 2' }).getByText('Draft').waitFor();
    const first = rows.filter({ hasText: 'Version 1' });
    expect(await first.innerText()).toContain('Ada');
    await first.getByText('Public', { exact: true }).waitFor();
  });

  test('gives a version a name', async () => {
    await panel().getByRole('button', { name: 'Name Version 1' }).click();
    await panel().getByLabel('Name of the version').fill('As first published');
    await page.keyboard.press('Enter');
    await panel().getByText('As first published').waitFor();
    const { versions } = (await page.evaluate(
      async (id) => (await fetch(`/api/v1/entries/${id}/versions`)).json(),
      walk.id,
    )) as { versions: { name: string | null }[] };
    expect(versions.map(({ name }) => name)).toEqual([null, 'As first published']);
  });

  test('shows word by word what is different', async () => {
    await panel()
      .getByRole('button', { name: /^As first published/ })
      .click();
    await panel().locator('ins', { hasText: 'longer' }).waitFor();
    expect(await panel().getByRole('heading', { level: 3 }).allInnerTexts()).toEqual(['Title']);
  });

  test('can be used by everybody, in light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
  });

  test('restores a version after showing what changes, loses nothing that was typed, and takes it back', async () => {
    await title().fill('The longest walk');
    await panel().getByRole('button', { name: 'Restore version 1 …' }).click();
    await panel().locator('del', { hasText: 'longest' }).waitFor();
    await panel().getByRole('button', { name: 'Restore', exact: true }).click();
    await vi.waitFor(async () => expect(await title().inputValue()).toBe('A walk'), PATIENTLY);
    await panel().getByText('Restored from 1').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await vi.waitFor(async () => expect(await title().inputValue()).toBe('The longest walk'), PATIENTLY);
    await page.reload();
    await vi.waitFor(async () => expect(await title().inputValue()).toBe('The longest walk'), PATIENTLY);
  });

  test('does all of it within its content security policy', () => {
    expect(admin.complaints).toEqual([]);
  });
});
