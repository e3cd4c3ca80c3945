import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { documentToMarkdown } from '../../../model/rich-text/markdown/document-to-markdown.ts';
import { requireComponent } from '../../support/components.ts';
import { pictureBytes } from '../../support/media/pictures.ts';
import { documentDesk, SAVED } from './document-desk.ts';
import { createOwner, expectAccessible, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'a sentence is long enough' };

describe.skipIf(executablePath === null)('what is around a text, and in it', { timeout: 90_000 }, () => {
  let admin: Admin;
  let page: Page;

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    ({ page } = admin);
    await createOwner(admin, OWNER);
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  const { expectSaved, key, open, saved, text, type } = documentDesk(() => admin);

  /** What is said of each picture of the gallery that is all of the text so far. */
  async function described(): Promise<unknown[]> {
    const [gallery] = (await saved()).content;
    expect(gallery).toMatchObject({ type: 'gallery', attrs: { caption: 'Both' } });
    return (gallery?.content ?? []).map(({ attrs }) => attrs?.['alt'] ?? null);
  }

  /** Of the picture below the first line. */
  async function image(): Promise<Record<string, unknown> | undefined> {
    return (await saved()).content[1]?.attrs;
  }

  async function replacePicture(seed: number): Promise<void> {
    await text().locator('figure img').click();
    await page
      .getByRole('group', { name: 'Picture' })
      .getByRole('button', { name: 'Choose another one' })
      .press('Enter');
    const picker = page.getByRole('dialog', { name: 'Choose a picture' });
    await picker.locator('input[type=file]').setInputFiles([await pictureFile(seed)]);
    await picker.getByRole('button', { name: 'Use' }).click();
  }

  /** As the list offers it, once it is there. */
  async function insert(typed: string): Promise<void> {
    await type(typed);
    await page.getByRole('listbox', { name: 'Blocks' }).waitFor();
    await key('Enter');
  }

  test('finds words, goes from one to the next, and replaces one or all, which is undone at once', async () => {
    await open('One tree, two trees.\n\nA **tree** and a Tree.');
    await key('Control+f');
    const bar = page.getByRole('search', { name: 'Find in the text' });
    await bar.getByLabel('Find', { exact: true }).fill('tree');
    const status = bar.getByRole('status');
    await status.getByText('of 4').waitFor();
    await expectAccessible(page);
    await bar.getByRole('button', { name: 'Tell capitals apart' }).click();
    await status.getByText('of 3').waitFor();
    const at = Number((await status.innerText()).split(' ')[0]);
    await bar.getByLabel('Find', { exact: true }).press('Enter');
    await status.getByText(`${(at % 3) + 1} of 3`).waitFor();
    while ((await status.innerText()) !== '1 of 3')
      await bar.getByRole('button', { name: 'The next one' }).click();
    await bar.getByLabel('Replace with').fill('house');
    await bar.getByRole('button', { name: 'Replace', exact: true }).click();
    await expectSaved('One house, two trees.\n\nA **tree** and a Tree.');
    await bar.getByRole('button', { name: 'Replace all' }).press('Enter');
    await status.getByText('Not found').waitFor();
    await expectSaved('One house, two houses.\n\nA **house** and a Tree.');
    // The button has nothing left to do, and the keyboard stays in the bar.
    await key('Control+z');
    await status.getByText('of 2').waitFor();
    await key('Control+Shift+z');
    await status.getByText('Not found').waitFor();
    await key('Escape');
    await bar.waitFor({ state: 'detached' });
    await key('Control+z');
    await expectSaved('One house, two trees.\n\nA **tree** and a Tree.');
  });

  test('leads from its outline to each heading, counts its words, and shows nothing but itself', async () => {
    const filler = Array.from({ length: 30 }, (_, nth) => `Paragraph ${nth}.`).join('\n\n');
    await open(`## First\n\n${filler}\n\n### Second\n\nEnd`);
    await page.getByText('63 words · 1 min to read').waitFor();
    await page.getByRole('button', { name: 'Outline' }).click();
    const outline = page.getByRole('navigation', { name: 'Outline' });
    expect(await outline.getByRole('button').allInnerTexts()).toEqual(['First', 'Second']);
    await expectAccessible(page);
    await outline.getByRole('button', { name: 'First' }).click();
    await type('The ');
    await expectSaved(`## The First\n\n${filler}\n\n### Second\n\nEnd`);
    await page.getByText('64 words').waitFor();
    await page.getByRole('button', { name: 'Nothing but the text' }).click();
    const leave = page.getByRole('button', { name: 'Show everything again' });
    await leave.waitFor();
    expect(await page.getByRole('button', { name: 'Publish' }).isVisible()).toBe(false);
    await expectAccessible(page);
    await type('very ');
    await key('Escape');
    await leave.waitFor({ state: 'detached' });
    expect(await page.getByRole('button', { name: 'Publish' }).isVisible()).toBe(true);
    await expectSaved(`## The very First\n\n${filler}\n\n### Second\n\nEnd`);
  });

  test('takes pictures that are dropped, shows how far they have come, and says which it does not take', async () => {
    await open('Before\n\nAfter');
    const picture = (await pictureBytes({ format: 'png', width: 480, height: 270 })).toString('base64');
    const held = Promise.withResolvers<void>();
    await page.route(/\/api\/v1\/(?:media|uploads)/, async (route) => {
      if (route.request().method() !== 'GET') await held.promise;
      await route.continue();
    });
    await text()
      .getByText('Before')
      .evaluate(drop, [picture, ['sea.png', 'notes.txt']] as const);
    await page.getByText('Only pictures can be dropped into the text.').waitFor();
    await page.getByRole('progressbar', { name: 'sea.png' }).waitFor();
    // Its place moves along with what is written before it.
    await key('Control+Home');
    await type('Long ');
    held.resolve();
    await page.getByRole('progressbar', { name: 'sea.png' }).waitFor({ state: 'detached' });
    await page.unroute(/\/api\/v1\/(?:media|uploads)/);
    await vi.waitFor(async () => {
      const { content } = await saved();
      expect(content.map(({ type: kind }) => kind)).toEqual(['paragraph', 'image', 'paragraph']);
    }, SAVED);
    await text().locator('figure img').click();
    const bar = page.getByRole('group', { name: 'Picture' });
    await bar.getByLabel('What it shows').fill('The sea');
    await bar.getByLabel('Caption').fill('In winter');
    await bar.getByLabel('Width').selectOption('Wider');
    await expectAccessible(page);
    await bar.getByLabel('Caption').press('Enter');
    await key('ArrowDown');
    await text().getByText('In winter').waitFor();
    const words = { alt: 'The sea', caption: 'In winter', width: 'wide' };
    await vi.waitFor(async () => expect(await image()).toMatchObject(words), SAVED);
    const before = (await image())?.['mediaId'];
    await replacePicture(4);
    await page.getByRole('alertdialog').getByRole('button', { name: 'Keep it' }).press('Enter');
    await vi.waitFor(async () => expect((await image())?.['mediaId']).not.toBe(before), SAVED);
    expect(await image()).toMatchObject(words);
    await key('Control+z');
    await vi.waitFor(async () => expect((await image())?.['mediaId']).toBe(before), SAVED);
    expect(await image()).toMatchObject(words);
    await replacePicture(5);
    await page.getByRole('alertdialog').getByRole('button', { name: 'Take it out' }).click();
    await vi.waitFor(async () => {
      const { id, mediaId, ...others } = (await image()) ?? {};
      expect([typeof id, mediaId === before]).toEqual(['string', false]);
      expect(others).toEqual({ width: 'wide' });
    }, SAVED);
  });

  test('holds galleries, whose pictures are uploaded, described, moved and taken out', async () => {
    await open('');
    await insert('/gall');
    const picker = page.getByRole('dialog', { name: 'Choose pictures' });
    await picker.locator('input[type=file]').setInputFiles([await pictureFile(2), await pictureFile(3)]);
    await picker.getByText('2 files chosen').waitFor();
    await picker.getByRole('button', { name: 'Use' }).click();
    const bar = page.getByRole('group', { name: 'Gallery' });
    await bar.waitFor();
    await text().getByLabel('What it shows').first().fill('The first');
    await text().getByRole('button', { name: 'Move to the back' }).first().click();
    await expectAccessible(page);
    await bar.getByLabel('Caption').fill('Both');
    await vi.waitFor(async () => expect(await described()).toEqual([null, 'The first']), SAVED);
    await text().getByRole('button', { name: 'Take this picture out' }).first().click();
    await vi.waitFor(async () => expect(await described()).toEqual(['The first']), SAVED);
    await text().getByLabel('Caption').press('Escape');
    await key('ArrowDown');
    await type('Below');
    await vi.waitFor(async () => expect(documentToMarkdown(await saved())).toContain('Below'), SAVED);
  });

  test('holds players, callouts and code, each with what is to be said of it', async () => {
    await open('');
    await insert('/emb');
    const asked = page.getByRole('dialog', { name: 'Embed' });
    await asked.getByLabel('Address of a video').fill('youtu.be/dQw4w9WgXcQ');
    await asked.getByText('YouTube').waitFor();
    await expectAccessible(page);
    await key('Enter');
    const bar = page.getByRole('group', { name: 'Embed' });
    await bar.getByLabel('Address').fill('nowhere');
    await bar.getByText('An address begins with https://').waitFor();
    await bar.getByLabel('Address').fill('https://vimeo.com/76979871');
    await bar.getByLabel('Title').fill('A film');
    await bar.getByLabel('Title').press('Escape');
    await key('ArrowDown');
    await insert('/tip');
    await type('So it is.');
    await text().getByLabel('Kind').selectOption('Warning');
    await text().getByPlaceholder('Title, if it has one').fill('Mind');
    await text().getByPlaceholder('Title, if it has one').press('Enter');
    await expect.poll(() => page.evaluate('document.activeElement?.isContentEditable === true')).toBe(true);
    await key('Control+End', 'Enter', 'Enter');
    await type('```');
    await key('Space');
    await type('let a;');
    await text().getByLabel('Language').fill('two words');
    await text().getByText('A language has no spaces').waitFor();
    await text().getByLabel('Language').fill('js');
    await text().getByLabel('Notes').fill('{1}');
    await expectAccessible(page);
    await text().getByLabel('Notes').press('Enter');
    await vi.waitFor(async () => {
      const { content } = await saved();
      expect(content[0]).toMatchObject({
        type: 'embed',
        attrs: { url: 'https://vimeo.com/76979871', title: 'A film' },
      });
      expect(content[1]).toMatchObject({ type: 'callout', attrs: { kind: 'warning', title: 'Mind' } });
      expect(content[2]).toMatchObject({
        type: 'codeBlock',
        attrs: { language: 'js', meta: '{1}' },
        content: [{ type: 'text', text: 'let a;' }],
      });
    }, SAVED);
  });

  test('links words of a footnote, takes the link away, and finds and replaces in it', async () => {
    await open('Said[^1] and so.\n\n[^1]: By Ada there');
    await page.getByRole('button', { name: 'Footnote: By Ada there' }).click();
    await key('Enter');
    const note = page.getByRole('textbox', { name: 'Text of the footnote' });
    await note.press('End');
    await key('Shift+Control+ArrowLeft', 'Control+k');
    await page.getByLabel('Find an entry, or type an address').fill('example.org/there');
    await page.getByRole('option', { name: 'https://example.org/there' }).click();
    await expectSaved('Said[^1] and so.\n\n[^1]: By Ada [there](https://example.org/there)');
    await note.and(page.locator(':focus')).waitFor();
    await key('ArrowLeft', 'Control+k');
    const link = page.getByRole('dialog', { name: 'Link' });
    await expectAccessible(page);
    await link.getByRole('button', { name: 'Take the link away' }).click();
    await expectSaved('Said[^1] and so.\n\n[^1]: By Ada there');
    await note.press('Control+f');
    const bar = page.getByRole('search', { name: 'Find in the text' });
    await bar.getByLabel('Find', { exact: true }).fill('so');
    await bar.getByText('1 of 1').waitFor();
    await note.waitFor({ state: 'detached' });
    await bar.getByLabel('Find', { exact: true }).fill('ada');
    await note.locator('.found.is-current').getByText('Ada').waitFor();
    await bar.getByLabel('Replace with').fill('Bea');
    await bar.getByRole('button', { name: 'Replace', exact: true }).click();
    await expectSaved('Said[^1] and so.\n\n[^1]: By Bea there');
    await bar.getByLabel('Find', { exact: true }).press('Escape');
    await key('Control+z');
    await expectSaved('Said[^1] and so.\n\n[^1]: By Ada there');
  });

  test('goes on to what is found next, wherever that stands, and replaces it in the text and in its footnotes alike', async () => {
    await open('A light[^1] and[^2].\n\n[^1]: One light\n\n[^2]: More light, all light');
    await text().click();
    await key('Control+Home', 'Control+f');
    const bar = page.getByRole('search', { name: 'Find in the text' });
    const shown = text().locator('.found.is-current');
    await bar.getByLabel('Find', { exact: true }).fill('light');
    await bar.getByText('1 of 4').waitFor();
    await bar.getByLabel('Replace with').fill('dusk');
    await key('Enter');
    await bar.getByText('1 of 3').waitFor();
    const note = page.getByRole('textbox', { name: 'Text of the footnote' });
    await note.filter({ hasText: 'One light' }).locator('.found.is-current').waitFor();
    await key('Enter');
    await note.filter({ hasText: 'More light' }).locator('.found.is-current').waitFor();
    expect(await bar.getByLabel('Replace with').and(page.locator(':focus')).count()).toBe(1);
    expect(await shown.count()).toBe(1);
    await bar.getByRole('button', { name: 'Replace all' }).click();
    await page.getByText('Replaced: 2').waitFor();
    await expectSaved('A dusk[^1] and[^2].\n\n[^1]: One dusk\n\n[^2]: More dusk, all dusk');
    await key('Control+z');
    await expectSaved('A dusk[^1] and[^2].\n\n[^1]: One dusk\n\n[^2]: More light, all light');
    await bar.getByLabel('Find', { exact: true }).press('Escape');
  });

  test('writes a footnote anew where its number stands, with bold words, and takes it back', async () => {
    await open('Said[^1] and done.\n\n[^1]: By whom');
    await text().getByRole('button', { name: 'Footnote: By whom' }).click();
    const note = page.getByRole('textbox', { name: 'Text of the footnote' });
    await note.click();
    await key('End');
    await type(', and ');
    await key('Control+b');
    await type('when');
    await expectAccessible(page);
    await key('Enter');
    await note.waitFor({ state: 'detached' });
    await type('!');
    await expectSaved('Said[^1]! and done.\n\n[^1]: By whom, and **when**');
    await key('Control+z', 'Control+z', 'Control+z', 'Control+z');
    await expectSaved('Said[^1] and done.\n\n[^1]: By whom');
  });

  test('does all of it within its content security policy', () => {
    expect(admin.complaints).toEqual([]);
  });
});

