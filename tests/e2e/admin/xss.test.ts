import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Entry } from '../../../model/api/entry.ts';
import { requireComponent } from '../../support/components.ts';
import { pictureBytes } from '../../support/media/pictures.ts';
import { XSS_ADDRESSES, XSS_CORPUS } from '../../support/xss-corpus.ts';
import { createOwner, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';
import { findLive, findLiveOn, watchForXss, type XssWatch } from './xss-watch.ts';
import {
  CONTENTS,
  each,
  expectAccepted,
  hostileDocument,
  line,
  pagesOf,
  sendFrom,
  SHOWN,
  uploadFrom,
  withAddress,
} from './xss-writing.ts';
import type { Answer, Made, Sent } from './xss-writing.ts';

const executablePath = requireComponent('chromium');
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'a sentence is long enough' };
const PATIENTLY = { timeout: 60_000, interval: 500 };
const HOSTILE = /stillpressXss/;
const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();
const FILES = 30;
const AT_ONCE = 60;
const IMPORTED = 15;

const PAGES = ['/', '/blog/all-of-it/', '/blog/pictures/', '/archive/', '/rss.xml', '/atom.xml'].concat([
  '/sitemap.xml',
  '/feed.json',
  `/${encodeURIComponent(SHOWN)}`,
]);
const SCREENS = ['', 'bundles', 'releases', 'schedules', 'media'].concat(
  ['redirects', 'people', 'roles', 'tokens', 'audit', 'webhooks'].map((name) => `settings/${name}`),
);

