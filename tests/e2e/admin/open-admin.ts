import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { openBrowser } from '../../support/browser.ts';
import type { Browser } from '../../support/browser.ts';
import { copyStartedSite, FIRST_START_MS, type StartedSite } from '../../support/started-site.ts';
import { startCommand } from '../cli/run-stillpress.ts';
import type { RunningCommand } from '../cli/run-stillpress.ts';

export const START_TIMEOUT_MS = FIRST_START_MS;

export type Admin = {
  /** Where the authoring UI is. */
  url: string;
  port: number;
  browser: Browser;
  page: Page;
  /** The one-time link that the start has printed. */
  ownerLink: string;
  /** What the server has printed until now: the links of mails too, where none are sent. */
  printed(): string;
  /** What scripts ran into, and what the content security policy kept them from. */
  complaints: string[];
  /** As a crash or a failing power supply ends it: at once. */
  killServer(): Promise<void>;
  /** Again, at the same address and with the same data. */
  startServer(): Promise<void>;
  /** Sends JSON as the page does, in the name of whoever is signed in, and returns what is answered. */
  send(method: string, path: string, body: unknown): Promise<unknown>;
  close(): Promise<void>;
};

type Options = {
  executablePath: string | null;
  env?: Record<string, string>;
  /** Unless it is given, one that was started once before: that is quicker. */
  site?: StartedSite;
};

/** A site of its own, as `npm start` starts it, and a browser. */
export async function openAdmin({ env = {}, executablePath, site }: Options): Promise<Admin> {
  const { dataDir, port, remove } = site ?? (await copyStartedSite());
  const start = (): RunningCommand =>
    startCommand(['start'], { DATA_DIR: dataDir, PORT: String(port), ...env });
  let server = start();
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    server.signal('SIGTERM');
    await server.ended;
    remove();
  };
  try {
    await server.untilPrinted('Ctrl-C stops it.');
    browser = await openBrowser(executablePath);
    const page = await browser.context.newPage();
    const ownerLink = /http\S+setup\?token=\S+/.exec(server.stdout())?.[0] ?? '';
    const opened = { url: `http://localhost:${port}/admin/`, port, browser, page, ownerLink };
    const send = sendIn(page);
    const killServer = async (): Promise<void> => {
      server.signal('SIGKILL');
      await server.ended;
    };
    const startServer = async (): Promise<void> => {
      server = start();
      await server.untilPrinted('Ctrl-C stops it.');
    };
    return {
      ...opened,
      killServer,
      startServer,
      printed: () => server.stdout(),
      complaints: complaintsOf(page),
      send,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|requires 'Trusted/i.test(message.text())) complaints.push(message.text());
  });
  return complaints;
}

function sendIn(page: Page): Admin['send'] {
  return (method, path, body) =>
    page.evaluate(
      async ([verb, address, json]) => {
        const headers = { 'Content-Type': 'application/json' };
        const answer = await fetch(`/api/v1/${address}`, { method: verb, headers, body: json });
        const text = await answer.text();
        return text === '' ? null : (JSON.parse(text) as unknown);
      },
      [method, path, JSON.stringify(body)] as const,
    );
}

/** Whatever is on the page now can be used by everybody; a page of the site in a frame is a page of its own. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
}

export type Owner = { name: string; email: string; password: string };

/** The first account, by the link that was printed: it is signed in from then on. */
export async function createOwner({ ownerLink, page }: Admin, owner: Owner): Promise<void> {
  await page.goto(ownerLink);
  await page.getByLabel('Your name').fill(owner.name);
  await page.getByLabel('E-mail address').fill(owner.email);
  await page.getByLabel('Password').fill(owner.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Start' }).waitFor();
}

const MAILED_WITHIN = { timeout: 30_000 };

/** Somebody whom the one that is signed in invites, in a browser of their own. */
export async function joinAs(
  admin: Admin,
  browser: Browser,
  { name, role }: { name: string; role: string },
): Promise<Page> {
  const email = `${name.toLowerCase()}@example.org`;
  const before = admin.printed().length;
  await admin.send('POST', 'invites', { email, role });
  // Where no mails are sent, their links are printed.
  const link = await vi.waitFor(() => {
    const [found] = /http:\/\/localhost:\d+\/admin\/invite#[\w-]+/.exec(admin.printed().slice(before)) ?? [];
    if (found === undefined) throw new Error('no link');
    return found;
  }, MAILED_WITHIN);
  const page = await browser.context.newPage();
  await page.goto(link);
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Password').fill('another sentence is long enough');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Start' }).waitFor();
  return page;
}
