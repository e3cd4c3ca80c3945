import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Entry } from '../../../model/api/entry.ts';
import { requireComponent } from '../../support/components.ts';
import { documentDesk, SAVED } from './document-desk.ts';
import { createOwner, expectAccessible, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'a sentence is long enough' };

describe.skipIf(executablePath === null)('the editor of documents', { timeout: 60_000 }, () => {
  let admin: Admin;
  let page: Page;

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    ({ page } = admin);
    await createOwner(admin, OWNER);
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  const { entryId, expectSaved, key, open, saved, text, type } = documentDesk(() => admin);

  test('makes of Markdown what it means while it is typed', async () => {
    await open('');
    await type('# Title');
    await key('Enter');
    await type('Some **bold**, *italic*, `code`, ~~gone~~ and [a link](https://example.org).');
    await key('Enter');
    await type('- one');
    await key('Enter');
    await type('two');
    await key('Enter', 'Tab');
    await type('deeper');
    await key('Enter', 'Enter', 'Enter');
    await type('1. first');
    await key('Enter', 'Enter');
    await type('[ ] to do');
    await key('Enter', 'Enter');
    await type('> said');
    await key('Enter', 'Enter');
    await type('```js let a;');
    await key('Enter');
    await type('let b;');
    await key('Control+Enter');
    await type('---The end');
    await expectSaved(`## Title

Some **bold**, *italic*, \`code\`, ~~gone~~ and [a link](https://example.org).

- one
- two
  - deeper

1. first

- [ ] to do

> said

\`\`\`js
let a;
let b;
\`\`\`

---

The end`);
  });

  test('takes back what was typed, and what was made of it', async () => {
    await open('');
    await type('# ');
    await key('Backspace');
    await type('is a sign');
    await expectSaved('\\# is a sign');
    await key('Control+a', 'Delete');
    await type('Gone');
    await key('Control+z', 'Control+z', 'Control+z', 'Control+Shift+z');
    expect(await text().innerText()).not.toContain('Gone');
  });

  test('goes where a key leads, however soon after the click that gave it the focus', async () => {
    await open('First\n\nSecond');
    await page.getByRole('textbox', { name: 'Excerpt' }).focus();
    // However slowly the two follow each other here, for the page it is the same moment.
    await page.evaluate('globalThis.clock = Date.now; { const now = Date.now(); Date.now = () => now; }');
    await text().getByText('Second').click();
    await key('Control+Home');
    await page.evaluate('Date.now = globalThis.clock;');
    await type('The ');
    await expectSaved('The First\n\nSecond');
  });

  test('links to the entry that the arrow keys have led to', async () => {
    await open('Some words');
    await key('Shift+Control+ArrowLeft', 'Control+k');
    await page.getByLabel('Find an entry, or type an address').fill('a');
    const second = page.getByRole('option').nth(1);
    await second.waitFor();
    while ((await second.getAttribute('data-focused')) === null) await key('ArrowDown');
    const id = await second.getAttribute('data-key');
    await key('Enter');
    const beginning = page.getByRole('option', { name: 'The beginning' });
    const link = page.getByRole('toolbar', { name: 'Of the link' });
    await beginning.or(link).first().waitFor();
    if (await beginning.isVisible()) await beginning.click();
    await vi.waitFor(async () => {
      const [paragraph] = (await saved()).content;
      expect(paragraph?.content?.[1]).toMatchObject({ marks: [{ type: 'link', attrs: { entryId: id } }] });
    }, SAVED);
  });

  test('makes words bold, and links them to a place in an entry or to an address', async () => {
    await open('## The place\n\nFound.', 'Where it leads');
    await open('Some words');
    await key('Shift+Control+ArrowLeft');
    const bar = page.getByRole('toolbar', { name: 'Of the words that are selected' });
    await bar.getByRole('button', { name: 'Heading', exact: true }).click();
    await expectSaved('## Some words');
    await bar.getByRole('button', { name: 'Heading', exact: true }).click();
    await bar.getByRole('button', { name: 'Bold' }).click();
    await key('Control+i', 'Control+k');
    const finder = page.getByLabel('Find an entry, or type an address');
    // It has no page that a link could lead to.
    await finder.fill('Navigation');
    await page.getByText('No entry is called so, and it is no address.').waitFor();
    await finder.fill('Where it');
    const found = page.getByRole('option', { name: /Where it leads/ });
    await found.waitFor();
    await key('Enter');
    const place = page.getByRole('option', { name: 'The place' });
    await place.waitFor();
    // A step back, to what was sought.
    await key('Escape');
    await found.waitFor();
    expect(await finder.inputValue()).toBe('Where it');
    await key('Enter');
    await place.waitFor();
    while ((await place.getAttribute('data-focused')) === null) await key('ArrowDown');
    await key('Enter');
    await key('End');
    await type(' on');
    await vi.waitFor(async () => {
      const [paragraph] = (await saved()).content;
      expect(paragraph?.content?.[1]).toMatchObject({
        text: 'words',
        marks: [{ type: 'link', attrs: { anchor: 'the-place' } }, { type: 'bold' }, { type: 'italic' }],
      });
      expect(paragraph?.content?.[2]).toEqual({
        type: 'text',
        text: ' on',
        marks: [{ type: 'bold' }, { type: 'italic' }],
      });
    }, SAVED);
    await key('Home', 'Control+ArrowRight', 'ArrowRight', 'ArrowRight');
    const link = page.getByRole('toolbar', { name: 'Of the link' });
    await link.getByText(/Where it leads \d+ # the-place/).waitFor();
    await link.getByText('Draft').waitFor();
    await link.getByRole('button', { name: 'Lead it elsewhere' }).click();
    await page.getByLabel('Find an entry, or type an address').fill('example.org/there');
    await page.getByRole('option', { name: 'https://example.org/there' }).click();
    await expectSaved('Some **_[words](https://example.org/there) on_**');
    await key('ArrowLeft');
    await link.getByRole('button', { name: 'Take the link away' }).click();
    await expectSaved('Some **_words on_**');
  });

  test('offers every kind of block behind a slash, and makes a table by the keyboard', async () => {
    await open('');
    await type('/');
    const list = page.getByRole('listbox', { name: 'Blocks' });
    await expect.poll(() => list.getByRole('option').count()).toBe(22);
    await type('warn');
    await key('Enter');
    await type('Careful');
    await key('Enter', 'Enter');
    await type('/tab');
    await page.getByRole('listbox', { name: 'Blocks' }).waitFor();
    await key('Enter');
    for (const cell of ['a', 'b', 'c', '1', '2', '3', '4', '5', '6', '7']) {
      await type(cell);
      await key('Tab');
    }
    await type('8');
    const tools = page.getByRole('toolbar', { name: 'Of the table' });
    await tools.getByRole('button', { name: 'Delete the column' }).click();
    await tools.getByRole('button', { name: 'Align the column to the right' }).click();
    await tools.getByRole('button', { name: 'Delete the row' }).click();
    await expectSaved(`:::callout{kind="warning"}
Careful
:::

| a | c |
| - | -: |
| 1 | 3 |
| 4 | 6 |`);
  });

  test('offers behind a word what stands within a line, and leaves every other slash where it is', async () => {
    await open('');
    const list = page.getByRole('listbox', { name: 'Blocks' });
    for (const words of ['and/or ', '1/2 ', 'example.org/foot ', 'this/ ', 'that/']) await type(words);
    await list.waitFor();
    await key('Escape');
    await list.waitFor({ state: 'detached' });
    await key('Enter');
    await type('either/');
    await list.waitFor();
    await key('Enter');
    await type('Said.');
    await type('/');
    await expect.poll(() => list.getByRole('option').allInnerTexts()).toEqual(['Footnote', 'Link']);
    await type('foot');
    await key('Enter');
    await vi.waitFor(async () => {
      const { content } = await saved();
      expect(content.map((block) => block.content?.[0]?.text)).toEqual([
        'and/or 1/2 example.org/foot this/ that/',
        'either/',
        'Said.',
      ]);
      expect(content[2]?.content?.[1]?.type).toBe('footnote');
    }, SAVED);
  });

  test('moves blocks by the keyboard and by the mouse, and keeps their ids', async () => {
    await open('One\n\n- two\n- three\n\nFour');
    const ids = (await saved()).content.map(({ attrs }) => attrs?.['id']);
    await key('Alt+ArrowUp');
    await key('ArrowDown', 'ArrowDown', 'End', 'Alt+ArrowUp');
    await expectSaved('One\n\nFour\n\n- three\n- two');
    expect((await saved()).content.map(({ attrs }) => attrs?.['id'])).toEqual([ids[0], ids[2], ids[1]]);
    await text().getByText('One').hover();
    const grip = page.getByRole('button', { name: 'Move this block, or see what can be done with it' });
    await drag(page, await grip.boundingBox(), await text().locator('li').last().boundingBox());
    await expectSaved('Four\n\n- three\n- two\n\nOne');
    expect((await saved()).content.map(({ attrs }) => attrs?.['id'])).toEqual([ids[2], ids[1], ids[0]]);
  });

  test('does with a whole block what its menu says', async () => {
    await open('First\n\nSecond');
    await key('Control+/');
    await page.getByRole('menuitem', { name: 'Duplicate' }).click();
    await expectSaved('First\n\nSecond\n\nSecond');
    const { content } = await saved();
    expect(new Set(content.map(({ attrs }) => attrs?.['id'])).size).toBe(3);
    await text().getByText('First').click();
    await key('Control+/');
    await page.getByRole('menuitem', { name: 'Heading', exact: true }).click();
    await text().getByText('Second').first().click();
    await key('Control+/');
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await expectSaved('## First\n\nSecond');
  });

  test('moves, turns and deletes a block with a finger on a telephone', async () => {
    await open('First\n\nSecond\n\nThird');
    const size = page.viewportSize() ?? { width: 1280, height: 720 };
    await page.setViewportSize({ width: 390, height: 844 });
    const { letGo, tap } = await takeFinger(page);
    const choose = async (name: string): Promise<void> => {
      await tap(page.getByRole('button', { name: 'This block' }));
      await tap(page.getByRole('menuitem', { name, exact: true }));
      await page.getByRole('menu').waitFor({ state: 'detached' });
    };
    await tap(text().getByText('Second'));
    await choose('Move up');
    await expectSaved('Second\n\nFirst\n\nThird');
    await choose('Heading');
    await expectSaved('## Second\n\nFirst\n\nThird');
    await tap(text().getByText('Third'));
    await tap(page.getByRole('button', { name: 'This block' }));
    await page.getByRole('menuitem', { name: 'Delete' }).waitFor();
    await expectAccessible(page);
    await tap(page.getByRole('menuitem', { name: 'Delete' }));
    await expectSaved('## Second\n\nFirst');
    await letGo();
    await page.setViewportSize(size);
  });

  test('writes footnotes where their number stands', async () => {
    await open('Said.');
    await type(' /foot');
    await key('Enter');
    await type('By whom');
    await key('Escape');
    await type(' Indeed.');
    await vi.waitFor(async () => {
      const [paragraph] = (await saved()).content;
      expect(paragraph?.content).toEqual([
        { type: 'text', text: 'Said. ' },
        { type: 'footnote', content: [{ type: 'text', text: 'By whom' }] },
        { type: 'text', text: ' Indeed.' },
      ]);
    }, SAVED);
  });

  test('shows what somebody else has written, and leaves the cursor where it is', async () => {
    await open('Mine\n\nTheirs');
    await key('Control+Home', 'End');
    await type(' is');
    await expectSaved('Mine is\n\nTheirs');
    const body = await saved();
    const theirs = JSON.parse(JSON.stringify(body).replace('Theirs', 'Theirs, changed')) as unknown;
    await page.evaluate(
      async ([id, document]) => {
        const entry = (await (await fetch(`/api/v1/entries/${id}`)).json()) as Entry;
        const content = { ...entry.draft.content, body: document };
        const headers = { 'Content-Type': 'application/json', 'If-Match': `"${entry.draft.versionId}"` };
        await fetch(`/api/v1/entries/${id}/draft`, {
          method: 'PUT',
          headers,
          body: JSON.stringify({ content }),
        });
      },
      [entryId(), theirs] as const,
    );
    await type(' he');
    await text().getByText('Theirs, changed').waitFor();
    await type('re');
    await expectSaved('Mine is here\n\nTheirs, changed');
    await key('Control+z', 'Control+z', 'Control+z');
    await expectSaved('Mine\n\nTheirs, changed');
  });

  test('can be used by everybody, in light and dark', async () => {
    const code = '```js\nlet a;\n```';
    await open(
      `Words[^1]\n\n- [ ] task\n\n${code}\n\n:::tip\nSo.\n:::\n\n| a |\n| - |\n| b |\n\n[^1]: Note.`,
    );
    await type('/');
    await page.getByRole('listbox', { name: 'Blocks' }).waitFor();
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await expectAccessible(page);
    }
    await page.emulateMedia({ colorScheme: 'light' });
  });

  test('does all of it within its content security policy', () => {
    expect(admin.complaints).toEqual([]);
  });
});

type Box = { x: number; y: number; width: number; height: number } | null;

/** To just below what is there. */
async function drag(page: Page, from: Box, to: Box): Promise<void> {
  if (from === null || to === null) throw new Error('There is nothing to drag.');
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + 30, to.y + to.height - 8, { steps: 4 });
  await page.mouse.move(to.x + 30, to.y + to.height + 8, { steps: 4 });
  await page.mouse.up();
}

/** Of the page, until it is let go: taps where somebody would. */
async function takeFinger(page: Page) {
  const finger = await page.context().newCDPSession(page);
  await finger.send('Emulation.setTouchEmulationEnabled', { enabled: true });
  return {
    tap: async (on: Locator): Promise<void> => {
      await on.scrollIntoViewIfNeeded();
      const { height, width, x, y } = (await on.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
      const touchPoints = [{ x: x + width / 2, y: y + height / 2 }];
      await finger.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
      await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    },
    letGo: async (): Promise<void> => {
      await finger.send('Emulation.setTouchEmulationEnabled', { enabled: false });
      await finger.detach();
    },
  };
}
