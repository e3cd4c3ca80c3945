import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { foreseePublication } from '../../../server/authoring/foresee-publication.ts';
import type { ForeseenItem } from '../../../server/authoring/foresee-publication.ts';
import { saveDraft } from '../../../server/authoring/save-draft.ts';
import { planPublication } from '../../../server/publishing/plan/plan-publication.ts';
import type { Publisher } from '../../../server/publishing/publisher.ts';
import { listReleaseFiles, readLatestRelease } from '../../../server/store/releases.ts';
import type { SitePlan } from '../../../model/site-plan.ts';
import { DIALECTS } from '../../support/databases.ts';
import { changePost, publishPost, readLiveTree, withdrawPost } from './publishing-fixture.ts';
import type { Installation, PostContent } from './publishing-fixture.ts';
import { useProject } from './use-project.ts';

// Each test starts workers that load the templates: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const project = useProject();
const CALL = { actor: SYSTEM_ACTOR, correlationId: null };

describe.each(DIALECTS)('planning on %s', (dialect) => {
  let installation: Installation;
  let post: EntryDetails;
  let publisher: Publisher;

  async function plan(item: Partial<ForeseenItem> = {}, render = true): Promise<SitePlan> {
    const { authoring, options } = installation;
    const { config, database, log, model } = options;
    const items = [{ action: 'publish' as const, entryId: post.id, ...item }];
    const { changes } = await foreseePublication(authoring, { ...CALL, items });
    return await planPublication({
      config,
      database,
      log,
      model,
      projectRoot: project.root,
      changes,
      render,
    });
  }

  async function draft(content: PostContent): Promise<EntryDetails> {
    const expectedVersionId = post.draft.versionId;
    const order = { ...CALL, entryId: post.id, expectedVersionId, content };
    return await saveDraft(installation.authoring, order);
  }

  /** What the newest release did, as a plan names it. */
  async function released(): Promise<{ change: string; path: string }[]> {
    const { db } = installation.database;
    const release = await readLatestRelease(db, { target: 'disk' });
    const files = await listReleaseFiles(db, { number: release?.number ?? 0 });
    return files.map(({ change, path }) => ({ change, path }));
  }

  beforeEach(async () => {
    installation = await project.install(dialect);
    publisher = await installation.openPublisher();
    publisher.start();
    await publishPost(installation, { title: 'Other', tag: 'shared', text: 'x' });
    const published = await publishPost(installation, { title: 'First', tag: 'own', text: 'a' });
    post = published.post;
    await publisher.publishedUpTo(published.seq);
  });
  afterEach(() => installation.close());

  it('names what a move and another tag would create, change and remove, just as the release then does', async () => {
    const content = { title: 'First', slug: 'moved', tag: 'shared', text: 'b' };
    const moved = await draft(content);
    const before = readLiveTree(installation);
    const planned = await plan();
    expect(planned.pages.map(({ cause, change, path }) => ({ change, path, cause }))).toEqual([
      { change: 'changed', path: '/', cause: 'list of posts (en) by title, id' },
      // It leads on to where the post is now.
      { change: 'changed', path: '/blog/first/', cause: expect.any(String) },
      { change: 'created', path: '/blog/moved/', cause: 'new' },
      { change: 'changed', path: '/rss.xml', cause: expect.stringContaining('list of posts') },
      { change: 'removed', path: '/tags/own/', cause: expect.any(String) },
      { change: 'changed', path: '/tags/shared/', cause: expect.stringContaining('tag = shared') },
    ]);
    expect(planned).toMatchObject({ failures: [], work: { pagesRendered: expect.any(Number) } });
    expect(readLiveTree(installation)).toEqual(before);
    const { seq } = await changePost(installation, { post: moved, content });
    await vi.waitFor(async () => {
      expect(await readLatestRelease(installation.database.db, { target: 'disk' })).toMatchObject({ seq });
    }, 30_000);
    expect(planned.pages.map(({ change, path }) => ({ change, path }))).toEqual(await released());
  });

  it('a body that no list shows changes one page', async () => {
    await draft({ title: 'First', slug: 'first', tag: 'own', text: 'longer' });
    const { pages, work } = await plan();
    expect(pages).toEqual([
      { change: 'changed', path: '/blog/first/', cause: 'posts "first" (en)', hash: expect.any(String) },
    ]);
    expect(work).toMatchObject({ pagesRendered: 1, readsChanged: ['posts "first" (en)'] });
  });

  it('leaves out what other publications change that the publisher has not come to yet', async () => {
    await publisher.stop();
    await publishPost(installation, { title: 'Waiting', tag: 'shared', text: 'x' });
    await draft({ title: 'First', slug: 'first', tag: 'own', text: 'longer' });
    const { basis, pages } = await plan();
    expect(basis.seq).toBe(3);
    expect(pages.map(({ path }) => path)).toEqual(['/blog/first/']);
  });

  it('a withdrawal, and an earlier version', async () => {
    await draft({ title: 'Renamed', slug: 'first', tag: 'own', text: 'a' });
    expect((await plan({ action: 'withdraw' })).pages).toContainEqual(
      expect.objectContaining({ change: 'removed', path: '/blog/first/' }),
    );
    expect((await plan()).pages).toContainEqual(expect.objectContaining({ change: 'changed', path: '/' }));
    const sameAgain = await plan({ version: 1 });
    expect(sameAgain).toMatchObject({ pages: [] });
    await expect(plan({ version: 9 })).rejects.toThrow(expect.objectContaining({ code: 'invalid-input' }));
  });

  it('without rendering it names what is going to be rendered', async () => {
    await draft({ title: 'Renamed', slug: 'first', tag: 'own', text: 'a' });
    const { pages } = await plan({}, false);
    expect(pages.map(({ change }) => change)).toEqual(pages.map(() => 'rendered'));
    expect(pages.map(({ path }) => path).sort()).toEqual(['/', '/blog/first/', '/rss.xml', '/tags/own/']);
  });

  it('names a page that could not be rendered', async () => {
    await draft({ title: 'First', slug: 'first', tag: 'own', text: 'throw' });
    const { failures } = await plan();
    expect(failures).toEqual([
      {
        path: '/blog/first/',
        template: 'site/pages/blog/[slug].astro:9',
        message: 'The post First cannot be shown',
      },
    ]);
  });

  it('refuses what publishing would refuse', async () => {
    await draft({ title: 'First', slug: 'other', tag: 'own', text: 'a' });
    await expect(plan()).rejects.toThrow(expect.objectContaining({ code: 'path-taken' }));
    await withdrawPost(installation, post);
    await expect(plan({ action: 'withdraw' })).rejects.toThrow(
      expect.objectContaining({ code: 'not-published' }),
    );
  });
});
