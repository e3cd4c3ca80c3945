import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDiskTarget } from '../../server/publishing/target/disk-target.ts';
import type { Target, TargetChange, TargetFile } from '../../server/publishing/target/target.ts';
import { changesOf, positionOf } from '../contract/target/target-fixture.ts';
import { startTestWebApp, type TestWebApp } from '../e2e/serving/web-app.ts';
import type { Ask } from '../support/ask.ts';
import { freePort } from '../support/free-port.ts';
import { nginxPath, startNginx, type TestNginx } from '../support/start-nginx.ts';

const LEADING = 'a page that leads on by itself';

type Redirect = NonNullable<TargetFile['redirect']>;

const REDIRECTS: Record<string, Redirect> = {
  'old/index.html': { status: 301, location: '/new/' },
  'for-now/index.html': { status: 302, location: '/new/?page=2&q=a%20b#part' },
  'see/index.html': { status: 303, location: '/a.html' },
  'keep/index.html': { status: 307, location: '/' },
  'post/index.html': { status: 308, location: '/new' },
  'away/index.html': { status: 301, location: 'https://example.org/x/' },
  'port/index.html': { status: 302, location: 'http://example.org:8080/?next=/a/b' },
  'archive/index.html': { status: 301, location: 'https://example.org/web/2020/https://old.example/page' },
  'umlaut/index.html': { status: 301, location: '/neü/日本 é%20?a=ü' },
  'alt/café/index.html': { status: 301, location: '/caf%C3%A9/' },
  'signs/index.html': { status: 301, location: "/$uri/a=b;c,d'()*!@:~|{}\\?x=$args&y=^`[]" },
  'split/index.html': { status: 301, location: '/x\r\nSet-Cookie: a=b\r\n\r\n<p>' },
  'dots/index.html': { status: 301, location: '../other/./page/' },
  'old.html': { status: 301, location: '/new/' },
  'rss.xml': { status: 301, location: '/feed.xml' },
  'gone/index.html': { status: 410, location: '' },
  'gone.pdf': { status: 410, location: '' },
  'tricky/index.html': { status: 301, location: '/x/.301/https://elsewhere.example/' },
  'long/index.html': { status: 301, location: `/${'x'.repeat(300)}/` },
  'slashes/index.html': { status: 301, location: '/a//b//c' },
};
/** No name can say them. */
const SAID_BY_A_PAGE = new Set(['/tricky/', '/long/', '/slashes/']);

const pathOf = (file: string): string => encodeURI(`/${file}`.replace(/index\.html$/, ''));

