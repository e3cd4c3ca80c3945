import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Publisher } from '../../../server/publishing/publisher.ts';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import { setRedirect } from '../../../server/authoring/set-redirect.ts';
import { readLogHead } from '../../../server/store/publications.ts';
import { readLatestRelease } from '../../../server/store/releases.ts';
import { changePost, publishPost, readLive, withdrawPost } from './publishing-fixture.ts';
import type { Installation } from './publishing-fixture.ts';
import { useProject } from './use-project.ts';

// Each test starts workers that load the templates: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const project = useProject();

describe('a publication is rendered before it is committed', () => {
  let installation: Installation;
  let publisher: Publisher;

  beforeEach(async () => {
    installation = await project.install('sqlite');
    publisher = await installation.openPublisher({ pageTimeoutMs: 3_000 });
    publisher.start();
    installation.authoring.prove = publisher.prove;
    const { seq } = await publishPost(installation, { title: 'First', text: 'one' });
    await publisher.publishedUpTo(seq);
  });
  afterEach(() => installation.close());

  async function latestWork(): Promise<Record<string, number>> {
    return (await readLatestRelease(installation.database.db, { target: 'disk' }))?.work ?? {};
  }

  it.each([
    ['throw', 'The post Bad cannot be shown'],
    ['never-end', 'not finished after 2 s'],
  ])('and refused, with the template’s message, where its template does "%s"', async (text, message) => {
    const { seq } = await readLogHead(installation.database.db);
    await expect(publishPost(installation, { title: 'Bad', text })).rejects.toMatchObject({
      code: 'template-failed',
      message: expect.not.stringContaining(message),
      details: { issues: [{ path: '/blog/bad/', message: expect.stringContaining(message) }] },
    });
    expect((await readLogHead(installation.database.db)).seq).toBe(seq);
    expect(publisher.status().problem).toBeNull();
    const next = await publishPost(installation, { title: 'Good', text: 'two' });
    await publisher.publishedUpTo(next.seq);
    expect(readLive(installation, 'blog/good/index.html')).toContain('two');
    expect(readLive(installation, 'blog/bad/index.html')).toBeNull();
  });

  it('and gives way to a withdrawal where it does not end, and is refused all the same', async () => {
    const { post, seq } = await publishPost(installation, { title: 'Gone', text: 'gone' });
    await publisher.publishedUpTo(seq);
    const { prove } = publisher;
    const begun = Promise.withResolvers<void>();
    const events: string[] = [];
    installation.authoring.prove = async (changes) => {
      const proof = prove(changes).finally(() => events.push('proof answered'));
      begun.resolve();
      await proof;
    };
    const refused = publishPost(installation, { title: 'Bad', text: 'never-end' }).catch(
      (error: unknown) => error,
    );
    await begun.promise;
    await publisher.publishedUpTo(await withdrawPost(installation, post));
    events.push('withdrawal live');
    expect(readLive(installation, 'blog/gone/index.html')).toBeNull();
    expect(await refused).toMatchObject({ code: 'template-failed' });
    expect(events).toEqual(['withdrawal live', 'proof answered']);
  });

  it('and refused with the file and the line that threw, once', async () => {
    const refused = publishPost(installation, { title: 'Bad', text: 'throw' });
    await expect(refused).rejects.toMatchObject({
      details: {
        issues: [{ message: 'The post Bad cannot be shown (site/pages/blog/[slug].astro:8)' }],
        extra: {
          template: 'site/pages/blog/[slug].astro:8',
          stack: expect.stringContaining('(site/pages/blog/[slug].astro:8:'),
        },
      },
    });
  });

  it('and refused where another page has the name of a file that it needs', async () => {
    const { post, seq } = await publishPost(installation, { title: 'Tagged', tag: 'x.json' });
    await publisher.publishedUpTo(seq);
    const call = { actor: SYSTEM_ACTOR, correlationId: null };
    const redirect = { ...call, path: '/tags/y.json', status: 301, to: { kind: 'path', path: '/' } } as const;
    const { publication } = await setRedirect(installation.authoring, redirect);
    await publisher.publishedUpTo(publication?.seq ?? 0);
    const content = { title: 'Tagged', slug: 'tagged', tag: 'y.json' };
    await expect(changePost(installation, { post, content })).rejects.toMatchObject({
      code: 'template-failed',
      details: {
        issues: [
          { message: expect.stringContaining('"tags/y.json/index.html" beside the page /tags/y.json') },
        ],
      },
    });
    expect(publisher.status().problem).toBeNull();
  });

  it('and not a second time afterwards', async () => {
    const { post, seq } = await publishPost(installation, { title: 'Second', text: 'two', tag: 'new tag' });
    await publisher.publishedUpTo(seq);
    const work = await latestWork();
    expect(work['pagesProven']).toBe(work['pagesRendered']);
    expect(readLive(installation, 'tags/new tag/index.html')).toContain('Second');
    const changed = await changePost(installation, {
      post,
      content: { title: 'Second', slug: 'second', text: 'changed', tag: 'new tag' },
    });
    await publisher.publishedUpTo(changed.seq);
    // A text that no list shows: one page.
    expect(await latestWork()).toMatchObject({ pagesProven: 1, pagesRendered: 1 });
    expect(readLive(installation, 'blog/second/index.html')).toContain('changed');
  });

  it('but once more where something else was published in between', async () => {
    const { prove } = publisher;
    const others: number[] = [];
    installation.authoring.prove = async (changes) => {
      await prove(changes);
      if (others.length > 0) return;
      others.push(0);
      others[0] = (await publishPost(installation, { title: 'Other', text: 'other' })).seq;
    };
    const { seq } = await publishPost(installation, { title: 'Late', text: 'late' });
    await publisher.publishedUpTo(seq);
    expect(readLive(installation, 'blog/late/index.html')).toContain('late');
    expect(readLive(installation, 'index.html')).toContain('Other');
    expect(readLive(installation, 'index.html')).toContain('Late');
  });
});
