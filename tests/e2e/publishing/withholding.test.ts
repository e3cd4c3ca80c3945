import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
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
import {
  buildOnce,
  changePost,
  createInstallation,
  createProject,
  publishPost,
  quietLog,
  readLive,
  readLiveTree,
  withdrawPost,
} from './publishing-fixture.ts';
import type { Installation, Project } from './publishing-fixture.ts';

// Each test starts workers that load the templates: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let project: Project;
let buildsFrom: string;
let installation: Installation;

beforeAll(async () => {
  project = createProject();
  buildsFrom = mkdtempSync(join(tmpdir(), 'stillpress-builds-'));
  await buildOnce(project.root, buildsFrom);
});
afterAll(() => {
  project.remove();
  rmSync(buildsFrom, { recursive: true, force: true });
});
beforeEach(async () => {
  installation = await createInstallation('sqlite', { projectRoot: project.root, buildsFrom });
});
afterEach(() => installation.close());

const live = (file: string): string | null => readLive(installation, file);

async function open(changes: Partial<PublisherOptions> = {}): Promise<Publisher> {
  const publisher = await installation.openPublisher(changes);
  publisher.start();
  return publisher;
}

/** A site with one post, whose publisher has stopped: what is published next comes in one round. */
async function beginSite(): Promise<void> {
  await publishPost(installation, { title: 'First', text: 'first' });
  const publisher = await open();
  await publisher.publishedUpTo(1);
  await publisher.stop();
}

const stateOf = (seq: number) => publicationState(installation.authoring, { actor: SYSTEM_ACTOR, seq });

const withheldSeqs = (publisher: Publisher): number[] => publisher.status().withheld.map(({ seq }) => seq);

/** By an editor; its page is one file, and not a folder with a page in it. */
async function redirect(path: string): Promise<number> {
  const order = { actor: SYSTEM_ACTOR, correlationId: null, path, status: 301 } as const;
  const { publication } = await setRedirect(installation.authoring, {
    ...order,
    to: { kind: 'path', path: '/' },
  });
  return publication?.seq ?? 0;
}

describe('a publication whose pages need a name that is taken', () => {
  it('is held back, and everything that was published with it is live', async () => {
    await beginSite();
    await redirect('/tags/x.json');
    const good = await publishPost(installation, { title: 'Good', text: 'good', tag: 'news' });
    const bad = await publishPost(installation, { title: 'Bad', text: 'bad', tag: 'x.json' });
    const last = await withdrawPost(installation, good.post);
    const publisher = await open();
    await publisher.publishedUpTo(last);
    expect(withheldSeqs(publisher)).toEqual([bad.seq]);
    await expect(publisher.publishedUpTo(bad.seq)).rejects.toThrow(
      /"tags\/x.json\/index.html" beside the page \/tags\/x.json:/,
    );
    expect(live('blog/good/index.html')).toBeNull();
    expect(live('blog/bad/index.html')).toBeNull();
    expect(live('tags/x.json')).toContain('Redirecting');
    // Once the name is free, an attempt that somebody asks for succeeds.
    await removeRedirect(installation.authoring, {
      actor: SYSTEM_ACTOR,
      correlationId: null,
      path: '/tags/x.json',
    });
    await publisher.rebuild({ reason: 'rebuild' });
    expect(withheldSeqs(publisher)).toEqual([]);
    expect(live('tags/x.json/index.html')).toContain('Bad');
  });

  it('is public without that page where it is a redirect, which no attempt can leave out, and everything else is live', async () => {
    await beginSite();
    await publishPost(installation, { title: 'Tagged', text: 'tagged', tag: 'x.json' });
    const before = await open();
    await before.publishedUpTo(2);
    await before.stop();
    await redirect('/tags/x.json');
    const { seq } = await publishPost(installation, { title: 'Last', text: 'last' });
    const publisher = await open();
    await publisher.publishedUpTo(seq);
    expect(withheldSeqs(publisher)).toEqual([]);
    expect(live('blog/last/index.html')).toContain('last');
    expect(publisher.status().problem?.message).toMatch(
      /visitors see them as they were.*\/tags\/x\.json: It cannot be/s,
    );
  });

  it('may have the name in the round in which another page gives it up', async () => {
    await beginSite();
    const { post, seq } = await publishPost(installation, { title: 'Tagged', tag: 'x.json' });
    const publisher = await open();
    await publisher.publishedUpTo(seq);
    await publisher.stop();
    await withdrawPost(installation, post);
    const last = await redirect('/tags/x.json');
    const next = await open();
    await next.publishedUpTo(last);
    expect(next.status()).toMatchObject({ problem: null, withheld: [] });
    expect(live('tags/x.json')).toContain('Redirecting');
  });
});

