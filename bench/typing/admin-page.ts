import type { Page } from 'playwright-core';
import type { RichTextDocument } from '../../model/rich-text/document.ts';
import { startSite } from '../site/started-site.ts';

export type Admin = {
  /** Opens the editor of the entry; with `search`, also a panel. */
  open: (page: Page, search?: string) => Promise<void>;
  stop: () => Promise<void>;
};

/** `npm start` with the demo site and one post that holds the document; whoever looks at `page` is signed in. */
export async function startAdmin(page: Page, document: RichTextDocument): Promise<Admin> {
  const { origin, ownerLink, stop } = await startSite('typing');
  await createOwner(page, ownerLink);
  const content = { title: 'A long text', slug: 'a-long-text', publishedOn: '2026-01-01', body: document };
  const data = { collection: 'posts', locale: 'en', content };
  const answer = await page.request.post(`${origin}/api/v1/entries`, { data, headers: { Origin: origin } });
  if (!answer.ok()) throw new Error(`The post could not be made: ${await answer.text()}`);
  const { id } = (await answer.json()) as { id: string };
  return {
    open: async (where, search = '') => {
      await where.goto(`${origin}/admin/content/posts/${id}${search}`);
      await where.getByRole('textbox', { name: 'Text', exact: true }).waitFor();
    },
    stop,
  };
}

async function createOwner(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('Your name').fill('Bench');
  await page.getByLabel('E-mail address').fill('bench@example.org');
  await page.getByLabel('Password').fill('a password for the bench');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Start' }).waitFor();
}
