import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newPreviewLinkSchema } from '../../../model/api/preview-link.ts';
import { problemSchema } from '../../../model/api/problem.ts';
import { unwrapPage } from '../../../server/api/preview/wrap-page.ts';
import { publishEntries } from '../../../server/authoring/publish-entries.ts';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { publishPost, readLive, SITE_URL } from './publishing-fixture.ts';
import type { Installation } from './publishing-fixture.ts';
import { openPreviewedSite, type PreviewedSite } from './previewed-site.ts';
import { useProject } from './use-project.ts';

// Each test starts workers that load the templates: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const project = useProject();
let installation: Installation;
let site: PreviewedSite;
let post: EntryDetails;

beforeEach(async () => {
  installation = await project.install('sqlite');
  site = await openPreviewedSite(installation);
  const published = await publishPost(installation, { title: 'First', text: 'as it is', tag: 'one' });
  post = published.post;
  await site.publisher.publishedUpTo(published.seq);
});
afterEach(async () => {
  await site.close();
  await installation.close();
});

/** What stands before the paths of the site. */
async function open(query = ''): Promise<string> {
  const { headers } = await site.editor.get(`/preview/${post.id}${query}`);
  return /^\/preview\/t\/[^/]+/.exec(headers.location ?? '')?.[0] ?? '';
}

async function leadsTo(asked: string): Promise<string> {
  return (await site.editor.get(`/preview/${asked}`)).headers.location ?? '';
}

describe('a preview of any page', () => {
  it('has the drafts laid over, wherever the templates read of them', async () => {
    post = await site.save(post, { title: 'Renamed', slug: 'moved', text: 'as it will be', tag: 'two' });
    const more = await site.draft({ title: 'New one', slug: 'new-one', tag: 'two' });
    const prefix = await open(`?with=${more.id}`);
    const get = (path: string) => site.server.client().get(prefix + path);
    expect((await get('/blog/moved/')).text).toContain('as it will be');
    const home = await get('/');
    expect(home.text).toContain(`href="${prefix}/blog/moved/"`);
    expect(home.text).toContain(`href="${prefix}/blog/new-one/"`);
    expect(home.text).toContain(`src="${prefix}/logo.svg"`);
    expect((await get('/tags/two/')).text).toMatch(/New one.*Renamed/s);
    // Where it is public now, visitors will be led on.
    const left = await get('/blog/first/');
    expect([left.status, left.headers.location]).toEqual([301, `${prefix}/blog/moved/`]);
    const without = await open();
    expect((await site.server.client().get(`${without}/`)).text).not.toContain('New one');
    expect(readLive(installation, 'index.html')).not.toMatch(/Renamed|New one/);
  });

  it('shows redirects, the page for what is not there, feeds and files as what they are', async () => {
    const prefix = await open();
    const get = (path: string) => site.server.client().get(prefix + path);
    const old = await get('/old/');
    expect([old.status, old.headers.location]).toEqual([301, `${prefix}/new/?from=old`]);
    expect((await get('/new/')).text).toContain(`href="${prefix}/feed/"`);
    const slashless = await get('/blog/first');
    expect([slashless.status, slashless.headers.location]).toEqual([301, `${prefix}/blog/first/`]);
    const absent = await get('/nowhere/');
    expect([absent.status, absent.text]).toEqual([404, expect.stringContaining('>Not found</h1>')]);
    const feed = await get('/rss.xml');
    expect([feed.headers['content-type'], feed.text]).toEqual([
      'application/rss+xml',
      expect.stringContaining(`<link>${SITE_URL}/blog/first/</link>`),
    ]);
    expect((await get('/feed/')).headers['content-type']).toBe('application/feed+json');
    expect((await get('/logo.svg')).headers['content-type']).toBe('image/svg+xml');
    for (const path of ['/', '/old/', '/nowhere/', '/rss.xml', '/feed/', '/logo.svg'])
      expect((await get(path)).headers).toMatchObject({
        'cache-control': 'no-store',
        'x-robots-tag': 'noindex, nofollow',
        'referrer-policy': 'no-referrer',
        'content-security-policy': expect.stringContaining('sandbox allow-scripts'),
      });
  });

  it('shows nothing that is beside the files of the site', async () => {
    const prefix = await open();
    for (const path of [
      '/..%2fserver%2fentry.mjs',
      '/..%2f..%2fpackage.json',
      '/../../../../server/entry.mjs',
      '/%2e%2e/%2e%2e/secrets.json',
      '/_astro/..%2f..%2fserver%2fentry.mjs',
      '/logo.svg%00',
      '/http:%2f%2f127.0.0.1/',
      '//127.0.0.1/',
    ])
      expect([path, (await site.server.client().get(prefix + path)).status]).toEqual([path, 404]);
  });

  it('says what publishing would say where another entry or the site itself has the address, and shows the rest', async () => {
    const rival = await site.draft({ title: 'Rival', slug: 'first', text: 'a rival text' });
    const prefix = /^\/preview\/t\/[^/]+/.exec(await leadsTo(rival.id))?.[0] ?? '';
    expect(await leadsTo(rival.id)).toMatch(/\/blog\/first\/$/);
    for (const path of ['/blog/first/', '/blog/first']) {
      const page = await site.editor.get(prefix + path, { Accept: 'text/html' });
      expect([page.status, page.text]).toEqual([
        409,
        expect.stringMatching(/"Rival" cannot be published at \/blog\/first\/: the entry .*"First"/),
      ]);
      expect(page.text).not.toContain('as it is');
    }
    const published = await site.editor.post(`/api/v1/entries/${rival.id}/publish`, undefined, {
      'If-Match': `"${rival.draft.versionId}"`,
    });
    const shown = await site.editor.get(`${prefix}/blog/first/`, { Accept: 'application/json' });
    expect(problemSchema.parse(shown.json)).toMatchObject({
      code: 'path-taken',
      detail: problemSchema.parse(published.json).detail,
    });
    expect((await site.editor.get(`${prefix}/`)).status).toBe(200);
    // Where the other one leaves with it, the address is free.
    post = await site.save(post, { title: 'First', slug: 'moved', text: 'as it is' });
    const both = await leadsTo(`${rival.id}?with=${post.id}`);
    expect((await site.editor.get(both)).text).toContain('a rival text');
    const unsaved = await site.editor.post('/api/v1/preview', {
      entryId: rival.id,
      content: { title: 'Rival', slug: 'first' },
    });
    expect([unsaved.status, problemSchema.parse(unsaved.json).code]).toEqual([409, 'path-taken']);
  });

  it('says in a page for whoever frames it which template failed, and where', async () => {
    post = await site.save(post, { title: 'Bad', slug: 'first', text: 'throw' });
    const prefix = await open();
    const page = await site.server.client().get(`${prefix}/blog/first/`, { Accept: 'text/html' });
    expect([page.status, page.text]).toEqual([
      422,
      expect.stringMatching(/blog\/\[slug\]\.astro:9 could not render.*The post Bad cannot be shown/s),
    ]);
    expect(page.headers['content-security-policy']).toContain(`frame-ancestors ${site.adminOrigin}`);
    expect(page.headers).not.toHaveProperty('x-frame-options');
    expect(page.text).not.toMatch(/file:|render-worker/);
  });

  it.each(['text/html', 'application/json'])(
    'says nothing of templates to people without an account, who ask for %s',
    async (type) => {
      post = await site.save(post, { title: 'Bad', slug: 'first', text: 'throw' });
      const expiresAt = new Date(Date.now() + 60_000).toISOString();
      const made = await site.editor.post(`/api/v1/entries/${post.id}/preview-links`, { expiresAt });
      const stranger = site.server.client();
      const opened = await stranger.get(new URL(newPreviewLinkSchema.parse(made.json).url).pathname);
      const page = await stranger.get(opened.headers.location ?? '', { Accept: type });
      expect([page.status, page.text]).toEqual([
        422,
        expect.stringContaining('This cannot be shown just now'),
      ]);
      expect(page.text).not.toMatch(/astro|The post Bad|\/admin/);
    },
  );
});

