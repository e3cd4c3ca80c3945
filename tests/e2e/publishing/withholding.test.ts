import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import { removeRedirect } from '../../../server/authoring/remove-redirect.ts';
import { setRedirect } from '../../../server/authoring/set-redirect.ts';
import { listEntries } from '../../../server/authoring/list-entries.ts';
import { publicationState } from '../../../server/authoring/publication-state.ts';
import { readInstallationStatus } from '../../../server/operations/installation-status.ts';
import type { Publisher, PublisherOptions } from '../../../server/publishing/publisher.ts';
import { requestPublisherJob } from '../../../server/publishing/request-publisher-job.ts';
import { rollBack } from '../../../server/publishing/rollback.ts';
import { openDiskTarget } from '../../../server/publishing/target/disk-target.ts';
import { listReleases } from '../../../server/store/releases.ts';
import { putWithheld } from '../../../server/store/withheld-publications.ts';
import { changePost, publishPost, quietLog, readLiveTree, withdrawPost } from './publishing-fixture.ts';
import { useSite } from './use-site.ts';

// Each test starts workers that load the templates: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const site = useSite();

const stateOf = (seq: number) => publicationState(site.installation.authoring, { actor: SYSTEM_ACTOR, seq });

const withheldSeqs = (publisher: Publisher): number[] => publisher.status().withheld.map(({ seq }) => seq);

/** By an editor; its page is one file, and not a folder with a page in it. */
async function redirect(path: string): Promise<number> {
  const order = { actor: SYSTEM_ACTOR, correlationId: null, path, status: 301 } as const;
  const { publication } = await setRedirect(site.installation.authoring, {
    ...order,
    to: { kind: 'path', path: '/' },
  });
  return publication?.seq ?? 0;
}

describe('a publication whose pages need a name that is taken', () => {
  it('is held back, and everything that was published with it is live', async () => {
    await site.begin();
    await redirect('/tags/x.json');
    const good = await publishPost(site.installation, { title: 'Good', text: 'good', tag: 'news' });
    const bad = await publishPost(site.installation, { title: 'Bad', text: 'bad', tag: 'x.json' });
    const last = await withdrawPost(site.installation, good.post);
    const publisher = await site.open();
    await publisher.publishedUpTo(last);
    expect(withheldSeqs(publisher)).toEqual([bad.seq]);
    await expect(publisher.publishedUpTo(bad.seq)).rejects.toThrow(
      /"tags\/x.json\/index.html" beside the page \/tags\/x.json:/,
    );
    expect(site.live('blog/good/index.html')).toBeNull();
    expect(site.live('blog/bad/index.html')).toBeNull();
    expect(site.live('tags/x.json')).toContain('Redirecting');
    // Once the name is free, an attempt that somebody asks for succeeds.
    await removeRedirect(site.installation.authoring, {
      actor: SYSTEM_ACTOR,
      correlationId: null,
      path: '/tags/x.json',
    });
    await publisher.rebuild({ reason: 'rebuild' });
    expect(withheldSeqs(publisher)).toEqual([]);
    expect(site.live('tags/x.json/index.html')).toContain('Bad');
  });

  it('is public without that page where it is a redirect, which no attempt can leave out, and everything else is live', async () => {
    await site.begin();
    await publishPost(site.installation, { title: 'Tagged', text: 'tagged', tag: 'x.json' });
    const before = await site.open();
    await before.publishedUpTo(2);
    await before.stop();
    await redirect('/tags/x.json');
    const { seq } = await publishPost(site.installation, { title: 'Last', text: 'last' });
    const publisher = await site.open();
    await publisher.publishedUpTo(seq);
    expect(withheldSeqs(publisher)).toEqual([]);
    expect(site.live('blog/last/index.html')).toContain('last');
    expect(publisher.status().problem?.message).toMatch(
      /visitors see them as they were.*\/tags\/x\.json: It cannot be/s,
    );
  });

  it('may have the name in the round in which another page gives it up', async () => {
    await site.begin();
    const { post, seq } = await publishPost(site.installation, { title: 'Tagged', tag: 'x.json' });
    const publisher = await site.open();
    await publisher.publishedUpTo(seq);
    await publisher.stop();
    await withdrawPost(site.installation, post);
    const last = await redirect('/tags/x.json');
    const next = await site.open();
    await next.publishedUpTo(last);
    expect(next.status()).toMatchObject({ problem: null, withheld: [] });
    expect(site.live('tags/x.json')).toContain('Redirecting');
  });
});

