import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Publisher } from '../../../server/publishing/publisher.ts';
import { readEventsAfter } from '../../../server/store/events.ts';
import { listReleases } from '../../../server/store/releases.ts';
import { sequenceEvents } from '../../../server/store/sequence-events.ts';
import { changePost, publishPost, readLive, readLiveTree, withdrawPost } from './publishing-fixture.ts';
import type { Installation } from './publishing-fixture.ts';
import { useProject } from './use-project.ts';

// Each test starts workers that load the templates: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const project = useProject();

describe('a page that cannot be rendered', () => {
  let installation: Installation;
  let publisher: Publisher;

  beforeEach(async () => {
    installation = await project.install('sqlite');
    publisher = await installation.openPublisher({ pageTimeoutMs: 3_000, stopTimeoutMs: 500 });
    publisher.start();
    await publishPost(installation, { title: 'Good', text: 'good' });
    await publisher.publishedUpTo(1);
  });
  afterEach(() => installation.close());

  it.each([
    ['throw', 'The post Bad cannot be shown'],
    ['answer-500', 'status 500'],
    ['never-end', 'not finished after 3 s'],
    ['exit', 'exit code 3'],
    // The template carries on without what it could not read, and answers 404.
    ['read-what-cannot-be-read', 'text'],
  ])(
    'because its template does "%s" is named with it, and the site stays as it was',
    async (text, message) => {
      const before = readLiveTree(installation);
      const { post, seq } = await publishPost(installation, { title: 'Bad', text });
      await expect(publisher.publishedUpTo(seq)).rejects.toMatchObject({
        code: 'template-failed',
        message: expect.stringContaining('/blog/bad/'),
      });
      expect(readLiveTree(installation)).toEqual(before);
      const { problem, withheld } = publisher.status();
      expect(problem).toBeNull();
      expect(withheld).toEqual([
        expect.objectContaining({ seq, path: '/blog/bad/', message: expect.stringContaining(message) }),
      ]);
      await publisher.publishedUpTo(await withdrawPost(installation, post));
      expect(publisher.status().withheld).toEqual([]);
      expect(readLive(installation, 'blog/good/index.html')).toContain('good');
    },
  );

  it('is tried again later and not at every poll, and at once when something new is published', async () => {
    const { post } = await publishPost(installation, { title: 'Needed', text: 'needed' });
    const { seq } = await publishPost(installation, { title: 'Needy', text: 'needs needed' });
    await publisher.publishedUpTo(seq);
    const withdrawn = await withdrawPost(installation, post);
    await publisher.publishedUpTo(withdrawn);
    await vi.waitFor(
      () => expect(publisher.status().problem).toMatchObject({ seq: withdrawn, attempts: 1 }),
      15_000,
    );
    const next = await publishPost(installation, { title: 'Fine', text: 'fine' });
    await publisher.publishedUpTo(next.seq);
    expect(readLive(installation, 'blog/fine/index.html')).toContain('fine');
    await vi.waitFor(
      () => expect(publisher.status().problem).toMatchObject({ seq: next.seq, attempts: 1 }),
      15_000,
    );
    const { retryAt } = publisher.status().problem ?? {};
    expect(Date.parse(retryAt ?? '')).toBeGreaterThan(Date.now() - 1);
    await vi.waitFor(() => expect(publisher.status().problem).toMatchObject({ seq: next.seq, attempts: 2 }), {
      timeout: 20_000,
    });
    // Failing once more is no release.
    const releases = await listReleases(installation.database.db, { limit: 100 });
    expect(releases.filter((release) => release.seq === next.seq)).toHaveLength(1);
    // Nor is it told once more.
    const { database } = installation;
    await database.write((tx) => sequenceEvents(tx, { now: new Date().toISOString() }));
    const { events } = await readEventsAfter(database.db, { seq: 0, limit: 100 });
    expect(events.filter(({ kind }) => kind === 'release.failed').map(({ about }) => about)).toEqual([
      { publication: withdrawn },
      { publication: next.seq },
    ]);
    expect(events.filter(({ kind }) => kind === 'release.live')).toHaveLength(releases.length);
  });

  it('never removes the page that was public before', async () => {
    const { post } = await publishPost(installation, { title: 'Page', text: 'fine' });
    await publisher.publishedUpTo(2);
    const content = { title: 'Page', slug: 'page', text: 'read-what-cannot-be-read' };
    const { seq } = await changePost(installation, { post, content });
    await expect(publisher.publishedUpTo(seq)).rejects.toMatchObject({ code: 'template-failed' });
    await publisher.rebuild({ reason: 'rebuild' });
    expect(readLive(installation, 'blog/page/index.html')).toContain('fine');
    expect(publisher.status().withheld).toMatchObject([{ seq, template: 'site/pages/blog/[slug].astro:14' }]);
  });

  it('does not keep the publisher from stopping, nor the next one from a start', async () => {
    const { seq } = await publishPost(installation, { title: 'Bad', text: 'never-end' });
    const released = publisher.publishedUpTo(seq);
    released.catch(() => undefined);
    await publisher.stop();
    await expect(released).rejects.toMatchObject({ message: expect.any(String) });
    const next = await installation.openPublisher();
    expect(next.status().live?.seq).toBe(1);
  });
});