describe('a publication that the templates cannot show', () => {
  it('is held back and named, and everything that was published with it is live', async () => {
    await beginSite();
    await publishPost(installation, { title: 'Good', text: 'good', tag: 'news' });
    const bad = await publishPost(installation, { title: 'Bad', text: 'throw', tag: 'news' });
    const last = await publishPost(installation, { title: 'Last', text: 'last', tag: 'news' });
    const publisher = await open();
    await publisher.publishedUpTo(last.seq);
    await expect(publisher.publishedUpTo(bad.seq)).rejects.toMatchObject({
      code: 'template-failed',
      message: expect.stringMatching(/\/blog\/bad\/.*\[slug\]\.astro.*The post Bad cannot be shown/),
    });
    expect(live('blog/good/index.html')).toContain('good');
    expect(live('blog/last/index.html')).toContain('last');
    expect(live('blog/bad/index.html')).toBeNull();
    expect(live('index.html')).not.toContain('/blog/bad/');
    expect(live('tags/news/index.html')).toMatch(/Good.*Last/s);
    expect(live('tags/news/index.html')).not.toContain('Bad');
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
    await beginSite();
    const bad = await publishPost(installation, { title: 'Bad', text: 'throw' });
    const publisher = await open();
    await expect(publisher.publishedUpTo(bad.seq)).rejects.toThrow('The post Bad cannot be shown');
    const { authoring, database, options } = installation;
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
      withheld: { path: '/blog/bad/', template: 'site/pages/blog/[slug].astro:8' },
    });
    const status = await readInstallationStatus({ config: options.config, database });
    expect(status.withheld).toMatchObject([{ seq: bad.seq, path: '/blog/bad/' }]);
  });

  it('leaves what was public of the entry before, and is done with when a mended version is published', async () => {
    await beginSite();
    const { post } = await publishPost(installation, { title: 'Page', text: 'fine' });
    const publisher = await open();
    await publisher.publishedUpTo(2);
    const before = readLiveTree(installation);
    const bad = await changePost(installation, {
      post,
      content: { title: 'Page', slug: 'elsewhere', text: 'throw' },
    });
    await expect(publisher.publishedUpTo(bad.seq)).rejects.toThrow('The post Page cannot be shown');
    expect(readLiveTree(installation)).toEqual(before);
    const mended = await changePost(installation, {
      post: bad.post,
      content: { title: 'Page', slug: 'elsewhere', text: 'mended' },
    });
    await publisher.publishedUpTo(mended.seq);
    expect(live('blog/elsewhere/index.html')).toContain('mended');
    expect(live('blog/page/index.html')).toBeNull();
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
    await beginSite();
    const { post } = await publishPost(installation, { title: 'Page', text: 'fine' });
    const publisher = await open();
    const content = { title: 'Page', slug: 'page', text: 'throw' };
    const bad = await changePost(installation, { post, content });
    await expect(publisher.publishedUpTo(bad.seq)).rejects.toThrow('cannot be shown');
    expect(live('blog/page/index.html')).toContain('fine');
    await publisher.publishedUpTo(await withdrawPost(installation, bad.post));
    expect(live('blog/page/index.html')).toBeNull();
    expect(withheldSeqs(publisher)).toEqual([]);
  });

  it('gives up the place that another entry has taken since', async () => {
    await beginSite();
    const { post } = await publishPost(installation, { title: 'Page', slug: 'here', text: 'fine' });
    const moved = await changePost(installation, {
      post,
      content: { title: 'Page', slug: 'there', text: 'throw' },
    });
    const other = await publishPost(installation, { title: 'Other', slug: 'here', text: 'other' });
    const publisher = await open();
    await publisher.publishedUpTo(other.seq);
    expect(withheldSeqs(publisher)).toEqual([moved.seq]);
    expect(live('blog/here/index.html')).toContain('other');
    expect(live('blog/there/index.html')).toBeNull();
    expect(live('index.html')).not.toContain('Page');
  });

  it('is the later one of two that fail only together', async () => {
    await beginSite();
    const one = await publishPost(installation, { title: 'One', text: 'one', tag: 'one-only' });
    await publishPost(installation, { title: 'Between', text: 'between' });
    const two = await publishPost(installation, { title: 'Two', text: 'two', tag: 'one-only' });
    const after = await publishPost(installation, { title: 'After', text: 'after' });
    const publisher = await open();
    await publisher.publishedUpTo(after.seq);
    await publisher.publishedUpTo(one.seq);
    await expect(publisher.publishedUpTo(two.seq)).rejects.toThrow('There is room for one post');
    expect(withheldSeqs(publisher)).toEqual([two.seq]);
    expect(live('tags/one-only/index.html')).toContain('One');
    expect(live('blog/between/index.html')).toContain('between');
    expect(live('blog/after/index.html')).toContain('after');
    expect(live('blog/two/index.html')).toBeNull();
  });
});