describe.skipIf(nginxPath === null)('what leads on, and what is gone', () => {
  let nginx: TestNginx;
  let web: TestWebApp;
  let targets: Target[];

  beforeAll(async () => {
    nginx = await startNginx({ webPort: await freePort() });
    web = await startTestWebApp();
    targets = [nginx.targetRoot, web.targetRoot].map((root) => openDiskTarget({ root }));
    const redirects = Object.entries(REDIRECTS);
    await releaseOnBoth({ 'new/index.html': 'new', '404.html': 'Lost', 'a.html': 'a' }, redirects);
  });

  afterAll(async () => {
    for (const target of targets) target.close();
    await nginx.stop();
    await web.close();
  });

  async function releaseOnBoth(
    contents: Record<string, string | null>,
    redirects: readonly (readonly [string, Redirect])[] = [],
  ): Promise<void> {
    for (const target of targets) {
      const from = target.position();
      const changes: TargetChange[] = await changesOf(target, contents);
      for (const [file, redirect] of redirects) {
        const hash = await target.put({ bytes: Buffer.from(LEADING), contentType: 'text/html' });
        changes.push({ file, now: { hash, contentType: 'text/html', redirect } });
      }
      await target.apply({ from, to: positionOf((from?.releaseNumber ?? 0) + 1), changes });
    }
  }

  async function askBoth(path: string, options?: Ask) {
    const [ofNginx, ofNode] = [await nginx.ask(path, options), await web.ask(path, options)];
    const described = [ofNginx, ofNode].map(({ headers, status }) => ({ status, to: headers.location }));
    return { nginx: described[0], node: described[1], answer: ofNginx };
  }

  test.each(Object.entries(REDIRECTS).filter(([file]) => !SAID_BY_A_PAGE.has(pathOf(file))))(
    '%s is answered with its status and its location, which hold nothing else',
    async (file, { status, location }) => {
      const { answer } = await askBoth(pathOf(file));
      const here = 'http://here.invalid';
      const wanted =
        status === 410 ? undefined : new URL(location, here + pathOf(file)).href.replace(here, '');
      expect({ status: answer.status, to: answer.headers.location }).toEqual({ status, to: wanted });
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect(answer.headers).toMatchObject({
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
      });
    },
  );

  test('the embedded server says the same', async () => {
    for (const file of [
      'old/index.html',
      'for-now/index.html',
      'away/index.html',
      'old.html',
      'gone/index.html',
    ]) {
      const both = await askBoth(pathOf(file));
      expect({ file, ...both.nginx }).toEqual({ file, ...both.node });
    }
  });

  test.each([...SAID_BY_A_PAGE])(
    '%s, which no name can say, is the page that leads on by itself',
    async (path) => {
      expect(await nginx.ask(path)).toMatchObject({ status: 200, text: LEADING });
    },
  );

  test('it does so without its slash, to HEAD and whatever comes in the query', async () => {
    for (const [path, method] of [
      ['/old?a=1', 'GET'],
      ['/old/?a=1', 'GET'],
      ['/old/', 'HEAD'],
    ] as const) {
      const both = await askBoth(path, { method });
      expect({ path, ...both }).toMatchObject({
        path,
        nginx: { status: 301, to: '/new/' },
        node: both.nginx,
      });
    }
    expect((await askBoth('/gone')).nginx).toEqual({ status: 410 });
    expect((await askBoth('/gone')).node).toEqual({ status: 410 });
  });

  test('what is gone is 410 with the page of the site for it, else with that of the 404', async () => {
    for (const path of ['/gone/', '/gone.pdf']) {
      expect((await askBoth(path)).node).toEqual({ status: 410 });
      expect(await nginx.ask(path)).toMatchObject({ status: 410, text: 'Lost' });
    }
    await releaseOnBoth({ '410/index.html': 'Gone for good' });
    expect(await nginx.ask('/gone/')).toMatchObject({ status: 410, text: 'Gone for good' });
    expect(await web.ask('/gone/')).toMatchObject({ status: 410, text: 'Gone for good' });
    await releaseOnBoth({ '410/index.html': null, '404.html': null });
    expect(await nginx.ask('/gone/')).toMatchObject({ status: 410, text: 'What was here is gone.\n' });
    await releaseOnBoth({ '404.html': 'Lost' });
  });

  test('what says so is nobody’s to read', async () => {
    for (const path of ['/.moved/old/.to', '/.moved/old/.to/', '/old/.to', '/.moved/'])
      expect((await askBoth(path)).nginx).toEqual({ status: 404 });
  });

  test('it changes with the release that changes it, and comes back with that of before, without a reload', async () => {
    const was = REDIRECTS['old/index.html'] ?? { status: 301, location: '/new/' };
    await releaseOnBoth({}, [['old/index.html', { status: 302, location: '/elsewhere/' }]]);
    expect((await askBoth('/old/')).nginx).toEqual({ status: 302, to: '/elsewhere/' });
    await releaseOnBoth({ 'old/index.html': 'a page again', 'new/index.html': null }, [
      ['new/index.html', { status: 410, location: '' }],
    ]);
    expect(await nginx.ask('/old/')).toMatchObject({ status: 200, text: 'a page again' });
    expect((await askBoth('/new/')).nginx).toEqual({ status: 410 });
    await releaseOnBoth({ 'new/index.html': 'new' }, [['old/index.html', was]]);
    expect((await askBoth('/old/')).nginx).toEqual({ status: 301, to: '/new/' });
    expect(await nginx.ask('/new/')).toMatchObject({ status: 200, text: 'new' });
    await releaseOnBoth({ 'for-now/index.html': null });
    expect((await askBoth('/for-now/')).nginx).toEqual({ status: 404 });
  });

  test('nginx has nothing to complain of', async () => {
    expect(await nginx.errorLog()).not.toMatch(/\[(?:alert|crit|emerg)\]/);
  });
});
