import { describe, expect, it, vi } from 'vitest';
import type { ApiClient } from '../../../model/api/client.ts';
import { contentModel } from '../../../site/content-model.ts';
import { DIALECTS } from '../../support/databases.ts';
import { publishing, usePlannedSite, withdrawing, type Entry, type Item } from './planned-site.ts';
import { createStarterProject } from './publishing-fixture.ts';
import { refusedForLinks, waysOf, type Broken } from './refused-links.ts';

// Templates are built, and workers load them: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

type Links = NonNullable<Parameters<ApiClient['publishBundle']>[0]['body']['links']>;
const targetOf = ({ anchor, path }: Pick<Broken, 'path' | 'anchor'>): string => path + (anchor ?? '');

const menu = (href: string) => ({ items: [{ label: 'There', href }] });

/** In order: each test goes on from the site that the one before has left. */
describe.each(
  DIALECTS.flatMap((dialect) => [
    { dialect, isBeside: false, where: 'in the process that publishes' },
    { dialect, isBeside: true, where: 'in a process beside the one that publishes' },
  ]),
)('a publication that leaves links dead, $where, on $dialect,', ({ dialect, isBeside }) => {
  const site = usePlannedSite({ dialect, isBeside, model: contentModel, project: createStarterProject });
  let about: Entry;
  let pond: Entry;
  let walk: Entry;

  const write = (collection: string, title: string, markdown: string) =>
    site.create(collection, { title, slug: title.toLowerCase(), body: { markdown } });

  async function send(
    items: readonly Item[],
    { as = site.editor, ...links }: Links & { as?: ApiClient } = {},
  ) {
    const { body } = await as.publishBundle({ body: { entries: [...items], links } });
    await site.publishedUpTo(body.publication?.seq ?? 0);
    return body;
  }

  const read = async (id: string): Promise<Entry> => (await site.editor.readEntry({ id })).body;
  const deadNow = async () => (await site.editor.listBrokenLinks()).body.links.map(targetOf);
  const publications = async () => (await site.editor.listPublications()).body.publications.length;

  it('is published where it leaves none', async () => {
    pond = await write(
      'posts',
      'Pond',
      'Water, after [a walk](/blog/walk/).\n\n## Depth\n\nDeep.\n\n## Width\n\nWide.',
    );
    walk = await write('posts', 'Walk', 'A walk.');
    about = await write('pages', 'About', 'See [the pond](/blog/pond/#depth) and [a walk](/blog/walk/).');
    const { brokenLinks } = await send([pond, walk, about].map(publishing));
    expect(brokenLinks).toEqual([]);
  });

  it('is refused where a page goes that others lead to, and not for lists that show it no longer', async () => {
    const before = await publications();
    const { detail, links } = await refusedForLinks(send([withdrawing(walk)]));
    const page = { path: '/about/', entryId: about.id, title: 'About' };
    // It is the next one, which it is not afterwards: of such a page only rendering tells what it goes on leading to.
    const beside = { path: '/blog/pond/', entryId: pond.id, title: 'Pond' };
    expect(links).toMatchObject([{ path: '/blog/walk/', anchor: null, from: [page, beside], isCut: false }]);
    expect(links.map(waysOf)).toEqual([['redirect', 'replace', 'unlink']]);
    expect(detail).toContain('/blog/walk/ (on /about/, /blog/pond/)');
    const { id, draft } = walk;
    await refusedForLinks(site.editor.withdrawEntry({ id, ifMatch: draft.versionId }));
    const bulk = { action: 'withdraw' as const, entries: [{ id, versionId: draft.versionId }] };
    expect((await site.editor.changeEntries({ body: bulk })).body.results).toMatchObject([
      { problem: { code: 'broken-links' } },
    ]);
    expect(await publications()).toBe(before);
    expect((await site.plan([withdrawing(walk)])).deadLinks).toMatchObject([
      { path: '/blog/walk/', isNew: true },
    ]);
    expect((await read(walk.id)).state).toBe('live');
  });

  it('is refused where a page loses an anchor that others lead to, which no redirect mends', async () => {
    const flat = await site.save(pond, {
      body: { markdown: 'Water, after [a walk](/blog/walk/).\n\n## Width\n\nWide.' },
    });
    const { links } = await refusedForLinks(send([publishing(flat)]));
    expect(links).toMatchObject([{ path: '/blog/pond/', anchor: 'depth', from: [{ entryId: about.id }] }]);
    expect(links.map(waysOf)).toEqual([['replace', 'unlink']]);
    pond = flat;
  });

  it('is refused where it brings a dead link itself, and published without it', async () => {
    const fresh = await write(
      'posts',
      'Fresh',
      'To [nothing](/blog/none/), [the pond](/blog/pond/) and [the API](/api/docs/).',
    );
    const { links } = await refusedForLinks(send([publishing(fresh)]));
    expect(links).toMatchObject([
      { path: '/blog/none/', from: [{ path: '/blog/fresh/', entryId: fresh.id, title: 'Fresh' }] },
    ]);
    const ways = { resolve: [{ path: '/blog/none/', by: 'unlink' as const }] };
    const { brokenLinks } = await send([publishing(fresh)], ways);
    expect(brokenLinks).toEqual([]);
    const after = await read(fresh.id);
    expect(after).toMatchObject({ state: 'live', livePath: '/blog/fresh/' });
    expect(JSON.stringify(after.draft.content)).not.toContain('/blog/none/');
    expect(JSON.stringify(after.draft.content)).toContain('/blog/pond/');
    expect(await deadNow()).toEqual([]);
  });

  it('is published where it leads to what was published the moment before', async () => {
    const bodies = [
      'First of three.',
      'After [the first](/blog/first/).',
      'After [the second](/blog/second/).',
    ];
    const posts: Entry[] = [];
    for (const [index, title] of ['First', 'Second', 'Third'].entries())
      posts.push(await write('posts', title, bodies[index] ?? ''));
    for (const { draft, id } of posts) {
      const { body } = await site.editor.publishEntry({ id, ifMatch: draft.versionId });
      expect(body.brokenLinks).toEqual([]);
    }
  });

  it('goes with links that are changed in what is public, and nothing that is not public yet becomes so', async () => {
    about = await site.save(about, {
      body: { markdown: 'Not yet. See [the pond](/blog/pond/#depth) and [a walk](/blog/walk/).' },
    });
    const to = { entryId: pond.id, anchor: 'width' };
    const resolve = [{ path: '/blog/pond/', anchor: 'depth', by: 'replace' as const, with: to }];
    const { brokenLinks } = await send([publishing(pond)], { resolve });
    expect(brokenLinks).toEqual([]);
    expect(await deadNow()).toEqual([]);
    const after = await read(about.id);
    expect(after.state).toBe('changed');
    const [draft, shown] = [JSON.stringify(after.draft.content), await publicContent(about.id)];
    expect(draft).toContain('Not yet');
    expect(shown).not.toContain('Not yet');
    for (const content of [draft, shown]) expect(content).toContain('"anchor":"width"');
    about = after;
  });

  async function publicContent(id: string): Promise<string> {
    const { publishedVersionId } = await read(id);
    const { body } = await site.editor.readVersion({ id, versionId: publishedVersionId ?? '' });
    return JSON.stringify(body.content);
  }

  it('is refused where the redirect in the place of the page leads nowhere itself', async () => {
    const to = { kind: 'path' as const, path: '/blog/nowhere/' };
    const resolve = [{ path: '/blog/walk/', by: 'redirect' as const, to }];
    const { links } = await refusedForLinks(send([withdrawing(walk)], { resolve }));
    expect(links).toMatchObject([{ path: '/blog/nowhere/', from: [{ path: '/blog/walk/' }] }]);
  });

  it('goes with a redirect in the place of the page that goes', async () => {
    const to = { kind: 'entry' as const, entryId: pond.id };
    const resolve = [{ path: '/blog/walk/', by: 'redirect' as const, to }];
    const { brokenLinks } = await send([withdrawing(walk)], { resolve });
    expect(brokenLinks).toEqual([]);
    expect(await deadNow()).toEqual([]);
    const { body } = await site.editor.listRedirects();
    expect(body.redirects).toContainEqual({ path: '/blog/walk/', status: 301, to });
  });

  it('goes all the same with whoever may break links, and what was dead stands in nobody’s way then', async () => {
    const lost = await write('posts', 'Lost', 'To [nothing](/blog/nil/).');
    const author = await site.signInAs('author');
    const own = await author.createEntry({
      body: {
        collection: 'posts',
        content: { title: 'Own', slug: 'own', body: { markdown: '[x](/blog/nil/)' } },
      },
    });
    expect((await refusedForLinks(send([publishing(own.body)], { as: author }))).mayBreak).toBe(false);
    await expect(send([publishing(own.body)], { as: author, anyway: true })).rejects.toMatchObject({
      problem: { code: 'not-allowed' },
    });
    expect((await refusedForLinks(send([publishing(lost)]))).mayBreak).toBe(true);
    const { brokenLinks } = await send([publishing(lost)], { anyway: true });
    expect(brokenLinks).toMatchObject([{ path: '/blog/nil/', from: [{ entryId: lost.id }] }]);
    expect(await deadNow()).toEqual(['/blog/nil/']);
    const longer = await site.save(await read(lost.id), {
      body: { markdown: 'More, to [nothing](/blog/nil/).' },
    });
    expect((await send([publishing(longer)])).brokenLinks).toEqual([]);
    // On another page it is another link.
    await refusedForLinks(send([publishing(own.body)], { as: author }));
    const { id, draft } = own.body;
    const anyway = await site.editor.publishEntry({
      id,
      ifMatch: draft.versionId,
      query: { links: 'anyway' },
    });
    expect(anyway.body.brokenLinks).toMatchObject([{ from: [{ path: '/blog/own/' }] }]);
  });
});

