import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../../model/api/api-error.ts';
import type { MediaVariant } from '../../../model/publication.ts';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import { publishMediaFacts } from '../../../server/authoring/publish-media-facts.ts';
import { newId } from '../../../server/store/new-id.ts';
import { contentModel as starterModel } from '../../../site/content-model.ts';
import { uploadMedia } from '../../property/harness/fact-actions.ts';
import { DIALECTS } from '../../support/databases.ts';
import {
  MONTH,
  publishing,
  seenOf,
  usePlannedSite,
  withdrawing,
  type Entry,
  type Plan,
  type PlannedSite,
} from './planned-site.ts';
import { createProject, createStarterProject } from './publishing-fixture.ts';
import { contentModel as testModel } from './test-site/content-model.ts';

// Templates are built, and workers load them: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const changes = ({ pages }: Plan): string[] => pages.map(({ change, path }) => `${change} ${path}`);

const hashOfWalk = ({ pages }: Plan) => pages.find(({ path }) => path === '/blog/the-walk/')?.hash;

/** As an upload does: a publication of the file, and one of what is made of it. */
async function publishPicture(site: PlannedSite): Promise<number> {
  const { database } = site;
  const now = (): Date => site.now();
  const authoring = { database, model: starterModel, now, publicationCommitted: () => undefined };
  const mediaId = newId();
  await uploadMedia({ authoring }, [mediaId]);
  const publishFacts = async (variants: readonly MediaVariant[]) => {
    const facts = [{ mediaId, variants }];
    return await publishMediaFacts(authoring, { actor: SYSTEM_ACTOR, correlationId: null, facts });
  };
  await publishFacts([]);
  const { publication } = await publishFacts([
    { format: 'avif', width: 300, height: 200, hash: 'b'.repeat(64) },
  ]);
  const seq = publication?.seq ?? 0;
  await site.publishedUpTo(seq);
  return seq;
}

