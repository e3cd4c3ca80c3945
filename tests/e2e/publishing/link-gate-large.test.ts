import { describe, expect, it, vi } from 'vitest';
import { contentModel } from '../../../site/content-model.ts';
import { DIALECTS } from '../../support/databases.ts';
import { publishing, seenOf, usePlannedSite, withdrawing } from './planned-site.ts';
import type { Entry, Item, Links } from './planned-site.ts';
import { createStarterProject } from './publishing-fixture.ts';
import { refusedForLinks } from './refused-links.ts';

// Templates are built, and workers load them: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

/** With the lists, more than are rendered before a publication. */
const POSTS = 60;
const ANCHORS = ['one', 'two', 'three'];
const LEADING = [1, 20, 40, 58, 59, 60];

const pathOf = (number: number): string => `/blog/post-${number}/`;

/** In order: each test goes on from the site that the one before has left. */
describe.each(DIALECTS)('what reaches more pages than are rendered before, on %s,', (dialect) => {
  const site = usePlannedSite({ dialect, model: contentModel, project: createStarterProject });
  const posts: Entry[] = [];
  let about: Entry;
  let guide: Entry;
  let navigation: Entry;

  const headings = ANCHORS.map((name) => `## ${name}\n\nText.`).join('\n\n');
  const menu = (label: string) => ({
    items: [
      { label, href: '/blog/' },
      { label: 'About', entry: about.id },
    ],
  });
  const menuEdit = async (label: string): Promise<Item> =>
    publishing((navigation = await site.save(navigation, menu(label))));
  const send = async (entries: Item[], links?: Links, basis?: ReturnType<typeof seenOf>) => {
    const { body } = await site.editor.publishBundle({ body: { entries, links, basis } });
    await site.publishedUpTo(body.publication?.seq ?? 0);
    return body;
  };

  it('is published where it leaves no link dead', async () => {
    about = await site.create('pages', { title: 'About', slug: 'about', body: { markdown: 'About.' } });
    guide = await site.create('posts', { title: 'Guide', slug: 'guide', body: { markdown: headings } });
    for (let number = 1; number <= POSTS; number += 1) {
      const leads = ANCHORS.map((name) => `[${name}](/blog/guide/#${name})`).join(' ');
      const markdown = LEADING.includes(number) ? `See [us](/about/) and ${leads}.` : 'Text.';
      posts.push(
        await site.create('posts', { title: `Post ${number}`, slug: `post-${number}`, body: { markdown } }),
      );
    }
    navigation = await site.create('navigation', menu('Blog'));
    const { brokenLinks } = await send([about, guide, ...posts, navigation].map(publishing));
    expect(brokenLinks).toEqual([]);
  });

  const from = LEADING.map((number) => ({ path: pathOf(number) })).toSorted((a, b) =>
    a.path < b.path ? -1 : 1,
  );
  const anchorsLost = ANCHORS.toSorted().map((anchor) => ({
    path: '/blog/guide/',
    anchor,
    from,
    isCut: false,
  }));

  it('is refused for each anchor that goes, with and without its plan', async () => {
    guide = await site.save(guide, { body: { markdown: 'No headings.' } });
    const entries = [publishing(guide), await menuEdit('All')];
    const plan = await site.plan(entries);
    expect(plan.pages.length).toBeGreaterThan(POSTS);
    expect(plan.deadLinks).toMatchObject(
      anchorsLost.map(({ from: pages, ...link }) => ({
        ...link,
        from: pages.map(({ path }) => path),
        isNew: true,
      })),
    );
    expect((await refusedForLinks(send(entries))).links).toMatchObject(anchorsLost);
    expect((await refusedForLinks(send(entries, {}, seenOf(plan)))).links).toMatchObject(anchorsLost);
  });

  it('is refused for a page that goes with it, on the pages that hold the link themselves', async () => {
    const withdrawal = [withdrawing(about)];
    const bundle = [...withdrawal, await menuEdit('Everything')];
    for (const entries of [withdrawal, bundle]) {
      const basis = seenOf(await site.plan(entries));
      for (const seen of [undefined, basis]) {
        const { links } = await refusedForLinks(send(entries, {}, seen));
        expect(links).toMatchObject([{ path: '/about/', anchor: null, from, isCut: false }]);
      }
    }
  });

  it('goes with what its plan says is to become of the links', async () => {
    const entries = [publishing(guide), await menuEdit('Blog')];
    const resolve = ANCHORS.map((anchor) => ({ path: '/blog/guide/', anchor, by: 'unlink' as const }));
    const { body: plan } = await site.editor.planPublication({ body: { entries, links: { resolve } } });
    expect(plan.deadLinks).toEqual([]);
    expect((await send(entries, { resolve }, seenOf(plan))).brokenLinks).toEqual([]);
  });

  it('goes without the links that it would leave dead, however many pages hold them', async () => {
    const resolve = [{ path: '/about/', by: 'unlink' as const }];
    expect((await send([withdrawing(about)], { resolve })).brokenLinks).toEqual([]);
    expect((await site.editor.listBrokenLinks()).body.links).toEqual([]);
  });
});
