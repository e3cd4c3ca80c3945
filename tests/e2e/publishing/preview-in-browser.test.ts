import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Page } from 'playwright-core';
import { entryListSchema } from '../../../model/api/entry.ts';
import { newPreviewLinkSchema } from '../../../model/api/preview-link.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { openBrowser, type Browser } from '../../support/browser.ts';
import { requireComponent } from '../../support/components.ts';
import { PASSWORD } from '../api/api-server.ts';
import { publishPost, type Installation } from './publishing-fixture.ts';
import { openPreviewedSite, type PreviewedSite } from './previewed-site.ts';
import { useProject } from './use-project.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const executablePath = requireComponent('chromium');
const project = useProject();

/** Takes all that a script of the site can reach, and says what it got. */
const HOSTILE = `
const tried = {};
const attempt = async (name, work) => {
  try { tried[name] = await work(); } catch (error) { tried[name] = 'refused'; }
};
const admin = location.origin.replace('127.0.0.1', 'localhost');
const write = { method: 'POST', credentials: 'include', body: JSON.stringify({ collection: 'posts', content: { title: 'By a script' } }) };
await attempt('cookies', () => document.cookie === '' ? 'none' : document.cookie);
for (const origin of ['', admin]) {
  await attempt('reads the session ' + origin, async () => (await fetch(origin + '/api/v1/session', { credentials: 'include' })).status === 200 ? 'read' : 'refused');
  await attempt('writes ' + origin, async () => (await fetch(origin + '/api/v1/entries', { ...write, headers: { 'Content-Type': 'application/json' } })).status === 201 ? 'written' : 'refused');
  await attempt('writes blindly ' + origin, async () => { await fetch(origin + '/api/v1/entries', { ...write, mode: 'no-cors' }); return 'sent'; });
}
await attempt('frames the admin', async () => {
  const frame = document.createElement('iframe');
  frame.src = admin + '/api/v1/session';
  document.body.append(frame);
  await new Promise((resolve) => { frame.onload = resolve; setTimeout(resolve, 1000); });
  return frame.contentDocument?.body?.textContent ? 'read' : 'refused';
});
await attempt('reads around it', () => parent === window ? 'nothing' : parent.document.title);
await attempt('leads away', () => { if (top !== window) top.location = admin + '/elsewhere'; return 'tried'; });
await attempt('registers a worker', async () => { await navigator.serviceWorker.register(location.href); return 'registered'; });
document.documentElement.dataset.tried = JSON.stringify(tried);
`;

writeFileSync(
  join(project.root, 'site/pages/hostile.astro'),
  `---\n---\n<html><head><title>Hostile</title></head><body><h1>Hostile</h1><script is:inline type="module" set:html={${JSON.stringify(HOSTILE)}}></script></body></html>\n`,
);

/** Tall enough to be scrolled. */
const TALL = `---
import { getLiveCollection } from 'astro:content';
const { entries: posts = [] } = await getLiveCollection('posts', { locale: 'en' });
---
<html><head><meta charset="utf-8"><title>Tall</title></head><body>
<div style="height: 3000px">{posts.map((post) => <p>{post.data.title}</p>)}</div><p id="end">The end</p>
</body></html>
`;
writeFileSync(join(project.root, 'site/pages/tall.astro'), TALL);

/** Its script says what it found in the page that it came with. */
const LIVELY = TALL.replace(
  '<p id="end">',
  `<p id="logo" style="background: url(/logo.svg)"></p>
<script is:inline>document.body.dataset.found = document.querySelector('p').textContent;</script><p id="end">`,
);
writeFileSync(join(project.root, 'site/pages/lively.astro'), LIVELY);