/** In order: each test goes on from the site that the one before has left. */
describe.each(DIALECTS)('a plan over HTTP on %s, of the site that is delivered,', (dialect) => {
  const site = usePlannedSite({ dialect, model: starterModel, project: createStarterProject });
  let trees: Entry;
  let walk: Entry;
  let pond: Entry;

  const post = (title: string, tags: readonly Entry[] = []) =>
    site.create('posts', {
      title,
      slug: title.toLowerCase().replaceAll(' ', '-'),
      body: { markdown: `About ${title}.` },
      tags: tags.map(({ id }) => id),
    });

  it('is what the first publication of a tag and its posts does', async () => {
    trees = await site.create('tags', { name: 'Trees', slug: 'trees' });
    [walk, pond] = [await post('A walk', [trees]), await post('A pond', [trees])];
    const home = await site.create('pages', { title: 'About', slug: 'about' });
    await site.publish([publishing(home)]);
    const items = [trees, walk, pond].map(publishing);
    const planned = await site.plan(items);
    expect(changes(planned)).toEqual(
      expect.arrayContaining([
        'created /blog/a-walk/',
        'created /tags/trees/',
        'changed /',
        'changed /atom.xml',
        'changed /feed.json',
        'changed /rss.xml',
        'changed /sitemap.xml',
        `created /sitemap/posts-en-${MONTH}-1.xml`,
        'created /sitemap/tags-en-all-1.xml',
      ]),
    );
    await site.publishAsPlanned(items, planned);
  });

  it('is what a body edit does: no list, but the feeds that have the text and the sitemap that dates it', async () => {
    walk = await site.save(walk, { body: { markdown: 'A longer walk.' } });
    const planned = await site.plan([publishing(walk)]);
    expect(changes(planned)).toContain('changed /blog/a-walk/');
    expect(changes(planned)).not.toContain('changed /tags/trees/');
    await site.publishAsPlanned([publishing(walk)], planned);
  });

  it('is what other addresses do, also for redirects that are there already', async () => {
    const byHand = {
      path: '/walk/',
      status: 302 as const,
      to: { kind: 'path' as const, path: '/blog/a-walk/' },
    };
    const { body } = await site.editor.setRedirect({ body: byHand });
    await site.publishedUpTo(body.publication?.seq ?? 0);
    walk = await site.save(walk, { slug: 'a-long-walk' });
    const planned = await site.plan([publishing(walk)]);
    expect(planned.redirects).toEqual([
      { path: '/blog/a-walk/', status: 301, to: '/blog/a-long-walk/' },
      { path: '/walk/', status: 302, to: '/blog/a-long-walk/' },
    ]);
    expect(changes(planned)).toEqual(
      expect.arrayContaining([
        'created /blog/a-long-walk/',
        'changed /blog/a-walk/',
        'changed /walk/',
        'changed /tags/trees/',
        'changed /rss.xml',
        `changed /sitemap/posts-en-${MONTH}-1.xml`,
      ]),
    );
    await site.publishAsPlanned([publishing(walk)], planned);
    walk = await site.save(walk, { slug: 'the-walk' });
    const again = await site.plan([publishing(walk)]);
    // Nobody is led from one redirect to the next.
    expect(changes(again)).toEqual(
      expect.arrayContaining([
        'changed /blog/a-walk/',
        'changed /blog/a-long-walk/',
        'created /blog/the-walk/',
      ]),
    );
    expect(again.purgeUrls).toContain('https://site.example/blog/a-walk/');
    await site.publishAsPlanned([publishing(walk)], again);
  });

  it('is what another name of a tag does, on every page that shows it', async () => {
    trees = await site.save(trees, { name: 'Woods', slug: 'woods' });
    const planned = await site.plan([publishing(trees)]);
    expect(planned.redirects).toEqual([{ path: '/tags/trees/', status: 301, to: '/tags/woods/' }]);
    expect(changes(planned)).toEqual(
      expect.arrayContaining([
        'changed /blog/a-pond/',
        'changed /blog/the-walk/',
        'changed /sitemap/tags-en-all-1.xml',
        'changed /tags/trees/',
        'created /tags/woods/',
      ]),
    );
    await site.publishAsPlanned([publishing(trees)], planned);
  });

  it('is what a bundle does that withdraws as well', async () => {
    const lake = await post('A lake', [trees]);
    const items = [withdrawing(pond), publishing(lake)];
    const planned = await site.plan(items);
    expect(changes(planned)).toEqual(
      expect.arrayContaining(['removed /blog/a-pond/', 'created /blog/a-lake/', 'changed /rss.xml']),
    );
    await site.publishAsPlanned(items, planned);
  });

  it('is refused with the difference when the site has moved on, and holds once it is made anew', async () => {
    const items = [withdrawing(trees)];
    const seen = await site.plan(items);
    const between = await post('A hedge', [trees]);
    await site.publish([publishing(between)]);
    const refusal = await site.publish(items, seen).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ApiError);
    expect(refusal).toMatchObject({
      status: 409,
      code: 'basis-moved',
      problem: {
        basis: { seq: seen.basis.seq + 1, templateBuild: seen.basis.templateBuild },
        came: [{ change: 'changed', path: '/blog/a-hedge/' }],
        left: [],
      },
    });
    const { body } = await site.editor.listPublications({ query: { limit: 1 } });
    expect(body.publications[0]?.seq).toBe(seen.basis.seq + 1);
    await site.publishAsPlanned(items, await site.plan(items));
  });

  it('holds where what was published in between changes none of its addresses, and is what then comes', async () => {
    walk = await site.save(walk, { body: { markdown: 'Round the lake.' } });
    const items = [publishing(walk)];
    const seen = await site.plan(items);
    const between = await site.create('pages', { title: 'Imprint', slug: 'imprint' });
    await site.publish([publishing(between)]);
    const current = await site.plan(items);
    expect(changes(current)).toEqual(changes(seen));
    await site.publishAsPlanned(items, { ...current, basis: seen.basis });
  });

  it('for a time to come has the bytes of that time, and its clock', async () => {
    walk = await site.save(walk, { body: { markdown: 'In the dark.' } });
    const items = [publishing(walk)];
    const now = await site.plan(items);
    const tomorrow = new Date(Date.now() + 24 * 60 * 60_000);
    const later = await site.plan(items, tomorrow);
    expect(later.basis.clock.hour).toBe(tomorrow.toISOString().slice(0, 'YYYY-MM-DDTHH'.length));
    expect(now.basis.clock.hour).not.toBe(later.basis.clock.hour);
    const at = site.moveClock(10);
    const then = await site.plan(items, at);
    expect(new Set([now, later, then].map(hashOfWalk)).size).toBe(3);
    await site.publishAsPlanned(items, then);
  });

  it('has the very bytes that go live when its author takes some minutes to look at it', async () => {
    walk = await site.save(walk, { body: { markdown: 'Through the hedge.' } });
    const items = [publishing(walk)];
    const seen = await site.plan(items);
    site.moveClock(5);
    expect(hashOfWalk(await site.plan(items))).not.toBe(hashOfWalk(seen));
    await site.publishAsPlanned(items, seen);
  });

  it('is refused with what differs where other bytes would come, be it by the time or by what was published in between', async () => {
    walk = await site.save(walk, { body: { markdown: 'Through the gate.' } });
    const items = [publishing(walk)];
    const seen = await site.plan(items);
    site.moveClock(16);
    const changed = expect.arrayContaining([{ change: 'changed', path: '/blog/the-walk/' }]);
    const refused = { status: 409, code: 'basis-moved', problem: { came: [], left: [], changed } };
    await expect(site.publish(items, seen)).rejects.toMatchObject(refused);
    const again = await site.plan(items);
    await site.publish([publishing(await post('A meadow'))]);
    const feeds = expect.arrayContaining([{ change: 'changed', path: '/rss.xml' }]);
    await expect(site.publish(items, again)).rejects.toMatchObject({
      ...refused,
      problem: { changed: feeds },
    });
    await site.publishAsPlanned(items, await site.plan(items));
  });

  it('holds, with its moment, where a picture and a page beside it have been published later, and is what then comes', async () => {
    walk = await site.save(walk, { body: { markdown: 'Through the pictures.' } });
    const items = [publishing(walk)];
    const seen = await site.plan(items);
    site.moveClock(1);
    const pictured = await publishPicture(site);
    expect(pictured).toBe(seen.basis.seq + 2);
    await site.publishAsPlanned(items, seen);
    walk = await site.save(walk, { body: { markdown: 'Past the legal notice.' } });
    const again = await site.plan([publishing(walk)]);
    site.moveClock(1);
    await site.publish([publishing(await site.create('tags', { name: 'Unused', slug: 'unused' }))]);
    await site.publishAsPlanned([publishing(walk)], again);
  });

  it('says what came in between where it is refused', async () => {
    walk = await site.save(walk, { body: { markdown: 'Past the mill.' } });
    const items = [publishing(walk)];
    const seen = await site.plan(items);
    site.moveClock(1);
    const mill = await site.create('posts', { title: 'A mill', slug: 'a-mill' });
    await site.publish([publishing(mill)]);
    const { seq } = seen.basis;
    await expect(site.publish(items, seen)).rejects.toMatchObject({
      code: 'basis-moved',
      problem: {
        changed: expect.arrayContaining([{ change: 'changed', path: '/rss.xml' }]),
        detail: expect.stringMatching(
          new RegExp(
            `from publication ${seq} to ${seq + 1}: ${seq + 1} by .+ \\("A mill" was published\\)\\. Nothing was published`,
          ),
        ),
      },
    });
    await site.publishAsPlanned(items, await site.plan(items));
  });

  it('is compared with the pages that are sent back, also where nothing has moved on', async () => {
    walk = await site.save(walk, { body: { markdown: 'Through the wood.' } });
    const entries = [publishing(walk)];
    const { basis, pages } = await site.plan(entries);
    const only = { change: 'created' as const, path: '/only/this/' };
    await expect(
      site.editor.publishBundle({ body: { entries, basis: { ...basis, pages: [only] } } }),
    ).rejects.toMatchObject({
      status: 409,
      code: 'basis-moved',
      problem: { came: pages.map(({ change, path }) => ({ change, path })), left: [only], changed: [] },
    });
  });

  it('of nothing says so as what is looked at, and not as what was done', async () => {
    await expect(site.editor.planPublication({ body: { entries: [] } })).rejects.toMatchObject({
      status: 422,
      problem: { detail: 'Nothing would change.', errors: [{ path: 'entries' }] },
    });
  });

  it('names the versions that it is of', async () => {
    const seen = await site.plan([publishing(walk)]);
    const { seq, entries } = seen.basis;
    expect(entries).toEqual([{ action: 'publish', id: walk.id, versionId: walk.draft.versionId }]);
    walk = await site.save(walk, { slug: 'another-walk' });
    await expect(
      site.editor.publishBundle({ body: { entries: [publishing(walk)], basis: { seq, entries } } }),
    ).rejects.toMatchObject({ status: 409, code: 'basis-moved', problem: { entries: { left: entries } } });
    walk = await site.save(walk, { slug: 'the-walk' });
  });

  it('is refused where nothing is known of it but its number, or the templates were others', async () => {
    walk = await site.save(walk, { body: { markdown: 'Over the hill.' } });
    const { basis } = await site.plan([publishing(walk)]);
    const between = await site.create('pages', { title: 'Contact', slug: 'contact' });
    await site.publish([publishing(between)]);
    const entries = [publishing(walk)];
    await expect(
      site.editor.publishBundle({ body: { entries, basis: { seq: basis.seq } } }),
    ).rejects.toMatchObject({ status: 409, code: 'basis-moved' });
    await expect(
      site.editor.publishEntry({ id: walk.id, ifMatch: walk.draft.versionId, query: { basis: basis.seq } }),
    ).rejects.toMatchObject({ status: 409, code: 'basis-moved' });
    const current = await site.plan(entries);
    // Other pages than there are: they have to be asked for anew, and are found to be others.
    const others = { ...seenOf(current), templateBuild: 'another', pages: [] };
    await expect(site.editor.publishBundle({ body: { entries, basis: others } })).rejects.toMatchObject({
      status: 409,
      code: 'basis-moved',
      problem: { left: [], came: current.pages.map(({ change, path }) => ({ change, path })) },
    });
    await site.publishAsPlanned(entries, {
      ...current,
      basis: { ...current.basis, templateBuild: 'another' },
    });
  });
});

describe('a plan over HTTP of pages with any name', () => {
  const site = usePlannedSite({ dialect: 'sqlite', model: testModel, project: createProject });

  it('names addresses as they are asked for', async () => {
    const entry = await site.create('posts', { title: 'One', slug: 'one', tag: 'viel größer', text: 'a' });
    await site.publish([publishing(await site.create('posts', { title: 'Zero', slug: 'zero' }))]);
    const planned = await site.plan([publishing(entry)]);
    expect(planned.pages).toContainEqual(
      expect.objectContaining({
        path: '/tags/viel größer/',
        url: 'https://site.example/tags/viel%20gr%C3%B6%C3%9Fer/',
      }),
    );
    await site.publishAsPlanned([publishing(entry)], planned);
  });
});
