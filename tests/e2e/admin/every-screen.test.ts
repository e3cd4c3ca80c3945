import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { EntryList } from '../../../model/api/entry.ts';
import { ROOT } from '../../runner/run-program.ts';
import { requireComponent } from '../../support/components.ts';
import { createOwner, expectAccessible, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'a sentence is long enough' };
const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();

/** By the paths of the router, where each of them is looked at; an identity in place of what begins with a sign. */
const SCREENS: Readonly<Record<string, readonly string[]>> = {
  '/': [''],
  '/account': ['account'],
  '/single/$collection': ['single/settings', 'single/navigation'],
  '/content/$collection': ['content/posts', 'content/posts?q=nothing+is+called+so', 'content/tags'],
  '/content/$collection/$entryId': ['content/posts/new', 'content/posts/$entryId'].concat(
    ['publish', 'preview', 'history', 'details'].map((panel) => `content/posts/$entryId?panel=${panel}`),
  ),
  '/settings': ['settings'],
  '/redirects': ['settings/redirects'],
  '/links': ['settings/links'],
  '/people': ['settings/people'],
  '/roles': ['settings/roles'],
  '/tokens': ['settings/tokens'],
  '/webhooks': ['settings/webhooks'],
  '/webhooks/$webhookId': ['settings/webhooks/$webhookId'],
  '/audit': ['settings/audit'],
  '/jobs': ['settings/jobs'],
  '/sign-in-policy': ['settings/sign-in-policy'],
  '/media': ['media'],
  '/bundles': ['bundles'],
  '/bundles/$bundleId': ['bundles/$bundleId', 'bundles/019aa000-0000-7000-8000-000000000000'],
  '/releases': ['releases'],
  '/schedules': ['schedules', 'schedules?view=week'],
};
const SIGNED_OUT: Readonly<Record<string, readonly string[]>> = {
  '/setup': ['setup?token=nobody-has-sent-it'],
  '/invite': ['invite#nobody-has-sent-it'],
  '/reset': ['reset', 'reset#nobody-has-sent-it'],
};

const WAYS = [
  { colorScheme: 'light', width: 1_280, language: 'en' },
  { colorScheme: 'dark', width: 320, language: 'de' },
] as const;

describe.skipIf(executablePath === null)('every screen', { timeout: 240_000 }, () => {
  let admin: Admin;
  let page: Page;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    admin = await openAdmin({ executablePath, env: { APP_ENV: 'staging' } });
    ({ page } = admin);
    await createOwner(admin, OWNER);
    const { entries } = (await admin.send('GET', 'entries?collection=posts', undefined)) as EntryList;
    const [first] = entries;
    const made = async (path: string, body: object): Promise<string> =>
      ((await admin.send('POST', path, body)) as { id: string }).id;
    ids['entryId'] = first?.id ?? '';
    ids['bundleId'] = await made('bundles', { title: 'Spring', entries: [{ id: first?.id }] });
    ids['webhookId'] = await made('webhooks', {
      name: 'A receiver',
      url: 'https://example.org/',
      events: ['release.live'],
      isEnabled: false,
    });
    await made('tokens', { name: 'A program', scopes: ['read'] });
    await made('invites', { email: 'grace@example.org', role: 'author' });
    const version = { id: first?.id, versionId: first?.draftVersionId };
    await made('schedules', { at: { time: TOMORROW.slice(0, 16), timeZone: 'UTC' }, entries: [version] });
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  test('is one of these', () => {
    const router = readFileSync(join(ROOT, 'admin/src/app/router.tsx'), 'utf8');
    const paths = new Set(Array.from(router.matchAll(/^ {2}path: '([^']+)'/gm), ([, path = '']) => path));
    expect([...paths].toSorted()).toEqual(Object.keys({ ...SCREENS, ...SIGNED_OUT }).toSorted());
  });

  test.each(WAYS)('is for everybody: $colorScheme, $width pixels wide, in $language', async (way) => {
    await show(page, way);
    for (const address of Object.values(SCREENS).flat())
      await look(address.replaceAll(/\$(\w+)/g, (_, name: string) => ids[name] ?? ''));
    // Nobody takes it for the site itself.
    await expect.poll(() => page.getByText('staging').filter({ visible: true }).count()).toBe(1);
    expect(admin.complaints).toEqual([]);
  });

  test('shows titles and every button in windows of a middling width', async () => {
    const scrollWidth = (): Promise<unknown> => page.evaluate('document.documentElement.scrollWidth');
    const light = page.getByRole('row', { name: /First light/ }).first();
    await show(page, WAYS[0]);
    for (const width of [768, 850, 1_016]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`${admin.url}content/posts?locale=en`);
      const title = light.getByRole('link').first();
      await title.waitFor();
      // More than it takes: not cut off.
      expect((await title.boundingBox())?.width).toBeGreaterThan(200);
      expect(await scrollWidth()).toBe(width);
      await title.click();
      await page.getByRole('button', { name: 'Publish' }).waitFor();
      await settle(page);
      expect(await scrollWidth()).toBe(width);
    }
  });

  test.each(WAYS)('before anybody has signed in, too: $colorScheme, $width pixels wide', async (way) => {
    await page.context().clearCookies();
    await show(page, way);
    for (const address of ['', ...Object.values(SIGNED_OUT).flat()]) await look(address);
    expect(admin.complaints).toEqual([]);
  });

  async function look(address: string): Promise<void> {
    await page.evaluate(`history.pushState(null, '', ${JSON.stringify(admin.url + address)})`);
    await page.evaluate(`dispatchEvent(new PopStateEvent('popstate'))`);
    try {
      await settle(page);
      await expectAccessible(page);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    } catch (error) {
      throw new Error(`At ${address}`, { cause: error });
    }
  }

  async function show(shown: Page, { colorScheme, language, width }: (typeof WAYS)[number]): Promise<void> {
    await shown.emulateMedia({ colorScheme });
    await shown.setViewportSize({ width, height: 800 });
    await shown.goto(admin.url);
    await shown.evaluate(`localStorage.setItem('stillpress.language', '${language}')`);
    await shown.reload();
  }
});

/** Until it has said all that it says. */
async function settle(page: Page): Promise<void> {
  let before = '';
  await vi.waitFor(
    async () => {
      const now = await page.locator('body').innerText();
      const isUnderWay =
        (await page.locator('[aria-busy=true]').count()) > 0 ||
        (await page.getByRole('heading', { level: 1 }).count()) === 0;
      const hasChanged = now !== before;
      before = now;
      if (hasChanged || isUnderWay) throw new Error(`${page.url()} goes on changing.`);
    },
    { timeout: 30_000, interval: 200 },
  );
}
