import type { Locator } from 'playwright-core';
import { expect, vi } from 'vitest';
import type { Entry } from '../../../model/api/entry.ts';
import type { RichTextDocument } from '../../../model/rich-text/document.ts';
import { documentFromMarkdown } from '../../../model/rich-text/markdown/document-from-markdown.ts';
import { documentToMarkdown } from '../../../model/rich-text/markdown/document-to-markdown.ts';
import type { Admin } from './open-admin.ts';

/** What is typed is on the server within this time, however busy the machine is. */
export const SAVED = { timeout: 30_000, interval: 250 };

/** Writes in the text of a post, and looks at what the server has of it. */
export type DocumentDesk = {
  text: () => Locator;
  key: (...names: readonly string[]) => Promise<void>;
  type: (words: string) => Promise<void>;
  /** A post of its own, open, with the cursor at its end. */
  open: (markdown?: string, name?: string) => Promise<void>;
  /** Of the post that is open. */
  entryId: () => string;
  saved: () => Promise<RichTextDocument>;
  expectSaved: (markdown: string) => Promise<void>;
};

/** `admin` is there once the tests begin. */
export function documentDesk(admin: () => Admin): DocumentDesk {
  let entryId = '';
  let count = 0;
  const text = (): Locator => admin().page.getByRole('textbox', { name: 'Text', exact: true });

  async function key(...names: readonly string[]): Promise<void> {
    for (const name of names) await admin().page.keyboard.press(name);
  }

  async function open(markdown = '', name = 'A post'): Promise<void> {
    count += 1;
    const title = `${name} ${count}`;
    const body = documentFromMarkdown(markdown);
    const content = { title, slug: title.toLowerCase().replaceAll(' ', '-'), body };
    entryId = ((await admin().send('POST', 'entries', { collection: 'posts', content })) as Entry).id;
    await admin().page.goto(`${admin().url}content/posts/${entryId}`);
    await text().click();
    await key('Control+End');
  }

  async function saved(): Promise<RichTextDocument> {
    await admin().page.getByRole('status').getByText('Saved').waitFor();
    const { draft } = (await admin().send('GET', `entries/${entryId}`, undefined)) as Entry;
    return draft.content['body'] as RichTextDocument;
  }

  return {
    text,
    key,
    open,
    entryId: () => entryId,
    saved,
    type: async (words) => await admin().page.keyboard.type(words),
    expectSaved: async (markdown) =>
      await vi.waitFor(
        async () => expect(documentToMarkdown(await saved()).trim()).toBe(markdown.trim()),
        SAVED,
      ),
  };
}
