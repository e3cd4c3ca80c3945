import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { RichTextDocument } from '../../model/rich-text/document.ts';
import { startChild, type Child } from '../../tests/support/child-process.ts';
import { freePort } from '../../tests/support/free-port.ts';
import { createBenchFolder } from '../site/bench-folder.ts';
import { onExit } from '../site/on-exit.ts';

export type Admin = {
  /** Opens the editor of the entry; with `search`, also a panel. */
  open: (page: Page, search?: string) => Promise<void>;
  stop: () => Promise<void>;
};

const PROGRAM = join(import.meta.dirname, '../../setup/stillpress.mjs');

/** `npm start` with the demo site and one post that holds the document; whoever looks at `page` is signed in. */
export async function startAdmin(page: Page, document: RichTextDocument): Promise<Admin> {
  const folder = createBenchFolder('typing');
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const env = { DATA_DIR: folder.path, PORT: String(port), SITE_URL: origin, NODE_ENV: 'development' };
  const child = startChild(PROGRAM, ['start'], { env });
  const spare = onExit(() => child.process.kill('SIGKILL'));
  const stop = async (): Promise<void> => {
    child.process.kill('SIGTERM');
    await child.ended;
    spare();
    folder.remove();
  };
  const lines: string[] = [];
  while (!(lines.at(-1) ?? '').includes('Ctrl-C stops it.')) {
    const line = await child.nextLine();
    if (line === null) throw new Error(`The server ended early:\n${lines.join('\n')}`);
    lines.push(line);
  }
  void readOn(child);
  await createOwner(page, /http\S+setup\?token=\S+/.exec(lines.join('\n'))?.[0] ?? '');
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

/** A full pipe would hold the process up. */
async function readOn(child: Child): Promise<void> {
  while ((await child.nextLine()) !== null);
}