async function holdBack(
  changes: Partial<PublisherOptions> = {},
): Promise<{ seq: number; publisher: Publisher }> {
  await beginSite();
  const { seq } = await publishPost(installation, { title: 'Bad', text: 'throw' });
  const publisher = await open(changes);
  await expect(publisher.publishedUpTo(seq)).rejects.toThrow('cannot be shown');
  return { seq, publisher };
}

describe('what is held back', () => {
  it('stays so after a restart, and publishing goes on', async () => {
    const { publisher, seq } = await holdBack();
    const before = readLiveTree(installation);
    await publisher.stop();
    const again = await open();
    await expect(again.publishedUpTo(seq)).rejects.toThrow('cannot be shown');
    expect(readLiveTree(installation)).toEqual(before);
    const next = await publishPost(installation, { title: 'Next', text: 'next' });
    await again.publishedUpTo(next.seq);
    expect(live('index.html')).toContain('/blog/next/');
    expect(live('index.html')).not.toContain('/blog/bad/');
    expect(withheldSeqs(again)).toEqual([seq]);
  });

  it('stays so when the content cache is filled anew', async () => {
    const { publisher, seq } = await holdBack();
    const before = readLiveTree(installation);
    await publisher.stop();
    rmSync(join(installation.dataDir, 'content-cache.sqlite'));
    const again = await open();
    const next = await publishPost(installation, { title: 'Next', text: 'next' });
    await again.publishedUpTo(next.seq);
    expect(withheldSeqs(again)).toEqual([seq]);
    expect(live('blog/bad/index.html')).toBeNull();
    await again.publishedUpTo(await withdrawPost(installation, next.post));
    expect(readLiveTree(installation)).toEqual(before);
  });

  it('is taken out of a content cache that still has it, where a process ended in between', async () => {
    await beginSite();
    const publisher = await open();
    const { seq } = await publishPost(installation, { title: 'Second', text: 'second' });
    await publisher.publishedUpTo(seq);
    await publisher.stop();
    const why = { code: 'template-failed', message: 'no', template: null, path: '/', retriedAt: null };
    const { templateBuild } = publisher.status();
    await installation.database.write((tx) =>
      putWithheld(tx, { ...why, seq, since: '2026-11-27T20:00:00.000Z', templateBuild }),
    );
    const again = await open();
    await vi.waitFor(() => expect(live('blog/second/index.html')).toBeNull(), { timeout: 10_000 });
    await expect(again.publishedUpTo(seq)).rejects.toThrow('is held back');
  });

  it('is found even if it was published while the content cache was away', async () => {
    await beginSite();
    rmSync(join(installation.dataDir, 'content-cache.sqlite'));
    const { seq } = await publishPost(installation, { title: 'Bad', text: 'throw' });
    const good = await publishPost(installation, { title: 'Good', text: 'good' });
    const publisher = await open();
    await publisher.publishedUpTo(good.seq);
    expect(withheldSeqs(publisher)).toEqual([seq]);
    expect(live('blog/good/index.html')).toContain('good');
  });

  it('is tried again by a rebuild, and held back again since when it was first', async () => {
    const { publisher, seq } = await holdBack();
    const [first] = publisher.status().withheld;
    await publisher.rebuild({ reason: 'rebuild' });
    expect(publisher.status().withheld).toEqual([first]);
    expect(first?.seq).toBe(seq);
    expect(live('blog/first/index.html')).toContain('first');
  });

  it('goes live when the template is mended, without waiting for a signal', async () => {
    const { publisher, seq } = await holdBack({ pollMs: 24 * 60 * 60 * 1000 });
    const template = join(project.root, 'site/pages/blog/[slug].astro');
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
    expect(live('blog/bad/index.html')).toContain('throw');
    expect(live('index.html')).toContain('/blog/bad/');
    const [newest] = await listReleases(installation.database.db, { limit: 1 });
    expect(await stateOf(seq)).toMatchObject({ state: 'live', release: newest?.number });
  });
});

