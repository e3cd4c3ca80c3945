import { describe, expect, it, vi } from 'vitest';
import { contentModel } from '../../../site/content-model.ts';
import { DIALECTS } from '../../support/databases.ts';
import { publishing, usePlannedSite, withdrawing, type Entry } from './planned-site.ts';
import { createStarterProject } from './publishing-fixture.ts';
import { refusedForLinks, waysOf } from './refused-links.ts';

// Templates are built, and workers load them: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const ANYWAY = { query: { links: 'anyway' as const } };

const slugOf = (title: string) => title.toLowerCase().replace(' ', '-');
const seenOf = ({ draft, id }: Entry) => ({ id, ifMatch: draft.versionId });

/** In order: each test goes on from the site that the one before has left. */
describe.each(
  DIALECTS.flatMap((dialect) => [
    { dialect, isBeside: false, where: 'in the process that publishes' },
    { dialect, isBeside: true, where: 'in a process beside the one that publishes' },
  ]),
)('what leaves links dead without publishing an entry, $where, on $dialect,', ({ dialect, isBeside }) => {
  const site = usePlannedSite({ dialect, isBeside, model: contentModel, project: createStarterProject });
  let about: Entry;
  let pond: Entry;
  let seqOfPond: number;

  const write = (collection: string, title: string, markdown: string) =>
    site.create(collection, { title, slug: title.toLowerCase(), body: { markdown } });

  async function redirect(to: string | null) {
    const { body } = await site.editor.setRedirect({
      body:
        to === null
          ? { path: '/old/', status: 410, to }
          : { path: '/old/', status: 301, to: { kind: 'path', path: to } },
    });
    await site.publishedUpTo(body.publication?.seq ?? 0);
    return body;
  }

  const removing = { query: { path: '/old/' } };
  const publications = async () => (await site.editor.listPublications()).body.publications.length;
  const read = async (id: string): Promise<Entry> => (await site.editor.readEntry({ id })).body;
  const onAbout = () => [{ path: '/about/', entryId: about.id, collection: 'pages', title: 'About' }];

  it('is a redirect that pages lead to, taken away or changed', async () => {
    const walk = await write('posts', 'Walk', 'A walk.');
    await site.publish([publishing(walk)]);
    pond = await write('posts', 'Pond', 'Water.');
    seqOfPond = await site.publish([publishing(pond)]);
    expect(await redirect('/blog/pond/')).toMatchObject({ brokenLinks: [] });
    about = await write('pages', 'About', '[Old](/old/).');
    await site.publish([publishing(about)]);
    const before = await publications();
    const removed = await refusedForLinks(site.editor.removeRedirect(removing));
    const gone = await refusedForLinks(redirect(null));
    for (const { links } of [removed, gone]) {
      expect(links).toMatchObject([{ path: '/old/', anchor: null, from: onAbout(), isCut: false }]);
      expect(links.map(waysOf)).toEqual([['redirect', 'replace', 'unlink']]);
    }
    const { links } = await refusedForLinks(redirect('/blog/nowhere/'));
    expect(links).toMatchObject([{ path: '/blog/nowhere/', from: [{ path: '/old/' }] }]);
    expect(await publications()).toBe(before);
    expect(await redirect('/blog/walk/')).toMatchObject({ brokenLinks: [] });
  });

  it('is a redirect that goes all the same, with whoever may break links', async () => {
    const { query } = removing;
    const { body } = await site.editor.removeRedirect({ query: { ...query, ...ANYWAY.query } });
    expect(body.brokenLinks).toMatchObject([{ path: '/old/', from: onAbout() }]);
    await site.publishedUpTo(body.publication?.seq ?? 0);
  });

  it('is the way of an entry into the trash', async () => {
    about = await site.save(about, { body: { markdown: '[The pond](/blog/pond/).' } });
    await site.publish([publishing(about)]);
    const { detail, links } = await refusedForLinks(site.editor.trashEntry(seenOf(pond)));
    expect(links).toMatchObject([{ path: '/blog/pond/', from: expect.arrayContaining(onAbout()) }]);
    expect(detail).toContain('Withdraw it first');
    expect((await read(pond.id)).state).toBe('live');
  });

  it('is the way back of what others have come to lead to', async () => {
    const { detail, links } = await refusedForLinks(site.editor.revertPublication({ seq: seqOfPond }));
    expect(links).toMatchObject([{ path: '/blog/pond/', from: expect.arrayContaining(onAbout()) }]);
    expect(detail).toContain('Or take it back anyway, with ?links=anyway');
    expect((await read(pond.id)).state).toBe('live');
  });

  it('is the way back to what leads to something that has gone since', async () => {
    const brook = await write('posts', 'Brook', 'Running water.');
    await site.publish([publishing(brook)]);
    const leading = await write('posts', 'Leading', 'To [the brook](/blog/brook/).');
    await site.publish([publishing(leading)]);
    const later = await site.save(leading, { body: { markdown: 'To nothing.' } });
    const seq = await site.publish([publishing(later)]);
    const { body } = await site.editor.publishBundle({
      body: { entries: [withdrawing(brook)], links: { anyway: true } },
    });
    await site.publishedUpTo(body.publication?.seq ?? 0);
    const { links } = await refusedForLinks(site.editor.revertPublication({ seq }));
    expect(links).toMatchObject([{ path: '/blog/brook/', from: [{ entryId: leading.id }] }]);
    const reverted = await site.editor.revertPublication({ seq, ...ANYWAY });
    expect(reverted.body.brokenLinks).toMatchObject([{ path: '/blog/brook/' }]);
    await site.publishedUpTo(reverted.body.publication.seq);
  });

  it('is named on all pages that hold the links, where they are more than are rendered before', async () => {
    const goal = await write('posts', 'Goal', 'To be led to.');
    const leading = Array.from({ length: 49 }, (_, number) => `Leading ${number}`);
    const posts: Entry[] = [];
    for (const title of leading)
      posts.push(
        await site.create('posts', {
          title,
          slug: slugOf(title),
          body: { markdown: 'To [it](/blog/goal/).' },
        }),
      );
    await site.publish([goal, ...posts].map(publishing));
    const { links } = await refusedForLinks(site.editor.trashEntry(seenOf(goal)));
    expect(links).toMatchObject([{ path: '/blog/goal/', isCut: false }]);
    const all = leading.map((title) => expect.objectContaining({ title }));
    expect(links[0]?.from).toEqual(expect.arrayContaining(all));
  });

  it('is no takedown, which is done and tells of them', async () => {
    const owner = await site.signInAs('owner');
    const { body } = await owner.takeDownEntry({ id: pond.id, body: { reason: 'Court order' } });
    expect(body.brokenLinks).toMatchObject([
      { path: '/blog/pond/', from: expect.arrayContaining(onAbout()) },
    ]);
    await site.publishedUpTo(body.publication?.seq ?? 0);
  });
});
