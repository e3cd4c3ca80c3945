import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Entry } from '../../../model/api/entry.ts';
import type { Media } from '../../../model/api/media.ts';
import { requireComponent } from '../../support/components.ts';
import { PDF_BYTES, pictureBytes } from '../../support/media/pictures.ts';
import { createOwner, expectAccessible, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'a sentence is long enough' };
const SAVED = { timeout: 30_000, interval: 250 };

type File = { name: string; mimeType: string; buffer: Buffer };

let seed = 0;
const picture = async (name: string): Promise<File> => ({
  name,
  mimeType: 'image/jpeg',
  buffer: await pictureBytes({ width: 320, height: 160, seed: (seed += 1) }),
});
const PAPER: File = { name: 'paper.pdf', mimeType: 'application/pdf', buffer: PDF_BYTES };

/** In order: what is uploaded for one field is chosen again for another. */
describe.skipIf(executablePath === null)('files in an entry', { timeout: 60_000 }, () => {
  let admin: Admin;
  let page: Page;
  let entryId = '';

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    ({ page } = admin);
    await createOwner(admin, OWNER);
    await declareFileField(page);
    const content = { title: 'With files', slug: 'with-files' };
    entryId = ((await admin.send('POST', 'entries', { collection: 'posts', content })) as Entry).id;
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  const open = async (): Promise<void> => {
    await page.goto(`${admin.url}content/posts/${entryId}`);
    await field('cover').waitFor();
  };
  const field = (path: string): Locator => page.locator(`[data-path="${path}"] .media-field`);
  const picker = (): Locator => page.getByRole('dialog', { name: /^Choose / });
  const upload = async (...files: readonly File[]): Promise<void> =>
    await picker().getByLabel('Files to upload').setInputFiles(files.slice());
  const stored = async (name: string): Promise<Media> => {
    const { media } = (await admin.send('GET', `media?q=${name}`, undefined)) as { media: Media[] };
    const [found] = media;
    if (found === undefined) throw new Error(`There is no ${name}.`);
    return found;
  };
  const expectContent = async (expected: object): Promise<void> => {
    await vi.waitFor(async () => {
      const entry = (await admin.send('GET', `entries/${entryId}`, undefined)) as Entry;
      expect(entry.draft.content).toMatchObject(expected);
    }, SAVED);
  };

  test('a picture is uploaded where it is chosen, and what it shows is asked for', async () => {
    await open();
    await field('cover').getByRole('button', { name: 'Choose a picture' }).press('Enter');
    await picker().getByRole('heading', { name: 'Nothing here yet' }).waitFor();
    await upload(await picture('fjord.jpg'));
    await picker().getByRole('textbox', { name: 'Alt text' }).fill('A fjord at dawn');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
    await page.keyboard.press('Enter');
    await picker().waitFor({ state: 'detached' });
    await field('cover').getByText('fjord.jpg').waitFor();
    const { alt, id } = await stored('fjord');
    expect(alt).toBe('A fjord at dawn');
    await expectContent({ cover: { media: id } });
  });

  test('says something of its own in this place, and is described elsewhere as before', async () => {
    const said = field('cover').getByRole('textbox', { name: 'What it shows, for those who do not see it' });
    expect(await said.getAttribute('placeholder')).toBe('A fjord at dawn');
    await said.fill('Where the story begins');
    await expectContent({ cover: { alt: 'Where the story begins' } });
    expect((await stored('fjord')).alt).toBe('A fjord at dawn');
    await expectAccessible(page);
  });

  test('another one is chosen in its place, of which nothing is said yet, and taken out again', async () => {
    await field('cover').getByRole('button', { name: 'Choose another one' }).click();
    await upload(await picture('bridge.jpg'));
    await picker().getByRole('button', { name: 'Use', exact: true }).click();
    await field('cover').getByText('bridge.jpg').waitFor();
    await field('cover').getByText('Nobody has described this picture yet.').waitFor();
    const { id } = await stored('bridge');
    await vi.waitFor(async () => {
      const entry = (await admin.send('GET', `entries/${entryId}`, undefined)) as Entry;
      expect(entry.draft.content['cover']).toEqual({ media: id });
    }, SAVED);
    await field('cover').getByRole('button', { name: 'Take it out' }).click();
    await field('cover').getByRole('button', { name: 'Choose a picture' }).waitFor();
    await vi.waitFor(async () => {
      const entry = (await admin.send('GET', `entries/${entryId}`, undefined)) as Entry;
      expect(entry.draft.content['cover']).toBeUndefined();
    }, SAVED);
  });

  test('nothing is changed when the library is closed, and the focus is where it was', async () => {
    const choose = field('cover').getByRole('button', { name: 'Choose a picture' });
    await choose.press('Enter');
    await picker().getByRole('row', { name: 'fjord.jpg' }).waitFor();
    await page.keyboard.press('Escape');
    await picker().waitFor({ state: 'detached' });
    await choose.and(page.locator(':focus')).waitFor();
    expect(await field('cover').getByText('fjord.jpg').count()).toBe(0);
  });

  test('a file takes what may stand there alone, says so of the rest, and has a text of its own', async () => {
    const sent = draftsSent(page);
    await field('paper').getByRole('button', { name: 'Choose a file' }).click();
    await upload(await picture('wrong.jpg'));
    await page.getByText('“wrong.jpg” is in the library now, but cannot stand here.').waitFor();
    expect(await picker().getByRole('row').count()).toBe(0);
    await upload(PAPER);
    await picker().getByRole('button', { name: 'Use', exact: true }).click();
    await field('paper').getByText('paper.pdf').waitFor();
    await field('paper').getByRole('textbox', { name: 'Text of the link' }).fill('Read the paper');
    await expectAccessible(page);
    const media = (await stored('paper')).id;
    await vi.waitFor(
      () => expect(sent.at(-1)).toMatchObject({ paper: { media, label: 'Read the paper' } }),
      15_000,
    );
  });

  test('several pictures are chosen at once, by the keyboard and by upload, and make a gallery', async () => {
    await page.unroute('**/api/v1/content-model');
    await open();
    await page.getByRole('textbox', { name: 'Text', exact: true }).click();
    await page.keyboard.type('/gallery');
    await page.getByRole('listbox', { name: 'Blocks' }).waitFor();
    await page.keyboard.press('Enter');
    await picker().getByRole('heading', { name: 'Choose pictures' }).waitFor();
    await picker().getByText('each click adds one').waitFor();
    const row = (name: string): Locator => picker().getByRole('row', { name: new RegExp(`^${name}`) });
    await row('fjord.jpg').click();
    await row('bridge.jpg').click();
    await picker().getByText('2 files chosen').waitFor();
    expect(await row('bridge.jpg').locator('.media-tile-number').innerText()).toBe('2');
    await picker().getByRole('searchbox').fill('fjord');
    await row('bridge.jpg').waitFor({ state: 'detached' });
    await picker().getByText('2 files chosen').waitFor();
    await picker().getByRole('searchbox').fill('');
    await row('bridge.jpg').focus();
    await page.keyboard.press('Space');
    await picker().getByText('1 file chosen').waitFor();
    await page.keyboard.press('Control+a');
    await picker().getByText('3 files chosen').waitFor();
    await upload(await picture('north.jpg'), await picture('south.jpg'));
    await picker().getByText('5 files chosen').waitFor();
    await picker()
      .getByText(/4 pictures lack their alt text/)
      .waitFor();
    await expectAccessible(page);
    await picker().getByRole('button', { name: 'Use', exact: true }).click();
    await picker().waitFor({ state: 'detached' });
    await vi.waitFor(async () => {
      const entry = (await admin.send('GET', `entries/${entryId}`, undefined)) as Entry;
      const { content } = entry.draft.content['body'] as { content: { type: string; content?: unknown[] }[] };
      const gallery = content.find(({ type }) => type === 'gallery');
      expect(gallery?.content).toHaveLength(5);
    }, SAVED);
  });

  test('does all of it within its content security policy', () => {
    expect(admin.complaints).toEqual([]);
  });
});

/** The demo site has none: the screen is told of one, and what it sends is looked at. */
async function declareFileField(page: Page): Promise<void> {
  await page.route('**/api/v1/content-model', async (route) => {
    const answer = await route.fetch({ headers: { ...route.request().headers(), 'if-none-match': '' } });
    const model = (await answer.json()) as { collections: { posts: { fields: Record<string, unknown> } } };
    model.collections.posts.fields['paper'] = { type: 'file', label: 'Paper', accept: ['application/pdf'] };
    await route.fulfill({ response: answer, json: model });
  });
}

function draftsSent(page: Page): unknown[] {
  const sent: unknown[] = [];
  page.on('request', (request) => {
    if (!/\/entries\/[^/]+\/draft/.test(request.url())) return;
    sent.push((request.postDataJSON() as { content: unknown }).content);
  });
  return sent;
}