describe('after a rollback to older templates', () => {
  it('a restart and a resume go on with the newer ones, and with what is held back', async () => {
    await publishPost(installation, { title: 'AA', text: 'aa' });
    const first = await open();
    await first.publishedUpTo(1);
    const template = join(project.root, 'site/pages/index.astro');
    const older = readFileSync(template, 'utf8');
    try {
      writeFileSync(template, older.replace(/^---$/m, NO_TWO_TOGETHER));
      await first.rebuild({ reason: 'template' });
      const { templateBuild } = first.status();
      const { seq } = await publishPost(installation, { title: 'BB', text: 'bb' });
      await expect(first.publishedUpTo(seq)).rejects.toThrow('No AA beside BB');
      const before = readLiveTree(installation);
      await first.stop();

      const context = { ...installation, log: quietLog };
      const target = openDiskTarget({ root: installation.targetRoot });
      await rollBack({ ...context, target }, { toNumber: 1 });
      target.close();
      const held = await open();
      await held.settled();
      await requestPublisherJob(installation.database, { kind: 'resume' });
      await expect(held.publishedUpTo(seq)).rejects.toThrow('No AA beside BB');
      expect(held.status()).toMatchObject({ templateBuild, live: { templateBuild }, templateProblem: null });
      expect(readLiveTree(installation)).toEqual(before);
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

describe('a withdrawal that makes a page fail', () => {
  it('goes live all the same, with what was published beside it; the page stays as it was', async () => {
    const { post } = await publishPost(installation, { title: 'Needed', text: 'needed' });
    await publishPost(installation, { title: 'Needy', text: 'needs needed' });
    const publisher = await open();
    await publisher.publishedUpTo(2);
    const withdrawn = await withdrawPost(installation, post);
    await publisher.publishedUpTo(withdrawn);
    expect(live('blog/needed/index.html')).toBeNull();
    expect(live('index.html')).not.toContain('/blog/needed/');
    expect(live('blog/needy/index.html')).toContain('needs needed');
    expect(await stateOf(withdrawn)).toMatchObject({
      state: 'live',
      stalePaths: ['/blog/needy/'],
      reason: { path: '/blog/needy/', message: 'The post needed is not there' },
    });
    await vi.waitFor(() =>
      expect(publisher.status().problem).toMatchObject({
        code: 'template-failed',
        isReleased: true,
        message: expect.stringContaining('The post needed is not there'),
        issues: [{ path: '/blog/needy/' }],
      }),
    );
    expect(withheldSeqs(publisher)).toEqual([]);
    const next = await publishPost(installation, { title: 'Next', text: 'next' });
    await publisher.publishedUpTo(next.seq);
    expect(live('blog/next/index.html')).toContain('next');
    const releases = await listReleases(installation.database.db, { limit: 100 });
    expect(releases.map(({ seq }) => seq)).toEqual([next.seq, withdrawn, 2]);
  });

  it('is a problem after a restart too, from the first moment on', async () => {
    const { post } = await publishPost(installation, { title: 'Needed', text: 'needed' });
    await publishPost(installation, { title: 'Needy', text: 'needs needed' });
    const publisher = await open();
    await publisher.publishedUpTo(2);
    await publisher.publishedUpTo(await withdrawPost(installation, post));
    await publisher.stop();
    const restarted = await open();
    await restarted.settled();
    expect(restarted.status()).toMatchObject({ problem: { issues: [{ path: '/blog/needy/' }] } });
  });

  it('is no longer a problem once the page can be rendered', async () => {
    const { post } = await publishPost(installation, { title: 'Needed', text: 'needed' });
    await publishPost(installation, { title: 'Needy', text: 'needs needed' });
    const publisher = await open();
    await publisher.publishedUpTo(2);
    const withdrawn = await withdrawPost(installation, post);
    await publisher.publishedUpTo(withdrawn);
    const back = await publishPost(installation, { title: 'Other', slug: 'needed', text: 'again' });
    await publisher.publishedUpTo(back.seq);
    expect(publisher.status().problem).toBeNull();
    expect(live('blog/needed/index.html')).toContain('again');
    expect(await stateOf(withdrawn)).toMatchObject({ state: 'live', stalePaths: [], reason: null });
  });

  it('stands when what needs it comes after it and is held back', async () => {
    await beginSite();
    const { post } = await publishPost(installation, { title: 'Needed', text: 'needed' });
    const publisher = await open();
    await publisher.publishedUpTo(2);
    await publisher.stop();
    await withdrawPost(installation, post);
    const needy = await publishPost(installation, { title: 'Needy', text: 'needs needed' });
    const again = await open();
    await expect(again.publishedUpTo(needy.seq)).rejects.toThrow('The post needed is not there');
    expect(live('blog/needed/index.html')).toBeNull();
    expect(withheldSeqs(again)).toEqual([needy.seq]);
  });
});
