import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Page } from 'playwright-core';
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

/** What a page can be made of; what the title is stands in all of it. */
const PAGE = `---
import { getLiveCollection } from 'astro:content';
const { entries: posts = [] } = await getLiveCollection('posts', { locale: 'en' });
const colour = posts[0]?.data.title ?? '';
const isBlue = colour === 'blue';
---
<html lang="en" data-look={colour} class={isBlue ? 'is-blue' : undefined}>
<head>
<meta charset="utf-8">
<title>{colour}</title>
<meta name="description" content={colour}>
<style is:inline set:html={'p { color: ' + colour + ' }'}></style>
{isBlue && <style is:inline set:html={'main { background: #eef }'}></style>}
<noscript><img src="/never.png?without-scripts" alt></noscript>
</head>
<body data-look={colour} style={isBlue ? 'margin: 4px' : undefined}>
<noscript><style is:inline>main { display: none }</style><p title='"'>{colour} & more</p></noscript>
<!-- A comment -->
<main style="min-height: 3000px">
<div id="host"><template shadowrootmode="open"><p>{colour} in the shadow</p></template></div>
<div id="still"><template shadowrootmode="open"><p>The same in the shadow</p></template></div>
<template id="inert"><p>{colour}</p></template>
<details id="details"><summary>More</summary><p>What is more.</p></details>
<details id="told" open={isBlue}><summary>Told</summary><p>What is told.</p></details>
{isBlue && <h2>Only in blue</h2>}
<p><input id="typed" aria-label="Typed"></p>
<p title={colour}>In a changed one <img id="picture" src="/logo.svg?picture" alt=""></p>
{isBlue ? <p>One</p><p>Two</p> : <p>Two</p><p>Three</p><p>One</p>}
<p id="end">{colour}</p>
</main>
</body>
</html>
`;
writeFileSync(join(project.root, 'site/pages/still.astro'), PAGE);

/** The order of attributes has no meaning; those that scripts add come last in a page that is loaded. */
const SCRIPTED = PAGE.replace(" class={isBlue ? 'is-blue' : undefined}", '').replace(
  '</head>',
  `<script is:inline>
document.documentElement.dataset.byScript = 'set';
document.head.append(Object.assign(document.createElement('style'), { textContent: 'h2 { color: green }' }));
</script>
</head>`,
);
writeFileSync(join(project.root, 'site/pages/scripted.astro'), SCRIPTED);

/** Nothing runs or looks like anything in it but what its policy names. */
const STRICT = `---
import { createHash } from 'node:crypto';
import { getLiveCollection } from 'astro:content';
const { entries: posts = [] } = await getLiveCollection('posts', { locale: 'en' });
const colour = posts[0]?.data.title ?? '';
const style = 'p { color: ' + colour + ' }';
const script = 'document.documentElement.dataset.ran = "' + colour + '"';
const named = (text) => "'sha256-" + createHash('sha256').update(text).digest('base64') + "'";
const policy = 'style-src ' + named(style) + (Astro.url.pathname.includes('scripts') ? '; script-src ' + named(script) : '');
---
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content={policy}>
<title>{colour}</title>
<style is:inline set:html={style}></style>
</head>
<body data-look={colour}>
<p id="end">{colour}</p>
{Astro.url.pathname.includes('scripts') && <script is:inline set:html={script}></script>}
</body>
</html>
`;
writeFileSync(join(project.root, 'site/pages/strict.astro'), STRICT);
writeFileSync(join(project.root, 'site/pages/strict-scripts.astro'), STRICT);

/** All that a page is, with what stands in no other text. */
const WHOLE = `(() => {
  const inside = [...document.querySelectorAll('*')].flatMap((element) =>
    [element.shadowRoot?.innerHTML ?? [], element.content instanceof DocumentFragment ? element.innerHTML : []].flat());
  return {
    html: document.documentElement.outerHTML,
    inside,
    colour: getComputedStyle(document.querySelector('#end')).color,
    isShown: document.querySelector('main').checkVisibility(),
  };
})()`;

describe.skipIf(executablePath === null)('a page that was saved anew', () => {
  let installation: Installation;
  let site: PreviewedSite;
  let browser: Browser;
  let page: Page;
  let post: EntryDetails;

  beforeAll(async () => {
    installation = await project.install('sqlite');
    site = await openPreviewedSite(installation);
    const published = await publishPost(installation, { title: 'red', text: 'as it is' });
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
  afterAll(async () => {
    await browser.close();
    await site.close();
    await installation.close();
  });

  async function become(colour: string): Promise<void> {
    post = await site.save(post, { title: colour, slug: 'first' });
    await page.locator(`body[data-look=${colour}]`).waitFor();
  }

  async function loadedAnew(): Promise<unknown> {
    const other = await browser.context.newPage();
    try {
      await other.goto(page.url());
      return await other.evaluate(WHOLE);
    } finally {
      await other.close();
    }
  }

  it.each(['still', 'scripted'])('is what a reload would show: %s', async (name) => {
    await page.goto(`${site.adminOrigin}/preview/${post.id}?path=/${name}/`);
    await page.locator('body[data-look=red]').waitFor();
    await page.evaluate('window.isSame = true');
    for (const colour of ['blue', 'red', 'blue', 'red']) {
      await become(colour);
      expect(await page.evaluate(WHOLE)).toEqual(await loadedAnew());
    }
    expect(await page.evaluate('window.isSame')).toBe(true);
  });

  it('looks as a reload would show it, where the policy names other styles than the one before', async () => {
    await page.goto(`${site.adminOrigin}/preview/${post.id}?path=/strict/`);
    await page.evaluate('window.isSame = true');
    const looks = "getComputedStyle(document.querySelector('#end')).color";
    for (const [colour, expected] of [
      ['blue', 'rgb(0, 0, 255)'],
      ['green', 'rgb(0, 128, 0)'],
      ['red', 'rgb(255, 0, 0)'],
    ] as const) {
      await become(colour);
      expect([colour, await page.evaluate(looks)]).toEqual([colour, expected]);
    }
    expect(await page.evaluate('window.isSame')).toBe(true);
  });

  it('is loaded anew where its policy names other scripts', async () => {
    await page.goto(`${site.adminOrigin}/preview/${post.id}?path=/strict-scripts/`);
    await page.locator('html[data-ran=red]').waitFor({ state: 'attached' });
    for (const colour of ['blue', 'red']) {
      await become(colour);
      await page.locator(`html[data-ran=${colour}]`).waitFor({ state: 'attached' });
    }
    expect(await page.locator('#end').innerText()).toBe('red');
  });

  it('keeps what is the same in it, and what the reader did', async () => {
    await page.goto(`${site.adminOrigin}/preview/${post.id}?path=/still/`);
    await page.locator('#details summary').click();
    await page.getByLabel('Typed').fill('in the middle of it');
    await page.evaluate(
      "scrollTo(0, 500); window.kept = ['#picture', '#typed', '#still'].map((name) => document.querySelector(name))",
    );
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).search));
    for (const colour of ['blue', 'red']) {
      await become(colour);
      expect(
        await page.evaluate(`({
          isKept: kept.every((element) => element.isConnected),
          isOpen: document.querySelector('#details').open,
          isTold: document.querySelector('#told').open,
          typed: document.activeElement.value,
          top: scrollY,
        })`),
      ).toEqual({
        isKept: true,
        isOpen: true,
        isTold: colour === 'blue',
        typed: 'in the middle of it',
        top: 500,
      });
    }
    expect(asked).not.toContain('?picture');
    expect(asked).not.toContain('?without-scripts');
  });
});