describe.skipIf(executablePath === null).each([
  ['in a sandbox', false],
  ['on an origin of its own', true],
])('%s', (_, hasOwnOrigin) => {
  let installation: Installation;
  let site: PreviewedSite;
  let browser: Browser;
  let page: Page;
  let post: EntryDetails;

  beforeAll(async () => {
    installation = await project.install('sqlite');
    site = await openPreviewedSite(installation, { hasOwnOrigin });
    const published = await publishPost(installation, { title: 'First', text: 'as it is' });
    post = published.post;
    await site.publisher.publishedUpTo(published.seq);
    browser = await openBrowser(executablePath);
    page = await browser.context.newPage();
    const email = await site.server.createUser('editor');
    const signedIn = await page.request.post(`${site.adminOrigin}/api/v1/session`, {
      data: { email, password: PASSWORD },
    });
    if (signedIn.status() !== 201) throw new Error('The editor could not sign in');
  });
  afterEach(() => page.unrouteAll({ behavior: 'ignoreErrors' }));
  afterAll(async () => {
    await browser.close();
    await site.close();
    await installation.close();
  });

  it('a script of the site can neither read a cookie nor do anything as the editor', async () => {
    await page.goto(`${site.adminOrigin}/preview/${post.id}?path=/hostile/`);
    expect(new URL(page.url()).origin === site.adminOrigin).toBe(!hasOwnOrigin);
    const tried = await page.waitForSelector('html[data-tried]', { state: 'attached' });
    const results: unknown = JSON.parse((await tried.getAttribute('data-tried')) ?? '{}');
    expect(results).toMatchObject({
      [`reads the session ${site.adminOrigin}`]: 'refused',
      [`writes ${site.adminOrigin}`]: 'refused',
      'reads the session ': 'refused',
      'writes ': 'refused',
      'frames the admin': 'refused',
      'reads around it': 'nothing',
      'registers a worker': 'refused',
    });
    expect(['none', 'refused']).toContain((results as Record<string, unknown>)['cookies']);
    const listed = await page.request.get(`${site.adminOrigin}/api/v1/entries`);
    expect(entryListSchema.parse(await listed.json()).entries.map(({ title }) => title)).toEqual(['First']);
  });

  it('links lead on with the drafts laid over', async () => {
    post = await site.save(post, { title: 'Laid over', slug: 'first', text: 'as it will be' });
    await page.goto(`${site.adminOrigin}/preview/${post.id}?path=/`);
    await page.getByRole('link', { name: 'Laid over' }).click();
    await page.getByText('as it will be').waitFor();
    expect(page.url()).toContain('/preview/t/');
  });

  it('shows itself anew when a draft is saved, and stays where it was scrolled to', async () => {
    post = await site.save(post, { title: 'Before', slug: 'first' });
    await page.goto(`${site.adminOrigin}/preview/${post.id}?path=/tall/`);
    await page.getByText('Before').waitFor();
    await page.evaluate('window.scrollTo(0, 1234)');
    post = await site.save(post, { title: 'Saved meanwhile', slug: 'first' });
    await page.getByText('Saved meanwhile').waitFor();
    await expect.poll(() => page.evaluate('Math.round(window.scrollY)')).toBe(1234);
    // The scripts of the site find the page as visitors get it.
    expect(await page.locator('script').count()).toBe(0);
  });

  it('runs the scripts of a page that shows itself anew, and loads what its styles name from the preview', async () => {
    post = await site.save(post, { title: 'At first', slug: 'first' });
    await page.goto(`${site.adminOrigin}/preview/${post.id}?path=/lively/`);
    await page.locator('body[data-found="At first"]').waitFor();
    await page.evaluate('window.isSame = true');
    post = await site.save(post, { title: 'Later', slug: 'first' });
    await page.locator('body[data-found="Later"]').waitFor();
    expect(await page.evaluate('window.isSame')).toBe(true);
    const shown = await page.evaluate("getComputedStyle(document.querySelector('#logo')).backgroundImage");
    expect(shown).toContain('/preview/t/');
  });

  it('goes on after the server was away, without being loaded anew', async () => {
    post = await site.save(post, { title: 'In time', slug: 'first' });
    let isAway = true;
    await page.route('**/preview/live/**', (route) =>
      isAway ? route.fulfill({ status: 502, body: 'Bad gateway' }) : route.continue(),
    );
    await page.goto(`${site.adminOrigin}/preview/${post.id}?path=/tall/`);
    await page.getByText('In time').waitFor();
    await page.evaluate('window.isSame = true');
    let renewals = 0;
    await page.route('**/tall/', (route) => {
      renewals += 1;
      return route.continue();
    });
    post = await site.save(post, { title: 'While it was away', slug: 'first' });
    const back = page.waitForResponse((answer) => answer.url().includes('/live/') && answer.ok());
    isAway = false;
    await page.getByText('While it was away').waitFor();
    await back;
    expect(renewals).toBe(1);
    post = await site.save(post, { title: 'Once it was back', slug: 'first' });
    await page.getByText('Once it was back').waitFor();
    expect(await page.evaluate('window.isSame')).toBe(true);
  });

  it('shows the newest of its answers, in whatever order they come', async () => {
    await page.goto(`${site.adminOrigin}/preview/${post.id}?path=/tall/`);
    await page.getByText('The end').waitFor();
    await page.evaluate(`new MutationObserver(() => {
      if (document.body.textContent.includes('Order one')) window.isBehind = true;
    }).observe(document, { childList: true, characterData: true, subtree: true })`);
    const first = Promise.withResolvers<void>();
    const rest = Promise.withResolvers<void>();
    let nth = 0;
    await page.route('**/tall/', async (route) => {
      nth += 1;
      const isFirst = nth === 1;
      const response = await route.fetch();
      if (isFirst) {
        first.resolve();
        await rest.promise;
      }
      await route.fulfill({ response });
    });
    post = await site.save(post, { title: 'Order one', slug: 'first' });
    await first.promise;
    post = await site.save(post, { title: 'Order two', slug: 'first' });
    await page.getByText('Order two').waitFor();
    const late = page.waitForResponse('**/tall/');
    rest.resolve();
    await (await late).finished();
    post = await site.save(post, { title: 'Order two, and three', slug: 'first' });
    await page.getByText('Order two, and three').waitFor();
    expect(await page.evaluate('window.isBehind')).toBeUndefined();
  });

  it('comes back from what went wrong, and goes with the draft where it moves', async () => {
    let draft = await site.draft({ title: 'On the way', slug: 'here' });
    await page.goto(`${site.adminOrigin}/preview/${draft.id}`);
    await page.getByRole('heading', { name: 'On the way' }).waitFor();
    draft = await site.save(draft, { title: 'On the way', slug: 'first' });
    await page.waitForURL('**/blog/first/');
    await page.getByRole('heading', { name: 'Another entry has this public path' }).waitFor();
    draft = await site.save(draft, { title: 'Arrived', slug: 'there' });
    await page.waitForURL('**/blog/there/');
    await page.getByRole('heading', { name: 'Arrived' }).waitFor();
    draft = await site.save(draft, { title: 'Arrived', slug: 'there', text: 'throw' });
    await page.getByRole('heading', { name: 'A template could not render' }).waitFor();
    draft = await site.save(draft, { title: 'Mended', slug: 'there' });
    await page.getByRole('heading', { name: 'Mended' }).waitFor();
    await page.goto(page.url().replace('/there/', '/nowhere/'));
    draft = await site.save(draft, { title: 'Not there any more', slug: 'nowhere' });
    await page.getByRole('heading', { name: 'Not there any more' }).waitFor();
    expect(page.url()).toContain('/blog/nowhere/');
    await site.save(draft, { title: 'On the way', slug: 'nowhere' });
  });

  it('comes back for people without an account', async () => {
    const draft = await site.draft({ title: 'Bad', slug: 'bad', text: 'throw' });
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const made = await page.request.post(`${site.adminOrigin}/api/v1/entries/${draft.id}/preview-links`, {
      data: { expiresAt },
    });
    await page.goto(newPreviewLinkSchema.parse(await made.json()).url);
    await page.getByRole('heading', { name: 'This cannot be shown just now' }).waitFor();
    await site.save(draft, { title: 'Good', slug: 'bad' });
    await page.getByRole('heading', { name: 'Good' }).waitFor();
    expect(page.url()).toContain('/blog/bad/');
  });

  it('opens a link with a password where the password was given, and goes on when a draft is saved', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const made = await page.request.post(`${site.adminOrigin}/api/v1/entries/${post.id}/preview-links`, {
      data: { expiresAt, password: 'a long pass phrase' },
    });
    const reader = await openBrowser(executablePath);
    try {
      const shown = await reader.context.newPage();
      await shown.goto(newPreviewLinkSchema.parse(await made.json()).url);
      await shown.getByLabel('Password').fill('a long pass phrase');
      await shown.getByRole('button').click();
      await shown.waitForURL('**/preview/t/**');
      const [, prefix = ''] = /(.*\/preview\/t\/[^/]+)/.exec(shown.url()) ?? [];
      await shown.goto(`${prefix}/lively/`);
      await shown.locator(`body[data-found="${post.title}"]`).waitFor();
      await shown.evaluate('window.isSame = true');
      post = await site.save(post, { title: 'For the reader', slug: 'first' });
      await shown.locator('body[data-found="For the reader"]').waitFor();
      expect(await shown.evaluate('window.isSame')).toBe(true);
    } finally {
      await reader.close();
    }
  });

  it('shows what the admin hands over, in a frame of it', async () => {
    const reply = await page.request.get(`${site.adminOrigin}/preview/${post.id}?path=/tall/`, {
      maxRedirects: 0,
    });
    const address = new URL(reply.headers()['location'] ?? '', site.adminOrigin).href;
    await page.goto(`${site.adminOrigin}/admin/`);
    await page.evaluate(`
      window.told = [];
      addEventListener('message', ({ data }) => told.push(data));
      const framed = document.createElement('iframe');
      Object.assign(framed, { src: '${address}', width: 600, height: 400 });
      document.body.replaceChildren(framed);
    `);
    const frame = page.frameLocator('iframe');
    await frame.getByText('The end').waitFor();
    const content = { title: 'While I type', slug: 'first' };
    const shown = await page.request.post(`${site.adminOrigin}/api/v1/preview`, {
      data: { entryId: post.id, content, path: '/tall/' },
    });
    const html = await shown.text();
    const inside = page.frames().find((each) => each.url() === address);
    await inside?.evaluate('window.scrollTo(0, 700)');
    const handOver = async (given: object): Promise<void> => {
      const message = JSON.stringify({ kind: 'stillpress:show', ...given }).replaceAll('<', '\\u003c');
      await page.evaluate(`document.querySelector('iframe').contentWindow.postMessage(${message}, '*')`);
    };
    await handOver({ html: '<p>Of another page</p>', path: '/first/' });
    await handOver({ html, path: '/tall/' });
    await frame.getByText('While I type').waitFor();
    expect(await inside?.evaluate('Math.round(window.scrollY)')).toBe(700);
    expect(await frame.getByText('Of another page').count()).toBe(0);
  });

  it('tells the admin alone where it is, what was clicked on, and that what was typed is not the newest', async () => {
    post = await site.save(post, { title: 'Saved beside it', slug: 'first' });
    await vi.waitFor(
      async () => expect(await page.evaluate('told')).toContainEqual({ kind: 'stillpress:saved' }),
      { timeout: 20_000 },
    );
    expect(await page.frameLocator('iframe').getByText('While I type').count()).toBe(1);
    await page.frameLocator('iframe').getByText('The end').click();
    await vi.waitFor(async () =>
      expect(await page.evaluate('told')).toEqual([
        { kind: 'stillpress:page', path: '/tall/', title: expect.any(String) },
        { kind: 'stillpress:saved' },
        expect.objectContaining({ kind: 'stillpress:clicked', text: 'The end', nth: 0 }),
      ]),
    );
  });

  it('says that it is over once its address opens nothing any more', async () => {
    await page.goto(`${site.adminOrigin}/preview/${post.id}?path=/tall/`);
    await page.getByText('The end').waitFor();
    await page.request.delete(`${site.adminOrigin}/api/v1/session`);
    await page.getByRole('alert').getByText('This preview is over').waitFor();
    expect(await page.getByText('The end').count()).toBe(1);
  });
});