async function pictureFile(seed: number) {
  return {
    name: `${seed}.png`,
    mimeType: 'image/png',
    buffer: await pictureBytes({ format: 'png', seed }),
  };
}

/** In the page, whose names these types do not have: files that are let go over an element. */
function drop(
  element: { dispatchEvent: (event: Event) => boolean; getBoundingClientRect: () => Rect },
  [data, names]: readonly [data: string, names: readonly string[]],
): void {
  type Transfer = { items: { add: (file: File) => void } };
  const NewTransfer = Reflect.get(globalThis, 'DataTransfer') as new () => Transfer;
  const NewEvent = Reflect.get(globalThis, 'DragEvent') as new (type: string, options: object) => Event;
  const dataTransfer = new NewTransfer();
  const bytes = Uint8Array.from(atob(data), (letter) => letter.codePointAt(0) ?? 0);
  for (const name of names) {
    const kind = name.endsWith('.png') ? 'image/png' : 'text/plain';
    dataTransfer.items.add(new File([bytes], name, { type: kind }));
  }
  const { bottom, left } = element.getBoundingClientRect();
  const place = { clientX: left + 5, clientY: bottom - 5 };
  element.dispatchEvent(new NewEvent('drop', { dataTransfer, bubbles: true, cancelable: true, ...place }));
}

type Rect = { bottom: number; left: number };