describe('a publication that the templates cannot show', () => {
  it('is held back and named, and everything that was published with it is live', async () => {
    await site.begin();
    await publishPost(site.installation, { title: 'Good', text: 'good', tag: 'news' });
    const bad = await publishPost(site.installation, { title: 'Bad', text: 'throw', tag: 'news' });
    const last = await publishPost(site.installation, { title: 'Last', text: 'last', tag: 'news' });
    const publisher = await site.open();
    await publisher.publishedUpTo(last.seq);
    await expect(publisher.publishedUpTo(bad.seq)).rejects.toMatchObject({
      code: 'template-failed',
      message: expect.stringMatching(/\/blog\/bad\/.*\[slug\]\.astro.*The post Bad cannot be shown/),
    });
    expect(site.live('blog/good/index.html')).toContain('good');
    expect(site.live('blog/last/index.html')).toContain('last');
    expect(site.live('blog/bad/index.html')).toBeNull();
    expect(site.live('index.html')).not.toContain('/blog/bad/');
    expect(site.live('tags/news/index.html')).toMatch(/Good.*Last/s);
    expect(site.live('tags/news/index.html')).not.toContain('Bad');
    expect(publisher.status()).toMatchObject({ live: { seq: last.seq }, problem: null });
    expect(publisher.status().withheld).toEqual([
      expect.objectContaining({
        seq: bad.seq,
        path: '/blog/bad/',
        message: 'The post Bad cannot be shown',
        template: expect.stringContaining('[slug].astro'),
      }),
    ]);
  });

  it('shows why to its author, wherever its state is shown', async () => {
    await site.begin();
    const bad = await publishPost(site.installation, { title: 'Bad', text: 'throw' });
    const publisher = await site.open();
    await expect(publisher.publishedUpTo(bad.seq)).rejects.toThrow('The post Bad cannot be shown');
    const { authoring, database, options } = site.installation;
    const call = { actor: SYSTEM_ACTOR, correlationId: null };
    const state = await stateOf(bad.seq);
    expect(state).toMatchObject({ state: 'withheld', liveAt: null, release: null, changedPaths: [] });
    expect(state.reason).toMatchObject({ path: '/blog/bad/', message: 'The post Bad cannot be shown' });
    const { entries } = await listEntries(authoring, { ...call, collection: 'posts' });
    expect(entries.map(({ title, withheld }) => [title, withheld?.seq ?? null])).toEqual([
      ['Bad', bad.seq],
      ['First', null],
    ]);
    expect(entries[0]).toMatchObject({
      state: 'withheld',
      livePath: null,
      withheld: { path: '/blog/bad/', template: 'site/pages/blog/[slug].astro:9' },
    });
    const status = await readInstallationStatus({ config: options.config, database });
    expect(status.withheld).toMatchObject([{ seq: bad.seq, path: '/blog/bad/' }]);
  });

  it('leaves what was public of the entry before, and is done with when a mended version is published', async () => {
    await site.begin();
    const { post } = await publishPost(site.installation, { title: 'Page', text: 'fine' });
    const publisher = await site.open();
    await publisher.publishedUpTo(2);
    const before = readLiveTree(site.installation);
    const bad = await changePost(site.installation, {
      post,
      content: { title: 'Page', slug: 'elsewhere', text: 'throw' },
    });
    await expect(publisher.publishedUpTo(bad.seq)).rejects.toThrow('The post Page cannot be shown');
    expect(readLiveTree(site.installation)).toEqual(before);
    const mended = await changePost(site.installation, {
      post: bad.post,
      content: { title: 'Page', slug: 'elsewhere', text: 'mended' },
    });
    await publisher.publishedUpTo(mended.seq);
    expect(site.live('blog/elsewhere/index.html')).toContain('mended');
    expect(site.live('blog/page/index.html')).toContain('url=/blog/elsewhere/');
    expect(withheldSeqs(publisher)).toEqual([]);
    await publisher.publishedUpTo(bad.seq);
    expect(await stateOf(bad.seq)).toMatchObject({
      state: 'superseded',
      liveAt: null,
      release: null,
      changedPaths: [],
      reason: { detail: expect.stringMatching(/never public.*The post Page cannot be shown/) },
    });
    expect(await stateOf(mended.seq)).toMatchObject({ state: 'live', reason: null, stalePaths: [] });
  });

  it('keeps no later withdrawal of its entry from going live', async () => {
    await site.begin();
    const { post } = await publishPost(site.installation, { title: 'Page', text: 'fine' });
    const publisher = await site.open();
    const content = { title: 'Page', slug: 'page', text: 'throw' };
    const bad = await changePost(site.installation, { post, content });
    await expect(publisher.publishedUpTo(bad.seq)).rejects.toThrow('cannot be shown');
    expect(site.live('blog/page/index.html')).toContain('fine');
    await publisher.publishedUpTo(await withdrawPost(site.installation, bad.post));
    expect(site.live('blog/page/index.html')).toBeNull();
    expect(withheldSeqs(publisher)).toEqual([]);
  });

  it('gives up the place that another entry has taken since', async () => {
    await site.begin();
    const { post } = await publishPost(site.installation, { title: 'Page', slug: 'here', text: 'fine' });
    const moved = await changePost(site.installation, {
      post,
      content: { title: 'Page', slug: 'there', text: 'throw' },
    });
    const other = await publishPost(site.installation, { title: 'Other', slug: 'here', text: 'other' });
    const publisher = await site.open();
    await publisher.publishedUpTo(other.seq);
    expect(withheldSeqs(publisher)).toEqual([moved.seq]);
    expect(site.live('blog/here/index.html')).toContain('other');
    expect(site.live('blog/there/index.html')).toBeNull();
    expect(site.live('index.html')).not.toContain('Page');
  });

  it('is the later one of two that fail only together', async () => {
    await site.begin();
    const one = await publishPost(site.installation, { title: 'One', text: 'one', tag: 'one-only' });
    await publishPost(site.installation, { title: 'Between', text: 'between' });
    const two = await publishPost(site.installation, { title: 'Two', text: 'two', tag: 'one-only' });
    const after = await publishPost(site.installation, { title: 'After', text: 'after' });
    const publisher = await site.open();
    await publisher.publishedUpTo(after.seq);
    await publisher.publishedUpTo(one.seq);
    await expect(publisher.publishedUpTo(two.seq)).rejects.toThrow('There is room for one post');
    expect(withheldSeqs(publisher)).toEqual([two.seq]);
    expect(site.live('tags/one-only/index.html')).toContain('One');
    expect(site.live('blog/between/index.html')).toContain('between');
    expect(site.live('blog/after/index.html')).toContain('after');
    expect(site.live('blog/two/index.html')).toBeNull();
  });
});

