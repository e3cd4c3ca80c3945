import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PublishedEntry } from '../../../model/publication.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { createPreviewer } from '../../../server/publishing/previewer.ts';
import { requestPublisherJob } from '../../../server/publishing/request-publisher-job.ts';
import { insertRelease, listReleaseFiles, listReleases } from '../../../server/store/releases.ts';
import { DIALECTS } from '../../support/databases.ts';
import {
  changePost,
  createInstallation,
  publishPost,
  readLive,
  readLiveTree,
  withdrawPost,
} from './publishing-fixture.ts';
import type { Installation, PostContent } from './publishing-fixture.ts';
import { useProject } from './use-project.ts';

// Each test starts workers that load the templates: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const project = useProject();

describe.each(DIALECTS)('publishing from %s', (dialect) => {
  let installation: Installation;
  const another = (): Promise<Installation> => project.install(dialect);

  beforeEach(async () => {
    installation = await another();
  });
  afterEach(() => installation.close());

  it('publishes, changes and withdraws a post: its file appears, changes and goes', async () => {
    const publisher = await installation.openPublisher();
    publisher.start();
    const first = await publishPost(installation, { title: 'First light', text: 'one' });
    await publisher.publishedUpTo(first.seq);
    expect(readLive(installation, 'blog/first-light/index.html')).toContain('<p>one</p>');
    expect(readLive(installation, 'index.html')).toContain('First light');
    const content = { title: 'First light', slug: 'first-light', text: 'two' };
    await publisher.publishedUpTo((await changePost(installation, { post: first.post, content })).seq);
    expect(readLive(installation, 'blog/first-light/index.html')).toContain('<p>two</p>');
    await publisher.publishedUpTo(await withdrawPost(installation, first.post));
    expect(readLive(installation, 'blog/first-light/index.html')).toBeNull();
    expect(readLive(installation, 'index.html')).not.toContain('First light');
  });

  it('gives a title in another script an address in it, which links lead to', async () => {
    const publisher = await installation.openPublisher();
    publisher.start();
    const { post, seq } = await publishPost(installation, { title: 'ガイド', text: 'one' });
    expect(post.draft.content['slug']).toBe('ガイド');
    await publisher.publishedUpTo(seq);
    expect(readLive(installation, 'blog/ガイド/index.html')).toContain('<p>one</p>');
    expect(readLive(installation, 'index.html')).toContain('ガイド');
    const content = { title: 'ガイド', slug: '新しい-ガイド', text: 'two' };
    await publisher.publishedUpTo((await changePost(installation, { post, content })).seq);
    expect(readLive(installation, 'blog/新しい-ガイド/index.html')).toContain('<p>two</p>');
    expect(readLive(installation, 'blog/ガイド/index.html')).toContain(
      `url=${encodeURI('/blog/新しい-ガイド/')}"`,
    );
  });

  it('finds pages through links, keeps what is no page out, and takes along what the build made', async () => {
    const publisher = await installation.openPublisher();
    publisher.start();
    const { seq } = await publishPost(installation, { title: 'A', tag: 'über uns', text: 'a' });
    await publisher.publishedUpTo(seq);
    const files = Object.keys(readLiveTree(installation)).filter((file) => !/\.(br|gz)$/.test(file));
    expect(files).toEqual([
      '404.html',
      'blog/a/index.html',
      'feed',
      'index.html',
      'logo.svg',
      'new/index.html',
      'old/index.html',
      'rss.xml',
      'tags/über uns/index.html',
    ]);
    expect(readLive(installation, 'rss.xml')).toContain('<link>https://site.example/blog/a/</link>');
    expect(readLive(installation, 'old/index.html')).toContain('content="0;url=/new/?from=old"');
    const tree = realpathSync(join(installation.targetRoot, 'live'));
    expect(JSON.parse(readFileSync(`${tree}.json`, 'utf8'))).toMatchObject({
      files: {
        feed: { contentType: 'application/feed+json' },
        'old/index.html': { redirect: { status: 301, location: '/new/?from=old' } },
        'rss.xml': { contentType: 'application/rss+xml' },
      },
    });
  });

  it('records each release with what it changed, how long it took and who asked for it', async () => {
    const publisher = await installation.openPublisher();
    publisher.start();
    await publisher.publishedUpTo((await publishPost(installation, { title: 'A', text: 'a' })).seq);
    const { seq } = await publishPost(installation, { title: 'B', text: 'b' });
    await publisher.publishedUpTo(seq);
    await publisher.stop();
    const [latest] = await listReleases(installation.database.db, { target: 'disk', limit: 1 });
    expect(latest).toMatchObject({
      seq,
      reason: 'publication',
      correlationId: 'test-correlation',
      finishedAt: expect.any(String),
    });
    expect(Object.keys(latest?.timings ?? {}).sort()).toEqual([
      'compare',
      'follow',
      'pages',
      'record',
      'render',
      'target',
      'write',
    ]);
    const files = await listReleaseFiles(installation.database.db, { number: latest?.number ?? 0 });
    expect(files.map(({ change, path }) => [path, change])).toEqual([
      ['/', 'changed'],
      ['/blog/b/', 'created'],
      ['/rss.xml', 'changed'],
    ]);
  });

  it('catches up when it is started late, with one release for all that waited', async () => {
    for (const title of ['A', 'B', 'C']) await publishPost(installation, { title, text: title });
    const publisher = await installation.openPublisher();
    publisher.start();
    await publisher.publishedUpTo(3);
    expect(readLive(installation, 'index.html')).toMatch(/A.*B.*C/s);
    await publisher.stop();
    expect(await listReleases(installation.database.db, { target: 'disk', limit: 9 })).toHaveLength(1);
  });

  it('finds without any signal what another process published', async () => {
    const publisher = await installation.openPublisher();
    publisher.start();
    await publisher.publishedUpTo(0);
    const { authoring } = installation;
    await publishPost(
      { ...installation, authoring: { ...authoring, publicationCommitted: () => undefined } },
      { title: 'Quiet' },
    );
    await publisher.publishedUpTo(1);
    expect(readLive(installation, 'blog/quiet/index.html')).not.toBeNull();
  });

  it('makes the same bytes again when the content cache and the target were deleted', async () => {
    const first = await installation.openPublisher();
    first.start();
    const changed = await publishPost(installation, { title: 'A', text: 'one', tag: 't' });
    const content = { title: 'A', slug: 'a', text: 'two', tag: 't' };
    await changePost(installation, { post: changed.post, content });
    await first.publishedUpTo((await publishPost(installation, { title: 'B', text: 'b', tag: 't' })).seq);
    await first.stop();
    const before = readLiveTree(installation);
    const times = modifiedTimes(installation, before);
    for (const file of ['content-cache.sqlite', 'content-cache.sqlite-wal', 'content-cache.sqlite-shm'])
      rmSync(join(installation.dataDir, file), { force: true });
    rmSync(installation.targetRoot, { recursive: true });
    const second = await installation.openPublisher();
    second.start();
    await second.publishedUpTo(3);
    expect(readLiveTree(installation)).toEqual(before);
    expect(modifiedTimes(installation, before)).toEqual(times);
  });

  it('changes no file when everything is rendered again, and writes nothing when nothing is asked for', async () => {
    const publisher = await installation.openPublisher();
    publisher.start();
    await publisher.publishedUpTo((await publishPost(installation, { title: 'A', text: 'a' })).seq);
    const summary = await publisher.rebuild({ reason: 'rebuild' });
    expect(summary).toMatchObject({
      reason: 'rebuild',
      created: 0,
      changed: 0,
      removed: 0,
      pagesRendered: expect.any(Number),
    });
    await publisher.stop();
    const again = await installation.openPublisher();
    again.start();
    await again.publishedUpTo(1);
    await again.stop();
    const [latest] = await listReleases(installation.database.db, { target: 'disk', limit: 1 });
    expect(latest?.number).toBe(summary.number);
  });

  it('starts over from a database that was replaced by another one, instead of building on what it had', async () => {
    const other = await another();
    try {
      await publishPost(other, { title: 'From the other database', slug: 'other' });
      const publisher = await installation.openPublisher();
      publisher.start();
      await publishPost(installation, { title: 'A' });
      await publisher.publishedUpTo((await publishPost(installation, { title: 'B' })).seq);
      await publisher.stop();
      const moved = await installation.openPublisher({
        database: { ...other.database, listenUrl: null },
      });
      const { created, removed } = await moved.rebuild({ reason: 'rebuild' });
      expect({ created, removed }).toEqual({ created: 1, removed: 2 });
      await moved.stop();
      expect(readLive(installation, 'blog/other/index.html')).toContain('From the other database');
      expect(readLive(installation, 'blog/a/index.html')).toBeNull();
    } finally {
      await other.close();
    }
  });

  it('lets one process publish at a time, and rebuilds for the others', async () => {
    const publisher = await installation.openPublisher();
    publisher.start();
    await publishPost(installation, { title: 'A' });
    await publisher.publishedUpTo(1);
    await expect(installation.openPublisher()).rejects.toMatchObject({ code: 'publisher-busy' });
    const summaries = await Promise.all([
      requestPublisherJob(installation.database, { kind: 'rebuild' }),
      requestPublisherJob(installation.database, { kind: 'rebuild' }),
    ]);
    for (const summary of summaries) expect(summary).toMatchObject({ reason: 'rebuild', seq: 1 });
  });

  it('tells a process that asked for a rebuild why it failed', async () => {
    const publisher = await installation.openPublisher();
    publisher.start();
    await publisher.publishedUpTo(0);
    const failing = publishPost(installation, { title: 'Bad', text: 'throw' });
    await failing;
    await expect(requestPublisherJob(installation.database, { kind: 'rebuild' })).rejects.toMatchObject({
      code: 'template-failed',
      message: expect.stringContaining('The post Bad cannot be shown'),
    });
  });

  it('forgets a release that an earlier process wrote down and never applied', async () => {
    const publisher = await installation.openPublisher();
    publisher.start();
    await publisher.publishedUpTo((await publishPost(installation, { title: 'A' })).seq);
    await publisher.stop();
    const [applied] = await listReleases(installation.database.db, { target: 'disk', limit: 1 });
    if (applied === undefined) throw new Error('There is no release');
    await installation.database.write(async (tx) => {
      await insertRelease(tx, { ...applied, finishedAt: null });
      await tx.updateTable('release').set({ finished_at: null }).execute();
    });
    const next = await installation.openPublisher();
    await next.rebuild({ reason: 'rebuild' });
    await next.stop();
    const releases = await listReleases(installation.database.db, { target: 'disk', limit: 9 });
    expect(
      releases.map(({ finishedAt, number, reason }) => [
        finishedAt === null,
        number > applied.number,
        reason,
      ]),
    ).toEqual([
      [false, true, 'rebuild'],
      [false, false, 'publication'],
    ]);
  });

  it('renders a draft on the real templates, and nothing of it ever becomes public', async () => {
    const publisher = await installation.openPublisher();
    publisher.start();
    const { post } = await publishPost(installation, { title: 'A', text: 'published' });
    await publisher.publishedUpTo(1);
    const before = readLiveTree(installation);
    const draft = draftOf(post, { title: 'Only a draft', slug: 'moved', text: 'secret' });
    const shown = await publisher.renderPreview(previewOf(draft));
    expect(shown).toMatchObject({ kind: 'page', status: 200, contentType: 'text/html' });
    expect(shown.kind === 'page' && Buffer.from(shown.body).toString()).toMatch(
      /Only a draft.*<p>secret<\/p>/s,
    );
    await expect(
      publisher.renderPreview(previewOf({ ...draft, fields: { ...draft.fields, text: 'throw' } })),
    ).rejects.toMatchObject({
      code: 'template-failed',
      message: expect.stringContaining(
        'blog/[slug].astro:9 could not render /blog/moved/: The post Only a draft cannot be shown',
      ),
    });
    expect(await publisher.rebuild({ reason: 'rebuild' })).toMatchObject({
      created: 0,
      changed: 0,
      removed: 0,
    });
    await publishPost(installation, { title: 'B' });
    await publisher.publishedUpTo(2);
    expect(readLiveTree(installation)).toMatchObject({ 'blog/a/index.html': before['blog/a/index.html'] });
    for (const text of Object.values(readLiveTree(installation)))
      expect(Buffer.from(text, 'base64').toString()).not.toMatch(/Only a draft|secret/);
  });

  it('shows drafts in a process that does not publish, beside the one that does', async () => {
    const publisher = await installation.openPublisher();
    publisher.start();
    const { post, seq } = await publishPost(installation, { title: 'A', text: 'published', tag: 't' });
    await publisher.publishedUpTo(seq);
    const previewer = await createPreviewer(installation.options);
    const page = { status: 200, contentType: 'text/html' };
    expect(
      await previewer.renderPreview(previewOf(draftOf(post, { title: 'Only a draft', slug: 'a' }))),
    ).toMatchObject(page);
    const next = await publishPost(installation, { title: 'B', text: 'b' });
    expect(
      await previewer.renderPreview(previewOf(draftOf(next.post, { title: 'B again', slug: 'b' }))),
    ).toMatchObject(page);
    await Promise.all([previewer.stop(), previewer.stop()]);
    await publisher.publishedUpTo(next.seq);
    expect(readLive(installation, 'index.html')).not.toContain('Only a draft');
  });

  it('stops twice, refuses work afterwards, and lets the next one begin', async () => {
    const publisher = await installation.openPublisher();
    publisher.start();
    await publisher.publishedUpTo(0);
    await Promise.all([publisher.stop(), publisher.stop()]);
    await publisher.stop();
    expect(publisher.status().state).toBe('stopped');
    await expect(publisher.rebuild({ reason: 'rebuild' })).rejects.toThrow('stopped');
    await expect(publisher.publishedUpTo(9)).rejects.toThrow('stopped');
    const next = await installation.openPublisher();
    expect(await next.rebuild({ reason: 'rebuild' })).toMatchObject({ changed: 0 });
  });
});

