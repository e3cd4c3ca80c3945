import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireComponent } from '../../support/components.ts';
import { createOwner, expectAccessible, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'a sentence is long enough' };
/** What is scheduled is looked at again after each release. */
const UNTIL = { timeout: 45_000 };

type Made = { id: string; draftVersionId: string };

/** What does not go as somebody wishes is said where they look, with why and the way out. */
describe.skipIf(executablePath === null)('what stands in the way', { timeout: 90_000 }, () => {
  let admin: Admin;
  let page: Page;

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    ({ page } = admin);
    await createOwner(admin, OWNER);
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  const make = async (title: string, slug: string): Promise<Made> =>
    (await admin.send('POST', 'entries', { collection: 'pages', content: { title, slug } })) as Made;
  const expectAllToUse = async (): Promise<void> => {
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
  };

  test('a start page of a site without entries leads to the first one', async () => {
    await page.route('**/api/v1/entries?**', (route) =>
      route.fulfill({ json: { entries: [], nextCursor: null } }),
    );
    await page.reload();
    await page.getByRole('heading', { name: 'Write the first article' }).waitFor();
    await expectAllToUse();
    await page.unroute('**/api/v1/entries?**');
    await page.getByRole('main').getByRole('button', { name: /^New/ }).click();
    await page.getByRole('textbox', { name: 'Title *' }).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/\/content\/posts\//);
  });

  test('a bundle is scheduled as a whole, and opened again when that is called off', async () => {
    const { id } = await make('In the spring issue', 'in-the-spring-issue');
    const bundle = await admin.send('POST', 'bundles', { title: 'Spring issue', entries: [{ id }] });
    await page.goto(`${admin.url}bundles/${(bundle as Made).id}`);
    await page.getByRole('radio', { name: 'At a time' }).check();
    await page.getByRole('combobox', { name: 'Time zone' }).selectOption('UTC');
    await page.getByRole('spinbutton', { name: /month/i }).first().click();
    await page.keyboard.type('03282090');
    await page.keyboard.type('0930AM');
    await page.getByRole('button', { name: 'Schedule the bundle' }).click();
    await page.getByText(/March 28, 2090/).waitFor();
    await expectAllToUse();
    await page.getByRole('button', { name: 'Cancel the schedule' }).click();
    await page.getByRole('radio', { name: 'At a time' }).waitFor();
    expect(await admin.send('GET', 'schedules?state=armed', undefined)).toMatchObject({ schedules: [] });
  });

  test('a schedule that cannot be published says why, on the start page and in the list', async () => {
    const first = await make('First at this address', 'one-address');
    const second = await make('Second at this address', 'one-address');
    const at = { time: '2090-03-14T12:00', timeZone: 'UTC' };
    await admin.send('POST', 'schedules', { at, entries: [entryOf(first)] });
    await admin.send('POST', 'publications', { entries: [entryOf(second)] });
    await page.goto(admin.url);
    await page.getByRole('link', { name: '1 schedule cannot be published as things are' }).click(UNTIL);
    await page.goto(`${admin.url}schedules?view=month&day=2090-03-14`);
    const row = page.getByRole('listitem').filter({ hasText: 'First at this address' }).last();
    await row.getByText(/cannot be published at \/one-address\/: .*Second at this address/).waitFor();
    await expectAllToUse();
    await page.goto(`${admin.url}content/pages`);
    await page
      .getByRole('row', { name: /First at this address/ })
      .getByText('Schedule blocked')
      .waitFor();
    expect(
      await page
        .getByRole('row', { name: /Second at this address/ })
        .getByText('Live')
        .count(),
    ).toBe(1);
  });

  test('what the templates cannot show is named with their words, and the way to it', async () => {
    const { entries } = (await admin.send('GET', 'entries?collection=posts&locale=en', undefined)) as {
      entries: Made[];
    };
    const [entry] = entries;
    const withheld = {
      seq: 7,
      message: 'Cannot read properties of undefined',
      path: '/blog/first-light/',
      template: 'site/pages/blog/[slug].astro:12',
    };
    const held = { ...entry, title: 'Held by its template', state: 'withheld', withheld };
    await page.route(/\/api\/v1\/entries\?.*state=withheld/, (route) =>
      route.fulfill({ json: { entries: [held], nextCursor: null } }),
    );
    for (const address of ['', 'releases']) {
      await page.goto(`${admin.url}${address}`);
      const list = page.getByRole('region', { name: 'Held back' });
      await list.getByText('The template of /blog/first-light/ cannot show it').waitFor();
      await list.getByRole('blockquote').getByText(withheld.message).waitFor();
      await list.getByText(withheld.template).waitFor();
      await expectAllToUse();
    }
    await page.getByRole('link', { name: 'Held by its template' }).click();
    await page.getByRole('textbox', { name: 'Title *' }).waitFor();
    expect(page.url()).toContain(entry?.id);
    await page.unroute(/\/api\/v1\/entries\?.*state=withheld/);
  });

  test('a list that cannot be read says why, and is read again by whoever asks for it', async () => {
    const refusal = {
      type: 'urn:stillpress:error:not-allowed',
      title: 'Not allowed',
      status: 403,
      code: 'not-allowed',
      detail: 'Your role does not let you read these.',
      instance: '/api/v1',
      correlationId: 'none',
    };
    const lists = [
      ['content/tags', /\/api\/v1\/entries\?.*collection=tags/],
      ['media', /\/api\/v1\/media\?/],
      ['bundles', /\/api\/v1\/bundles\?/],
      ['releases', /\/api\/v1\/releases\?/],
      ['settings/links', /\/api\/v1\/links\/broken/],
    ] as const;
    for (const [address, request] of lists) {
      await page.route(request, (route) =>
        route.fulfill({ status: 403, contentType: 'application/problem+json', json: refusal }),
      );
      await page.goto(`${admin.url}${address}`);
      await page.getByRole('main').getByText(refusal.detail).first().waitFor(UNTIL);
      await expectAccessible(page);
      // The role would be the same.
      const again = page.getByRole('main').getByRole('button', { name: 'Try again' });
      expect(await again.count()).toBe(0);
      await page.unroute(request);
      await page.route(request, (route) => route.abort('connectionrefused'));
      await page.reload();
      await page.getByRole('main').getByText(/reach/).first().waitFor(UNTIL);
      await page.unroute(request);
      await again.click();
      await again.waitFor({ state: 'detached', ...UNTIL });
    }
    expect(admin.complaints).toEqual([]);
  });

  test('words that are buttons can be read in light and dark', async () => {
    const { id } = await make('Words that lead on', 'words-that-lead-on');
    await page.goto(`${admin.url}content/pages/${id}`);
    await page.getByRole('textbox', { name: 'Title *' }).fill('');
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByRole('button', { name: 'Title: Must be filled in.' }).first().waitFor();
    await page.getByRole('textbox', { name: 'Address' }).fill('another-one');
    expect(await page.locator('.text-button:visible').count()).toBeGreaterThan(1);
    await expectAllToUse();
  });
});

function entryOf({ draftVersionId: versionId, id }: Made): { id: string; versionId: string } {
  return { id, versionId };
}