async function holdBack(
  changes: Partial<PublisherOptions> = {},
): Promise<{ seq: number; publisher: Publisher }> {
  await site.begin();
  const { seq } = await publishPost(site.installation, { title: 'Bad', text: 'throw' });
  const publisher = await site.open(changes);
  await expect(publisher.publishedUpTo(seq)).rejects.toThrow('cannot be shown');
  return { seq, publisher };
}

describe('what is held back', () => {
  it('stays so after a restart, and publishing goes on', async () => {
    const { publisher, seq } = await holdBack();
    const before = readLiveTree(site.installation);
    await publisher.stop();
    const again = await site.open();
    await expect(again.publishedUpTo(seq)).rejects.toThrow('cannot be shown');
    expect(readLiveTree(site.installation)).toEqual(before);
    const next = await publishPost(site.installation, { title: 'Next', text: 'next' });
    await again.publishedUpTo(next.seq);
    expect(site.live('index.html')).toContain('/blog/next/');
    expect(site.live('index.html')).not.toContain('/blog/bad/');
    expect(withheldSeqs(again)).toEqual([seq]);
  });

  it('stays so when the content cache is filled anew', async () => {
    const { publisher, seq } = await holdBack();
    const before = readLiveTree(site.installation);
    await publisher.stop();
    rmSync(join(site.installation.dataDir, 'content-cache.sqlite'));
    const again = await site.open();
    const next = await publishPost(site.installation, { title: 'Next', text: 'next' });
    await again.publishedUpTo(next.seq);
    expect(withheldSeqs(again)).toEqual([seq]);
    expect(site.live('blog/bad/index.html')).toBeNull();
    await again.publishedUpTo(await withdrawPost(site.installation, next.post));
    expect(readLiveTree(site.installation)).toEqual(before);
  });

  it('is taken out of a content cache that still has it, where a process ended in between', async () => {
    await site.begin();
    const publisher = await site.open();
    const { seq } = await publishPost(site.installation, { title: 'Second', text: 'second' });
    await publisher.publishedUpTo(seq);
    await publisher.stop();
    const why = { code: 'template-failed', message: 'no', template: null, path: '/', retriedAt: null };
    const { templateBuild } = publisher.status();
    await site.installation.database.write((tx) =>
      putWithheld(tx, { ...why, seq, since: '2026-11-27T20:00:00.000Z', templateBuild }),
    );
    const again = await site.open();
    await vi.waitFor(() => expect(site.live('blog/second/index.html')).toBeNull(), { timeout: 10_000 });
    await expect(again.publishedUpTo(seq)).rejects.toThrow('is held back');
  });

  it('is found even if it was published while the content cache was away', async () => {
    await site.begin();
    rmSync(join(site.installation.dataDir, 'content-cache.sqlite'));
    const { seq } = await publishPost(site.installation, { title: 'Bad', text: 'throw' });
    const good = await publishPost(site.installation, { title: 'Good', text: 'good' });
    const publisher = await site.open();
    await publisher.publishedUpTo(good.seq);
    expect(withheldSeqs(publisher)).toEqual([seq]);
    expect(site.live('blog/good/index.html')).toContain('good');
  });

  it('is tried again by a rebuild, and held back again since when it was first', async () => {
    const { publisher, seq } = await holdBack();
    const [first] = publisher.status().withheld;
    await publisher.rebuild({ reason: 'rebuild' });
    expect(publisher.status().withheld).toEqual([first]);
    expect(first?.seq).toBe(seq);
    expect(site.live('blog/first/index.html')).toContain('first');
  });

  it('goes live when the template is mended, without waiting for a signal', async () => {
    const { publisher, seq } = await holdBack({ pollMs: 24 * 60 * 60 * 1000 });
    const template = join(site.project.root, 'site/pages/blog/[slug].astro');
    const broken = readFileSync(template, 'utf8');
    try {
      writeFileSync(template, broken.replace(/^if \(text === 'throw'\).*$/m, ''));
      await publisher.rebuild({ reason: 'template' });
      await publisher.settled();
      expect(withheldSeqs(publisher)).toEqual([]);
    } finally {
      writeFileSync(template, broken);
    }
    await publisher.publishedUpTo(seq);
    expect(site.live('blog/bad/index.html')).toContain('throw');
    expect(site.live('index.html')).toContain('/blog/bad/');
    const [newest] = await listReleases(site.installation.database.db, { limit: 1 });
    expect(await stateOf(seq)).toMatchObject({ state: 'live', release: newest?.number });
  });
});