describe.each(DIALECTS)('a menu on more pages than are rendered before, on %s,', (dialect) => {
  const site = usePlannedSite({ dialect, model: contentModel, project: createStarterProject });
  const POSTS = 60;

  it('is published with links to what is there', async () => {
    const posts: Entry[] = [];
    for (let number = 1; number <= POSTS; number += 1)
      posts.push(await site.create('posts', { title: `Post ${number}`, slug: `post-${number}` }));
    await site.publish(posts.map(publishing));
    const navigation = await site.create('navigation', menu('/blog/post-1/'));
    const { body } = await site.editor.publishBundle({ body: { entries: [publishing(navigation)] } });
    expect(body.brokenLinks).toEqual([]);
  });

  it('is refused with a link to what nobody has ever asked for and is not there', async () => {
    const { body } = await site.editor.listEntries({ query: { collection: 'navigation' } });
    const [found] = body.entries;
    const navigation = await site.save(
      (await site.editor.readEntry({ id: found?.id ?? '' })).body,
      menu('/no-such/'),
    );
    const { links } = await refusedForLinks(
      site.editor.publishBundle({ body: { entries: [publishing(navigation)] } }),
    );
    expect(links.map(targetOf)).toEqual(['/no-such/']);
  });
});

describe.each(DIALECTS)('where nobody looks at links, on %s,', (dialect) => {
  const site = usePlannedSite({
    dialect,
    model: contentModel,
    project: createStarterProject,
    linkGate: 'off',
  });

  it('any publication is made, and nobody is told of any', async () => {
    const page = await site.create('pages', { title: 'First', slug: 'first' });
    await site.publish([publishing(page)]);
    const content = { title: 'Post', slug: 'post', body: { markdown: 'To [nothing](/blog/none/).' } };
    const post = await site.create('posts', content);
    const { body } = await site.editor.publishBundle({ body: { entries: [publishing(post)] } });
    expect(body).toMatchObject({ publication: { seq: 2 }, brokenLinks: [] });
  });
});

describe.each(DIALECTS)('where links are only told of, on %s,', (dialect) => {
  const site = usePlannedSite({
    dialect,
    model: contentModel,
    project: createStarterProject,
    linkGate: 'warn',
  });

  /** From then on there are pages. */
  it('a publication that leaves none dead is told of none', async () => {
    const page = await site.create('pages', { title: 'First', slug: 'first' });
    expect(await site.publish([publishing(page)])).toBe(1);
  });

  it('a publication that leaves some dead is made, and its answer and the audit name them', async () => {
    const content = { title: 'Post', slug: 'post', body: { markdown: 'To [nothing](/blog/none/).' } };
    const post = await site.create('posts', content);
    const { body } = await site.editor.publishBundle({ body: { entries: [publishing(post)] } });
    expect(body.brokenLinks).toMatchObject([{ path: '/blog/none/', from: [{ entryId: post.id }] }]);
    const owner = await site.signInAs('owner');
    const { body: audit } = await owner.searchAudit({ query: { action: 'entry.publish' } });
    expect(audit.records[0]?.details).toMatchObject({
      brokenLinks: [{ path: '/blog/none/', anchor: null, from: ['/blog/post/'] }],
    });
  });
});
