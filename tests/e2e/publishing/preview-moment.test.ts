import { expect, it, vi } from 'vitest';
import { unwrapPage } from '../../../server/api/preview/wrap-page.ts';
import { contentModel } from '../../../site/content-model.ts';
import { MONTH, publishing, usePlannedSite } from './planned-site.ts';
import { createStarterProject, SITE_URL } from './publishing-fixture.ts';

// Templates are built, and workers load them: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const site = usePlannedSite({ dialect: 'sqlite', model: contentModel, project: createStarterProject });

const PATHS = [
  '/',
  '/atom.xml',
  '/blog/a-walk/',
  '/blog/a-pond/',
  '/feed.json',
  '/rss.xml',
  '/sitemap.xml',
  `/sitemap/posts-en-${MONTH}-1.xml`,
  '/tags/trees/',
];

it('a preview of the site that is delivered is what goes live, but for what wraps it and the moment of publication', async () => {
  const trees = await site.create('tags', { name: 'Trees', slug: 'trees' });
  const walk = await site.create('posts', postOf('A walk', [trees.id]));
  const home = await site.create('pages', { title: 'About', slug: 'about' });
  await site.publish([home, trees, walk].map(publishing));
  site.moveClock(1);
  const drafts = [
    await site.save(walk, { body: { markdown: 'A longer walk.' } }),
    await site.create('posts', postOf('A pond', [trees.id])),
  ];
  const previewedAt = site.now();
  const previewed = await previews(drafts.map(({ id }) => id));
  const publishedAt = site.moveClock(1);
  await site.publish(drafts.map(publishing));
  const moved = PATHS.filter((path) => previewed.get(path) !== site.readLive(path));
  expect(moved).toEqual(
    expect.arrayContaining([
      '/atom.xml',
      '/blog/a-pond/',
      '/blog/a-walk/',
      `/sitemap/posts-en-${MONTH}-1.xml`,
    ]),
  );
  for (const path of PATHS) {
    const then = atMoment(previewed.get(path) ?? '', { from: previewedAt, to: publishedAt });
    expect([path, then]).toEqual([path, site.readLive(path)]);
  }
});

function postOf(title: string, tags: string[]): Record<string, unknown> {
  const slug = title.toLowerCase().replaceAll(' ', '-');
  return { title, slug, body: { markdown: `About ${title}.` }, tags };
}

/** What an editor is shown of each page, without what wraps it. */
async function previews([id = '', ...others]: readonly string[]): Promise<Map<string, string>> {
  const editor = await site.browse();
  const { headers } = await editor.get(`/preview/${id}?with=${others.join(',')}`);
  const prefix = /^\/preview\/t\/[^/]+/.exec(headers.location ?? '')?.[0] ?? '';
  const shown = new Map<string, string>();
  for (const path of PATHS) {
    const { text } = await editor.get(prefix + path);
    const [script = '', origin = ''] =
      /<script src="\/preview\/preview\.js" data-admin="([^"]*)"[^>]*><\/script>/.exec(text) ?? [];
    const place = { siteUrl: SITE_URL, origin, prefix, script };
    shown.set(path, script === '' ? text : unwrapPage(text, place));
  }
  return shown;
}

/** Wherever it is written as pages and feeds write it. */
function atMoment(text: string, { from, to }: { from: Date; to: Date }): string {
  return text
    .replaceAll(from.toISOString(), to.toISOString())
    .replaceAll(from.toUTCString(), to.toUTCString());
}