describe('after a rollback to older templates', () => {
  it('a restart and a resume go on with the newer ones, and with what is held back', async () => {
    await publishPost(site.installation, { title: 'AA', text: 'aa' });
    const first = await site.open();
    await first.publishedUpTo(1);
    const template = join(site.project.root, 'site/pages/index.astro');
    const older = readFileSync(template, 'utf8');
    try {
      writeFileSync(template, older.replace(/^---$/m, NO_TWO_TOGETHER));
      await first.rebuild({ reason: 'template' });
      const { templateBuild } = first.status();
      const { seq } = await publishPost(site.installation, { title: 'BB', text: 'bb' });
      await expect(first.publishedUpTo(seq)).rejects.toThrow('No AA beside BB');
      const before = readLiveTree(site.installation);
      await first.stop();

      const context = { ...site.installation, log: quietLog };
      const target = openDiskTarget({ root: site.installation.targetRoot });
      await rollBack({ ...context, target }, { toNumber: 1 });
      target.close();
      const held = await site.open();
      await held.settled();
      await requestPublisherJob(site.installation.database, { kind: 'resume' });
      await expect(held.publishedUpTo(seq)).rejects.toThrow('No AA beside BB');
      expect(held.status()).toMatchObject({ templateBuild, live: { templateBuild }, templateProblem: null });
      expect(readLiveTree(site.installation)).toEqual(before);
    } finally {
      writeFileSync(template, older);
    }
  });
});

/** In place of the beginning of a template. */
const NO_TWO_TOGETHER = `---
import { getLiveCollection as list } from 'astro:content';
const { entries: all = [] } = await list('posts', { locale: 'en' });
const titles = all.map((post) => post.data.title);
if (titles.includes('AA') && titles.includes('BB')) throw new Error('No AA beside BB');
`;
