import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Entry } from '../../../model/api/entry.ts';
import { documentFromMarkdown } from '../../../model/rich-text/markdown/document-from-markdown.ts';
import { documentToMarkdown } from '../../../model/rich-text/markdown/document-to-markdown.ts';
import type { RichTextDocument } from '../../../model/rich-text/document.ts';
import { openBrowser, type Browser } from '../../support/browser.ts';
import { requireComponent } from '../../support/components.ts';
import { createOwner, expectAccessible, joinAs, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
/** The machine may be busy with other things. */
const PATIENTLY = { timeout: 30_000 };
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'a sentence is long enough' };

describe.skipIf(executablePath === null)('several people at one entry', { timeout: 90_000 }, () => {
  let admin: Admin;
  let page: Page;
  let other: Browser;
  let they: Page;
  let entryId = '';

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    ({ page } = admin);
    await createOwner(admin, OWNER);
    other = await openBrowser(executablePath);
    they = await joinAs(admin, other, { name: 'Bea', role: 'editor' });
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    await other?.close();
    await admin?.close();
  });

  const open = async (one: Page): Promise<void> => {
    await one.goto(`${admin.url}content/posts/${entryId}`);
    await textIn(one).waitFor();
  };
  const begin = async (title: string, markdown: string): Promise<void> => {
    const content = { title, excerpt: 'In short', body: documentFromMarkdown(markdown) };
    ({ id: entryId } = (await admin.send('POST', 'entries', { collection: 'posts', content })) as Entry);
  };
  const stored = async (markdown: string): Promise<void> =>
    await vi.waitFor(async () => {
      const entry = await page.evaluate(async (id) => {
        const answer = await fetch(`/api/v1/entries/${id}`);
        return (await answer.json()) as { draft: { content: { body: unknown } } };
      }, entryId);
      expect(documentToMarkdown(entry.draft.content.body as RichTextDocument).trim()).toBe(markdown);
    }, PATIENTLY);

  test('see in which block and in which field the others are', async () => {
    await begin('Together', 'First\n\n- second\n- third\n\n```\ncode\n```');
    await open(page);
    await open(they);
    await goTo(they, 'third');
    const marked = textIn(page).locator('[data-with]');
    await vi.waitFor(async () => expect(await marked.allInnerTexts()).toEqual(['third']), PATIENTLY);
    expect(await marked.getAttribute('data-with')).toBe('Bea');
    await page.getByTitle('Bea, in “third”').waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
    // It stays with the block while somebody else writes before it.
    await goTo(page, 'First');
    await page.keyboard.type(' of all');
    await page.keyboard.press('Enter');
    expect(await marked.allInnerTexts()).toEqual(['third']);
    await they.getByRole('textbox', { name: 'Excerpt' }).focus();
    const here = page.locator('[data-path=excerpt]').getByRole('list', { name: 'Also in this field' });
    await here.getByText('Bea').waitFor();
    expect(await marked.count()).toBe(0);
    await expectAccessible(page);
  });

  test('with seven windows open in one browser all of them work and hear what happens, also once the first is closed', async () => {
    const windows: Page[] = [];
    for (const number of Array.from({ length: 7 }, (_, index) => index + 1)) {
      const opened = await other.context.newPage();
      await opened.goto(`${admin.url}content/posts`);
      await opened.getByRole('link', { name: 'First light', exact: true }).waitFor();
      windows.push(opened);
      await begin(`Heard by ${number}`, 'First');
      for (const one of windows) await one.getByRole('link', { name: `Heard by ${number}` }).waitFor();
    }
    await windows.shift()?.close();
    await begin('Heard by the rest', 'First');
    for (const one of windows) {
      const heard = one.getByRole('link', { name: 'Heard by the rest' });
      await heard.waitFor();
      expect(await heard.count()).toBe(1);
    }
    for (const one of windows) await one.close();
  });

  test('write in one text: their blocks come together, and of a block that both have changed each is shown', async () => {
    await begin('In one text', 'First\n\nSecond\n\nThird');
    await open(page);
    await open(they);
    await they.context().setOffline(true);
    await goTo(page, 'First');
    await page.keyboard.type(' by Ada');
    await goTo(page, 'Second');
    await page.keyboard.type(' by Ada');
    await stored('First by Ada\n\nSecond by Ada\n\nThird');
    await goTo(they, 'Second');
    await they.keyboard.type(' by Bea');
    await goTo(they, 'Third');
    await they.keyboard.type(' by Bea');
    await they.context().setOffline(false);
    const conflict = they.getByRole('region', { name: 'Somebody else has changed the same place' });
    await conflict.getByText('Second by Ada').waitFor(PATIENTLY);
    await conflict.getByText('Second by Bea').waitFor();
    // What has come together is shown to nobody.
    expect(await conflict.innerText()).not.toMatch(/First|Third/);
    await expectAccessible(they);
    await vi.waitFor(
      async () =>
        expect(await textIn(they).innerText()).toMatch(/First by Ada\s+Second by Bea\s+Third by Bea/),
      PATIENTLY,
    );
    await conflict.getByRole('radio', { name: /^(?:Theirs|As Ada has it)$/ }).check();
    await conflict.getByRole('button', { name: 'Save what is chosen' }).click();
    await stored('First by Ada\n\nSecond by Ada\n\nThird by Bea');
    await vi.waitFor(
      async () =>
        expect(await textIn(page).innerText()).toMatch(/First by Ada\s+Second by Ada\s+Third by Bea/),
      PATIENTLY,
    );
  });

  test('write in one block, and keep what either has written', async () => {
    await begin('Kept both', 'First\n\nSecond');
    await open(page);
    await open(they);
    await they.context().setOffline(true);
    await goTo(page, 'First');
    await page.keyboard.type(' by Ada');
    await stored('First by Ada\n\nSecond');
    await goTo(they, 'First');
    await they.keyboard.type(' by Bea');
    await they.context().setOffline(false);
    const conflict = they.getByRole('region', { name: 'Somebody else has changed the same place' });
    await conflict.getByRole('radio', { name: 'Keep both, one below the other' }).check();
    await expectAccessible(they);
    await conflict.getByRole('button', { name: 'Save what is chosen' }).click();
    await stored('First by Bea\n\nFirst by Ada\n\nSecond');
  });

  test('only read it where their role lets them do no more, and are told why', async () => {
    const words = 'Kept as it is\n\n- [ ] to do\n\n```js\nlet a;\n```';
    await begin('Not theirs', words);
    const visitor = await openBrowser(executablePath);
    try {
      const author = await joinAs(admin, visitor, { name: 'Cy', role: 'author' });
      await open(author);
      await author.getByText('Somebody else has made it').waitFor();
      expect(await textIn(author).getAttribute('aria-readonly')).toBe('true');
      expect(await textIn(author).getAttribute('contenteditable')).toBe('false');
      const fields = author.locator('form').locator('input, textarea, select, [contenteditable=true]');
      for (const field of await fields.all()) expect(await field.isEditable()).toBe(false);
      await textIn(author).getByText('Kept as it is').click();
      await author.keyboard.type('Changed');
      await author.getByRole('textbox', { name: 'Title' }).first().focus();
      await author.keyboard.type('Changed');
      for (const colorScheme of ['light', 'dark'] as const) {
        await author.emulateMedia({ colorScheme });
        await expectAccessible(author);
      }
      await stored(words);
      expect(await publishOn(author).count()).toBe(0);
      // Their own they write, and publish.
      await author.goto(`${admin.url}content/posts/new`);
      await author.getByRole('textbox', { name: 'Title' }).first().fill('Mine');
      await author.getByRole('status').getByText('Saved').waitFor();
      await publishOn(author).waitFor();
      expect(await author.getByText('You can read this.').count()).toBe(0);
      // In the list, what may be done with each of them alone.
      await author.goto(`${admin.url}content/posts`);
      const mine = author.getByRole('row', { name: /Mine/ });
      const others = author.getByRole('row', { name: /Not theirs/ });
      await mine.getByRole('button', { name: 'Publish' }).waitFor();
      expect(await others.getByRole('button').count()).toBe(0);
      await others.getByRole('checkbox').check();
      const bar = author.getByRole('region', { name: 'Selected entries' });
      await bar.getByRole('button', { name: 'Clear' }).waitFor();
      expect(await bar.getByRole('button').allInnerTexts()).toEqual(['Add to bundle', 'Clear']);
      await mine.getByRole('checkbox').check();
      await bar.getByRole('button', { name: 'Publish' }).waitFor();
    } finally {
      await visitor.close();
    }
    const reader = await openBrowser(executablePath);
    try {
      const viewer = await joinAs(admin, reader, { name: 'Di', role: 'viewer' });
      await open(viewer);
      await viewer.getByText('Your role does not let you change anything.').waitFor();
      expect(await textIn(viewer).getAttribute('contenteditable')).toBe('false');
    } finally {
      await reader.close();
    }
  });

  test('do all of it within the content security policy', () => {
    expect(admin.complaints).toEqual([]);
  });
});

function textIn(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Text', exact: true });
}

function publishOn(page: Page): Locator {
  return page.getByRole('button', { name: 'Publish', exact: true });
}

/** At the end of the line that reads so. */
async function goTo(page: Page, words: string): Promise<void> {
  await textIn(page).getByText(words, { exact: true }).click();
  await page.keyboard.press('End');
}