describe('two installations with the same content', () => {
  it('have the same trees, whatever the order of publishing and wherever they are', async () => {
    const posts = ['A', 'B', 'C'].map((title) => ({ title, text: title, tag: 't' }));
    const trees = [];
    for (const order of [posts, posts.toReversed()]) {
      const installation = await project.install('sqlite');
      const publisher = await installation.openPublisher();
      for (const post of order) await publishPost(installation, post);
      await publisher.rebuild({ reason: 'rebuild' });
      const tree = readLiveTree(installation);
      trees.push({ tree, times: modifiedTimes(installation, tree) });
      await installation.close();
    }
    expect(trees[0]).toEqual(trees[1]);
  });

  it("can take over each other's template build, since it depends on nothing outside its folder", async () => {
    const moved = mkdtempSync(join(tmpdir(), 'stillpress-moved-'));
    cpSync(join(project.buildsFrom, 'builds'), join(moved, 'builds'), { recursive: true });
    const installation = await createInstallation('sqlite', { projectRoot: project.root, buildsFrom: moved });
    rmSync(moved, { recursive: true });
    const publisher = await installation.openPublisher();
    expect(await publisher.rebuild({ reason: 'rebuild' })).toMatchObject({ created: expect.any(Number) });
    await installation.close();
  });
});

function modifiedTimes({ targetRoot }: Installation, files: Record<string, string>): Record<string, number> {
  return Object.fromEntries(
    Object.keys(files).map((file) => [file, statSync(join(targetRoot, 'live', file)).mtimeMs]),
  );
}

function draftOf(
  { draft, id, translationGroup }: EntryDetails,
  fields: PostContent & { slug: string },
): PublishedEntry {
  return {
    id,
    collection: 'posts',
    locale: 'en',
    translationGroup,
    slug: fields.slug,
    path: `/blog/${fields.slug}/`,
    versionId: draft.versionId,
    fields,
    firstPublishedAt: '2026-01-01T00:00:00.000Z',
    publishedAt: '2026-01-01T00:00:00.000Z',
  };
}

function previewOf(entry: PublishedEntry) {
  return { path: entry.path ?? '', changes: [{ kind: 'publish', entry }] } as const;
}