it('is what goes live, to the byte, but for what wraps it', async () => {
  post = await site.save(post, { title: 'To the byte', slug: 'other', text: 'ä & "b"', tag: 'two' });
  const prefix = await open();
  const pages = ['/', '/blog/other/', '/tags/two/', '/new/', '/rss.xml', '/feed', '/logo.svg', '/404/'];
  const shown = new Map<string, string>();
  for (const path of pages) {
    const { text } = await site.server.client().get(prefix + path);
    const script = /<script src="\/preview\/preview\.js"[^>]*><\/script>/.exec(text)?.[0] ?? '';
    expect(text === unwrapPage(text, wrapping(prefix, script))).toBe(!text.includes(prefix));
    shown.set(path, unwrapPage(text, wrapping(prefix, script)));
  }
  const entries = [{ entryId: post.id, expectedVersionId: post.draft.versionId }];
  const call = { actor: SYSTEM_ACTOR, correlationId: null };
  const { publication } = await publishEntries(installation.authoring, { ...call, entries });
  await site.publisher.publishedUpTo(publication?.seq ?? 0);
  for (const [path, text] of shown)
    expect([path, text]).toEqual([path, readLive(installation, fileOf(path))]);
});

function wrapping(prefix: string, script: string) {
  return { siteUrl: SITE_URL, origin: site.adminOrigin, prefix, script };
}

function fileOf(path: string): string {
  if (path === '/404/') return '404.html';
  return path.endsWith('/') ? `${path}index.html` : path;
}
