import type { Page } from 'playwright-core';
import type { Entry, EntryList } from '../../model/api/entry.ts';
import type { Admin } from '../e2e/admin/open-admin.ts';
import { pictureBytes } from '../support/media/pictures.ts';

/** Brings a screen up, with something on it. They follow each other: one finds what another has made. */
export type Scene = (admin: Admin) => Promise<void>;

/** In the order in which they are shown. The name is that of the picture. */
export const SCENES: Readonly<Record<string, Scene>> = {
  start: async ({ page }) => {
    await page.getByRole('heading', { name: 'First steps' }).waitFor();
  },
  list: async ({ page, url }) => {
    await page.goto(`${url}content/posts`);
    await page.getByRole('row', { name: /First light/ }).waitFor();
  },
  slash: async ({ page, url }) => {
    await page.goto(`${url}content/posts/new`);
    await textOf(page).waitFor();
    await page.getByRole('textbox', { name: 'Title *' }).fill('The quiet hour before the press runs');
    await page.keyboard.press('Enter');
    await page.keyboard.type(
      'The rollers are washed, and the paper has had the night to get used to the room.',
    );
    await page.keyboard.press('Enter');
    await page.keyboard.type('/');
    await page.getByRole('listbox', { name: 'Blocks' }).waitFor();
    await page.getByRole('status').getByText('Saved').waitFor();
  },
  editor: async (admin) => {
    await openFirstLight(admin);
  },
  'editor-dark': async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'dark' });
  },
  preview: async (admin) => {
    await admin.page.emulateMedia({ colorScheme: 'light' });
    await openFirstLight(admin, '?panel=preview');
    await admin.page.frameLocator('.preview-side iframe').getByRole('heading', { level: 1 }).waitFor();
  },
  plan: async (admin) => {
    const { page } = admin;
    await openFirstLight(admin);
    await page.getByRole('textbox', { name: 'Title *' }).fill('First light, second thoughts');
    await page.keyboard.press('Control+Shift+P');
    await page.getByRole('complementary', { name: 'Publish' }).locator('ins').first().waitFor();
  },
  live: async ({ page }) => {
    await page.getByRole('button', { name: 'Publish now' }).click();
    await page.getByText('Live: visitors see it.').waitFor();
    await page.getByLabel('How long it took').waitFor();
  },
  history: async (admin) => {
    const { page } = admin;
    await openFirstLight(admin, '?panel=history');
    const panel = page.getByRole('complementary', { name: 'History' });
    await panel.getByRole('button', { name: /^Version 1/ }).click();
    await panel.locator('ins').first().waitFor();
  },
  bundle: async (admin) => {
    const { page, url } = admin;
    const { id } = (await admin.send('POST', 'bundles', { title: 'Spring issue' })) as { id: string };
    for (const title of ['On ink', 'On paper', 'On patience']) {
      const entry = await draft(admin, title);
      await admin.send('POST', `bundles/${id}/entries`, { entries: [{ id: entry.id }] });
    }
    await page.goto(`${url}bundles/${id}`);
    await page.getByText('On patience').first().waitFor();
    await page.getByText('Working out what changes').waitFor({ state: 'detached' });
  },
  calendar: async (admin) => {
    const { page, url } = admin;
    const month = new Date().toISOString().slice(0, 8);
    for (const [day, title] of [
      ['28', 'A letter to subscribers'],
      ['29', 'What the archive kept'],
    ] as const) {
      const { draftVersionId, id } = await draft(admin, title);
      const time = `${String(Number(month.slice(0, 4)) + 1)}${month.slice(4)}${day}T09:00`;
      const entries = [{ id, versionId: draftVersionId }];
      await admin.send('POST', 'schedules', { at: { time, timeZone: 'UTC' }, entries });
    }
    await page.goto(url);
    const scheduled = page.getByRole('region', { name: 'Scheduled' });
    await scheduled.getByRole('link', { name: 'A letter to subscribers' }).click();
    await page.getByText('What the archive kept').first().waitFor();
  },
  releases: async ({ page, url }) => {
    await page.goto(`${url}releases`);
    await page.locator('.release summary').first().click();
  },
  media: async ({ page, url }) => {
    await page.goto(`${url}media`);
    const names = [
      'press.jpg',
      'type-case.jpg',
      'proof.jpg',
      'bindery.jpg',
      'dust-jacket.jpg',
      'archive.jpg',
    ];
    const files = [];
    for (const [seed, name] of names.entries())
      files.push({
        name,
        mimeType: 'image/jpeg',
        buffer: await pictureBytes({ width: 640, height: 480, seed: seed + 1 }),
      });
    await page.locator('input[type=file]').first().setInputFiles(files);
    await page.getByRole('row', { name: /archive\.jpg/ }).waitFor();
  },
  palette: async ({ page, url }) => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(`${url}content/posts`);
    await page.getByRole('row').nth(3).waitFor();
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Go to, or do' });
    await palette.getByRole('combobox').waitFor();
    await page.keyboard.type('press');
    await palette.getByRole('option').first().waitFor();
  },
  settings: async ({ page, url }) => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(`${url}settings`);
    await page.getByRole('heading', { name: 'Administration' }).waitFor();
  },
};

function textOf(page: Page) {
  return page.getByRole('textbox', { name: 'Text', exact: true });
}

async function openFirstLight(admin: Admin, search = ''): Promise<void> {
  const { page, url } = admin;
  const { entries } = (await admin.send(
    'GET',
    'entries?collection=posts&locale=en&q=First%20light',
    undefined,
  )) as EntryList;
  const entry = entries.find(({ title }) => title.startsWith('First light'));
  await page.goto(`${url}content/posts/${entry?.id ?? ''}${search}`);
  await textOf(page).waitFor();
}

async function draft(admin: Admin, title: string): Promise<Entry> {
  const content = { title, slug: title.toLowerCase().replaceAll(' ', '-') };
  return (await admin.send('POST', 'entries', { collection: 'posts', locale: 'en', content })) as Entry;
}
