import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { redirectTargetOf } from '../../../model/redirect-target.ts';
import { createPreviewer } from '../../../server/publishing/previewer.ts';
import type { Publisher } from '../../../server/publishing/publisher.ts';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import { createEntry } from '../../../server/authoring/create-entry.ts';
import { publishEntries } from '../../../server/authoring/publish-entries.ts';
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

  async function redirect(path: string, target = '/blog/first/') {
    const call = { actor: SYSTEM_ACTOR, correlationId: null };
    const to = redirectTargetOf(target);
    return await setRedirect(installation.authoring, { ...call, path, status: 301, to });
  }

  it('and a redirect to another site is a page that leads there, with nothing of it to be looked for here', async () => {
    const address = 'https://example.org/new?a=1&b=%222%22';
    const { brokenLinks, publication } = await redirect('/away/', address);
    await publisher.publishedUpTo(publication?.seq ?? 0);
    expect(brokenLinks).toEqual([]);
    const page = readLive(installation, 'away/index.html') ?? '';
    expect(page).toContain(
      '<meta http-equiv="refresh" content="0;url=https://example.org/new?a=1&#38;b=%222%22">',
    );
  });

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
      return await proof;
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

  describe('of a redirect', () => {
    it('and refused where the templates have a page, which would hide it', async () => {
      const { seq } = await publishPost(installation, { title: 'Tagged', tag: 'news' });
      await publisher.publishedUpTo(seq);
      await expect(redirect('/tags/news/')).rejects.toMatchObject({
        code: 'path-reserved',
        message: expect.stringMatching(
          /on \/tags\/news\/\. The templates have a page there \(site\/pages\/tags\/\[tag\]\.astro\)/,
        ),
      });
      expect((await readLogHead(installation.database.db)).seq).toBe(seq);
    });

    it('and refused where its file has no place among the others', async () => {
      const { seq } = await publishPost(installation, { title: 'Tagged', tag: 'x.json' });
      await publisher.publishedUpTo(seq);
      await expect(redirect('/tags/x.json')).rejects.toMatchObject({
        code: 'path-reserved',
        message: expect.stringContaining('"tags/x.json" beside the page /tags/x.json/'),
      });
      await expect(redirect('/logo.svg/old/')).rejects.toMatchObject({
        code: 'path-reserved',
        message: expect.stringContaining('beside what the templates have as "logo.svg"'),
      });
      expect((await readLogHead(installation.database.db)).seq).toBe(seq);
    });

    it('and refused with the entry that has the path', async () => {
      await expect(redirect('/blog/first/')).rejects.toMatchObject({ code: 'path-taken' });
    });

    it('and live where nothing stands in its way, and once more with another target', async () => {
      const { publication } = await redirect('/tags/none/');
      await publisher.publishedUpTo(publication?.seq ?? 0);
      expect(readLive(installation, 'tags/none/index.html')).toContain('/blog/first/');
      const changed = await redirect('/tags/none/', '/');
      await publisher.publishedUpTo(changed.publication?.seq ?? 0);
      expect(readLive(installation, 'tags/none/index.html')).toContain('url=/"');
    });

    it('and refused by a process that only shows previews, too', async () => {
      const { seq } = await publishPost(installation, { title: 'Tagged', tag: 'news' });
      await publisher.publishedUpTo(seq);
      const previewer = await createPreviewer(installation.options);
      installation.authoring.prove = previewer.prove;
      try {
        await expect(redirect('/tags/news/')).rejects.toMatchObject({ code: 'path-reserved' });
        expect((await redirect('/tags/none/')).publication).not.toBeNull();
      } finally {
        await previewer.stop();
      }
    });
  });

  it('and refused with the file and the line that threw, once', async () => {
    const refused = publishPost(installation, { title: 'Bad', text: 'throw' });
    await expect(refused).rejects.toMatchObject({
      details: {
        issues: [{ message: 'The post Bad cannot be shown (site/pages/blog/[slug].astro:9)' }],
        extra: {
          template: 'site/pages/blog/[slug].astro:9',
          stack: expect.stringContaining('(site/pages/blog/[slug].astro:9:'),
        },
      },
    });
  });

  it('and refused where another page has the name of a file that it needs', async () => {
    const { post, seq } = await publishPost(installation, { title: 'Tagged', tag: 'x.json' });
    await publisher.publishedUpTo(seq);
    const { publication } = await redirect('/tags/y.json', '/');
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

  it('and not a second time where several entries come at once, and one in place of a redirect', async () => {
    await publisher.publishedUpTo((await redirect('/blog/left/')).publication?.seq ?? 0);
    const call = { actor: SYSTEM_ACTOR, correlationId: null };
    const drafts = [];
    for (const title of ['Left', 'Right']) {
      const content = { title, slug: title.toLowerCase(), text: title };
      drafts.push(
        await createEntry(installation.authoring, { ...call, collection: 'posts', locale: 'en', content }),
      );
    }
    const entries = drafts
      .map(({ draft, id }) => ({ entryId: id, expectedVersionId: draft.versionId }))
      .toReversed();
    const { publication } = await publishEntries(installation.authoring, { ...call, entries });
    await publisher.publishedUpTo(publication?.seq ?? 0);
    const work = await latestWork();
    expect(work['pagesProven']).toBe(work['pagesRendered']);
    expect(readLive(installation, 'blog/left/index.html')).toContain('Left');
  });

  it('but once more where something else was published in between', async () => {
    const { prove } = publisher;
    const others: number[] = [];
    installation.authoring.prove = async (changes) => {
      const proven = await prove(changes);
      if (others.length > 0) return proven;
      others.push(0);
      others[0] = (await publishPost(installation, { title: 'Other', text: 'other' })).seq;
      return proven;
    };
    const { seq } = await publishPost(installation, { title: 'Late', text: 'late' });
    await publisher.publishedUpTo(seq);
    expect(readLive(installation, 'blog/late/index.html')).toContain('late');
    expect(readLive(installation, 'index.html')).toContain('Other');
    expect(readLive(installation, 'index.html')).toContain('Late');
  });
});
