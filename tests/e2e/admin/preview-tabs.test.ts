import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireComponent } from '../../support/components.ts';
import { copyStartedSite } from '../../support/started-site.ts';
import { createOwner, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'a sentence is long enough' };
/** One more than a browser opens connections to a server over HTTP/1.1. */
const TABS = 7;

/** A browser without a window takes every tab for one that somebody sees. */
const HIDING = `
  let isHidden = false;
  Object.defineProperty(Document.prototype, 'visibilityState', { get: () => isHidden ? 'hidden' : 'visible' });
  globalThis.hide = (next) => {
    isHidden = next;
    document.dispatchEvent(new Event('visibilitychange'));
  };`;

async function setHidden(page: Page, isHidden: boolean): Promise<void> {
  for (const frame of page.frames()) await frame.evaluate(`globalThis.hide(${isHidden})`);
}

const titled = (tab: Page, name: string): Locator =>
  tab.getByRole('heading', { name, level: 1, exact: true });

/** On an origin of their own, all previews share the connections that a browser opens to it. */
describe.skipIf(executablePath === null)('previews in many tabs', { timeout: 120_000 }, () => {
  let admin: Admin;
  let id: string;

  beforeAll(async () => {
    const site = await copyStartedSite();
    const env = { PREVIEW_ORIGIN: `http://previews.localhost:${site.port}` };
    admin = await openAdmin({ executablePath, site, env });
    await createOwner(admin, OWNER);
    await admin.browser.context.addInitScript({ content: HIDING });
    const content = { title: 'A walk', slug: 'by-the-lake', publishedOn: '2026-11-30' };
    ({ id } = (await admin.send('POST', 'entries', { collection: 'posts', locale: 'en', content })) as {
      id: string;
    });
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  /** One after the other, each in front of those before. */
  async function openTabs(open: (tab: Page) => Promise<void>): Promise<Page[]> {
    const tabs: Page[] = [];
    for (let nth = 0; nth < TABS; nth += 1) {
      const tab = await admin.browser.context.newPage();
      await open(tab);
      tabs.push(tab);
      if (nth < TABS - 1) await setHidden(tab, true);
    }
    return tabs;
  }

  test('are all there, beside the text in each', async () => {
    const tabs = await openTabs(async (tab) => {
      await tab.goto(`${admin.url}content/posts/${id}?panel=preview`);
      const shown = tab.getByRole('complementary', { name: 'Preview' }).frameLocator('iframe');
      await shown.getByRole('heading', { name: 'A walk', level: 1 }).waitFor();
    });
    expect(tabs).toHaveLength(TABS);
    for (const tab of tabs) await tab.close();
  });

  test('show what was saved once somebody looks, and not before', async () => {
    const tabs = await openTabs(async (tab) => {
      await tab.goto(`${new URL(admin.url).origin}/preview/${id}`);
      await titled(tab, 'A walk').waitFor();
    });
    const { page } = admin;
    await page.goto(`${admin.url}content/posts/${id}`);
    await page.getByRole('textbox', { name: 'Title' }).first().fill('A walk in the rain');
    const [first, last] = [tabs[0] ?? page, tabs.at(-1) ?? page];
    await titled(last, 'A walk in the rain').waitFor();
    expect(await titled(first, 'A walk').count()).toBe(1);
    await setHidden(first, false);
    await titled(first, 'A walk in the rain').waitFor();
  });
});