/** In order: what is written by the API and imported in the first half is looked at in the second. */
describe.skipIf(executablePath === null)('hostile markup', { timeout: 240_000 }, () => {
  let admin: Admin;
  let page: Page;
  let watch: XssWatch;
  let made: Made[] = [];
  let draftsOnly: Made[] = [];
  let wholeId = '';

  beforeAll(async () => {
    admin = await openAdmin({ executablePath, env: { WRITES_PER_MINUTE: 'no' } });
    ({ page } = admin);
    watch = await watchForXss(page);
    await createOwner(admin, OWNER);
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  const send = async (...requests: readonly Sent[]): Promise<Answer[]> => await sendFrom(page, requests);
  const post = async (path: string, bodies: readonly unknown[]): Promise<Answer[]> =>
    await send(...bodies.map((body) => ({ method: 'POST', path, body })));
  const begin = async (collection: string, contents: readonly object[]): Promise<Answer[]> => {
    const answers = await post(
      'entries',
      contents.map((content) => ({ collection, content })),
    );
    made.push(...answers.filter(({ status }) => status < 400).map(({ body }) => body));
    return answers;
  };
  const at = (path: string): string => new URL(path, admin.url).href;
  /** Nothing but the text of it: it is there, and nothing of it lives. */
  const expectDead = async (): Promise<void> => {
    await page.waitForLoadState('load');
    // A frame that has no address yet has no document to ask.
    const ours = page.frames().filter((frame) => URL.parse(frame.url())?.hostname === 'localhost');
    const live: string[] = [];
    for (const frame of ours) live.push(...(await findLive(frame)));
    expect({ on: page.url(), live, ...watch }).toEqual({
      on: page.url(),
      live: [],
      ran: [],
      askedElsewhere: [],
    });
  };
  const look = async (address: string, shown?: RegExp): Promise<void> => {
    await page.goto(`${admin.url}${address}`);
    await page.getByRole('main').waitFor();
    if (shown !== undefined) {
      const textOf = async () => `${address}: ${await page.getByRole('main').innerText()}`;
      await vi.waitFor(async () => expect(await textOf()).toMatch(shown), PATIENTLY);
    }
    await expectDead();
  };

  test('would be seen if it lived', async () => {
    const other = await admin.browser.context.newPage();
    const seen = await watchForXss(other);
    await other.setContent(
      `<a href="java\nscript:x()">x</a><img src=x onerror=stillpressXss()><script src="http://127.0.0.9/x"></script>`,
    );
    await vi.waitFor(() => expect(seen.ran).toHaveLength(1), PATIENTLY);
    expect(await findLive(other.mainFrame())).toHaveLength(3);
    expect(seen.askedElsewhere).toEqual(['http://127.0.0.9/x']);
    await other.close();
  });

  test('is refused as an address, wherever one can be written', async () => {
    const [target] = await begin('posts', [{ title: 'Target', slug: 'target' }]);
    const blocks = XSS_ADDRESSES.flatMap((href) => withAddress(href, target?.body.id ?? ''));
    const contents = blocks.map((block) => ({ title: 'x', body: { type: 'doc', content: [block] } }));
    const links = XSS_ADDRESSES.map((href) => ({ name: 'x', links: [{ label: 'x', href }] }));
    const redirects = XSS_ADDRESSES.map((path) => ({
      method: 'PUT',
      path: 'redirects',
      body: { path: '/from/', status: 301, to: { kind: 'path', path } },
    }));
    const elsewhere = XSS_ADDRESSES.map((url) => ({
      method: 'PUT',
      path: 'redirects',
      body: { path: '/from/', status: 301, to: { kind: 'url', url } },
    }));
    const answers = [...(await begin('posts', contents)), ...(await send(...redirects, ...elsewhere))];
    expect(answers.filter(({ status }) => status < 400)).toEqual([]);
    // A draft keeps what is typed there, and is not published with it.
    const authors = await begin('authors', links);
    made = made.slice(0, 1);
    draftsOnly = authors.filter(({ status }) => status === 201).map(({ body }) => body);
    const entries = draftsOnly.map(({ draftVersionId, id }) => ({ id, versionId: draftVersionId }));
    const published = await Promise.all(entries.map((entry) => post('publications', [{ entries: [entry] }])));
    expect(published.flat().map(({ status }) => status)).toEqual(entries.map(() => 422));
  });

  test('is text in every field of every entry', async () => {
    for (const [collection, content] of Object.entries(CONTENTS))
      expectAccepted(await begin(collection, each(content)));
    const body = hostileDocument();
    const [whole] = await begin('posts', [{ title: 'All of it', slug: 'all-of-it', body }]);
    expect(whole).toMatchObject({ status: 201 });
    wholeId = whole?.body.id ?? '';
  });

  test('is text in what stands beside entries', async () => {
    const entries = made.slice(1, 4).map(({ id }) => ({ id }));
    const grants = [{ actions: ['entry.read'] }];
    const bodies: Readonly<Record<string, readonly unknown[]>> = {
      bundles: some(20, (nth) => ({ title: line(nth, 100), note: line(nth), entries })),
      tokens: some(20, (nth) => ({ name: line(nth, 60), scopes: ['read'] })),
      invites: some(20, (nth) => ({ email: `g${nth}@example.org`, name: line(nth, 100), role: 'author' })),
      [`entries/${wholeId}/preview-links`]: some(10, (nth) => ({
        label: line(nth, 100),
        expiresAt: TOMORROW,
      })),
      roles: some(20, (nth) => ({ name: line(nth, 55) + nth, grants })),
      webhooks: some(20, (nth) => ({
        name: line(nth, 60),
        url: `https://example.org/?${encodeURIComponent(line(nth))}`,
        events: ['schedule.blocked'],
        isEnabled: false,
      })),
      schedules: made.slice(1, 10).map(({ draftVersionId: versionId, id }) => ({
        at: { time: TOMORROW.slice(0, 16), timeZone: 'UTC' },
        entries: [{ id, versionId }],
        links: { anyway: true },
      })),
    };
    for (const [path, sent] of Object.entries(bodies)) expectAccepted(await post(path, sent));
    const views = some(50, (nth) => ({
      id: `view-${nth}`,
      collection: 'posts',
      name: line(nth, 60),
      choice: { q: line(nth) },
      columns: null,
    }));
    const { draftVersionId } = (await admin.send('GET', `entries/${wholeId}`, undefined)) as Made;
    expectAccepted(
      await send(
        { method: 'PUT', path: `entries/${wholeId}/versions/${draftVersionId}/name`, body: { name: SHOWN } },
        { method: 'PUT', path: 'profile', body: { name: SHOWN } },
        { method: 'PUT', path: 'profile/preferences', body: { views, columns: {} } },
        { method: 'PUT', path: 'redirects', body: { path: `/${SHOWN}`, status: 410, to: null } },
      ),
    );
  });

  test('is text in the names of files, their descriptions and tags', async () => {
    const files = await Promise.all(
      XSS_CORPUS.slice(0, FILES).map(async (name, seed) => ({
        name,
        base64: (await pictureBytes({ width: 8, height: 8, seed: seed + 1 })).toString('base64'),
      })),
    );
    const ids = await uploadFrom(page, files);
    expect(ids).toHaveLength(files.length);
    const focal = { x: 0.5, y: 0.5 };
    const changes = ids.map((id, nth) => ({
      method: 'PUT',
      path: `media/${id}`,
      body: { alt: line(nth), focal, tags: [line(nth, 60)] },
    }));
    expectAccepted(await send(...changes));
    const content = ids.map((mediaId, nth) => ({
      type: 'image',
      attrs: { mediaId, alt: line(nth), caption: line(nth) },
    }));
    const cover = { media: ids[0], alt: SHOWN };
    const body = { type: 'doc', content };
    expectAccepted(await begin('posts', [{ title: 'Pictures', slug: 'pictures', body, cover }]));
  });

  test('is text in what a file would import', async () => {
    const lines = each((nth) => `${cell(`/csv-${nth}${line(nth)}`)},"/blog/",301`).slice(0, IMPORTED);
    await page.goto(`${admin.url}settings/redirects`);
    await page.getByRole('button', { name: 'Import CSV' }).click();
    const dialog = page.getByRole('dialog', { name: 'Import redirects' });
    const buffer = Buffer.from(['path,target,status', ...lines].join('\n'));
    await dialog
      .getByLabel('A CSV file')
      .setInputFiles({ name: `${SHOWN}.csv`, mimeType: 'text/csv', buffer });
    const change = dialog.getByRole('button', { name: /^Change \d+ redirects$/ });
    await change.waitFor();
    await expectDead();
    await change.click();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('/csv-0').first().waitFor();
    await expectDead();
    expect(watch.ran).toEqual([]);
  });

  test('is published as text', async () => {
    const singles = {
      settings: { siteTitle: line(6, 80), tagline: SHOWN, description: SHOWN, postsPerPage: 100 },
      navigation: { items: each((nth) => ({ label: line(nth, 40), href: `/?${line(nth)}` })).slice(0, 20) },
    };
    for (const [collection, fields] of Object.entries(singles)) {
      const query = `entries?collection=${collection}&locale=en`;
      const { entries } = (await admin.send('GET', query, undefined)) as { entries: Made[] };
      const { draft, id } = (await admin.send('GET', `entries/${entries[0]?.id}`, undefined)) as Entry;
      const body = { content: { ...draft.content, ...fields } };
      const path = `entries/${id}/draft`;
      const saved = await send({ method: 'PUT', path, body, seen: draft.versionId });
      expectAccepted(saved);
      made.push(...saved.map((answer) => answer.body));
    }
    const entries = made.map(({ draftVersionId, id }) => ({ id, versionId: draftVersionId }));
    for (let start = 0; start < entries.length; start += AT_ONCE) {
      const part = entries.slice(start, start + AT_ONCE);
      expectAccepted(await post('publications', [{ entries: part, links: { anyway: true } }]));
    }
    await vi.waitFor(
      async () => expect((await page.request.get(at('/blog/pictures/'))).status()).toBe(200),
      PATIENTLY,
    );
    for (const path of [...PAGES, ...pagesOf(6), '/blog/']) {
      await page.goto(at(path));
      await expectDead();
    }
    await page.getByRole('link', { name: SHOWN, exact: true }).first().waitFor();
    // Which has no policy of its own, that pages read in it would be held against.
    await page.goto(at('/robots.txt'));
    expect(await findLiveOn(page, each(pagesOf).flat())).toEqual([]);
  });

  test('is text in the preview', async () => {
    const [first, , , , , , hostile] = made;
    for (const id of [first?.id, wholeId, hostile?.id, ...draftsOnly.map((draft) => draft.id)]) {
      await page.goto(at(`/preview/${id}`));
      expect(page.url()).toContain('/preview/t/');
      await expectDead();
    }
  });

  test('is text on every screen that names it', async () => {
    await page.goto(admin.url);
    const bundles = (await admin.send('GET', 'bundles', undefined)) as { bundles: Made[] };
    const webhooks = (await admin.send('GET', 'webhooks', undefined)) as { webhooks: Made[] };
    const screens = [
      ...Object.keys(CONTENTS).map((collection) => `content/${collection}`),
      ...SCREENS,
      `bundles/${bundles.bundles[0]?.id}`,
      `settings/webhooks/${webhooks.webhooks[0]?.id}`,
    ];
    for (const address of screens) await look(address, HOSTILE);
    await look('settings/jobs');
    await look('account');
    expect(await page.getByLabel('Your name').inputValue()).toBe(SHOWN);
    expect(watch.ran).toEqual([]);
  });

  test('is text in the editor, and in each panel beside it', async () => {
    for (const panel of ['publish', 'preview', 'history', 'details']) {
      await look(`content/posts/${wholeId}?panel=${panel}`, HOSTILE);
      await page.getByRole('complementary').last().waitFor();
      if (panel !== 'preview') continue;
      const isPreviewed = () => page.frames().some((frame) => frame.url().includes('/preview/t/'));
      await vi.waitFor(() => expect(isPreviewed()).toBe(true), PATIENTLY);
      await expectDead();
    }
    await look(`content/posts/${made.at(6)?.id}?panel=publish`, HOSTILE);
    await look(`content/authors/${made.at(XSS_CORPUS.length * 2 + 7)?.id}`);
    await page.goto(`${admin.url}single/navigation`);
    await page.getByRole('main').waitFor();
    await expectDead();
  });

  test('is text in the palette', async () => {
    await page.goto(admin.url);
    await page.getByRole('main').waitFor();
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Go to, or do' });
    await palette.getByRole('combobox').fill('stillpressXss');
    await palette.getByRole('option').filter({ hasText: HOSTILE }).first().waitFor();
    await expectDead();
    expect(watch.ran).toEqual([]);
  });

  test('is text in what is said of a file', async () => {
    await look('media', HOSTILE);
    await page
      .getByRole('row', { name: /stillpressXss/ })
      .first()
      .click();
    await page.getByRole('complementary', { name: 'Details of the file' }).waitFor();
    await expectDead();
    expect(watch.askedElsewhere).toEqual([]);
  });

  test('has given the content security policy nothing to hold back', () => {
    expect(admin.complaints).toEqual([]);
  });
});

function some<Body>(count: number, body: (nth: number) => Body): Body[] {
  return each(body).slice(0, count);
}

function cell(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
