import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SitePlan } from '../../../model/site-plan.ts';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import { createEntry } from '../../../server/authoring/create-entry.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import type { ForeseenItem } from '../../../server/authoring/foresee-publication.ts';
import { planBundle } from '../../../server/authoring/plan-bundle.ts';
import { publishBundle } from '../../../server/authoring/publish-bundle.ts';
import { saveDraft } from '../../../server/authoring/save-draft.ts';
import type { AuthoringContext } from '../../../server/authoring/authoring-context.ts';
import type { Publisher } from '../../../server/publishing/publisher.ts';
import { listReleaseFiles, readLatestRelease } from '../../../server/store/releases.ts';
import { DIALECTS } from '../../support/databases.ts';
import {
  publishPost,
  readLive,
  readLiveTree,
  type Installation,
  type PostContent,
} from './publishing-fixture.ts';
import { useProject } from './use-project.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const project = useProject();
const CALL = { actor: SYSTEM_ACTOR, correlationId: null };
const NOW = '2026-05-01T08:00:00.000Z';

const now = (): Date => new Date(NOW);
const publishing = ({ id }: EntryDetails): ForeseenItem => ({ action: 'publish', entryId: id });
const withdrawing = ({ id }: EntryDetails): ForeseenItem => ({ action: 'withdraw', entryId: id });

const asReleased = ({ pages }: SitePlan): object[] =>
  pages.map(({ change: what, hash, path }) => ({ change: what, path, hash }));

describe.each(DIALECTS)('a plan of several entries on %s', (dialect) => {
  let installation: Installation;
  let publisher: Publisher;
  let context: AuthoringContext;

  beforeEach(async () => {
    installation = await project.install(dialect);
    publisher = await installation.openPublisher({ now });
    publisher.start();
    context = { ...installation.authoring, now, planner: () => publisher.planner };
  });
  afterEach(() => installation.close());

  async function published(content: PostContent): Promise<EntryDetails> {
    const { post, seq } = await publishPost({ ...installation, authoring: context }, content);
    await publisher.publishedUpTo(seq);
    return post;
  }
  async function draft(content: PostContent): Promise<EntryDetails> {
    return await createEntry(context, { ...CALL, collection: 'posts', locale: 'en', content });
  }
  async function change(post: EntryDetails, content: PostContent): Promise<EntryDetails> {
    return await saveDraft(context, {
      ...CALL,
      entryId: post.id,
      expectedVersionId: post.draft.versionId,
      content,
    });
  }
  async function plan(
    items: readonly ForeseenItem[],
    more: { at?: Date; withTexts?: boolean } = {},
  ): Promise<SitePlan> {
    return await planBundle(context, { actor: SYSTEM_ACTOR, items, withTexts: false, ...more });
  }
  async function publish(
    planned: SitePlan,
    entries: readonly EntryDetails[],
    withdrawn: readonly EntryDetails[] = [],
  ) {
    const { pages, basis } = planned;
    const items = [
      ...withdrawn.map(({ id }) => ({ action: 'withdraw' as const, entryId: id })),
      ...entries.map((entry) => ({
        action: 'publish' as const,
        entryId: entry.id,
        expectedVersionId: entry.draft.versionId,
      })),
    ];
    const seen = pages.flatMap(({ change: what, path }) =>
      what === 'rendered' ? [] : [{ change: what, path }],
    );
    const { publication } = await publishBundle(context, {
      ...CALL,
      items,
      basis: { ...basis, pages: seen },
    });
    await publisher.publishedUpTo(publication?.seq ?? 0);
  }

  /** What the newest release did, as a plan names it. */
  async function released(): Promise<object[]> {
    const { db } = installation.database;
    const release = await readLatestRelease(db, { target: 'disk' });
    const files = await listReleaseFiles(db, { number: release?.number ?? 0 });
    return files.map(({ change: what, path }) => {
      const file = path.endsWith('/') ? `${path}index.html`.slice(1) : path.slice(1);
      const live = readLive(installation, file);
      const hash = live === null ? null : createHash('sha256').update(live).digest('hex');
      return { change: what, path, hash };
    });
  }
  it('is what the release then does, byte for byte: moves, swaps, withdrawals and news in one', async () => {
    const moving = await published({ title: 'Moving', slug: 'moving', tag: 'old', text: 'a' });
    const going = await published({ title: 'Going', slug: 'going', tag: 'shared', text: 'b' });
    const first = await change(moving, { title: 'Moving', slug: 'moved', tag: 'shared', text: 'a' });
    // At the address that the withdrawal leaves.
    const second = await draft({ title: 'Coming', slug: 'going', tag: 'fresh', text: 'c' });
    const before = readLiveTree(installation);
    const planned = await plan([withdrawing(going), publishing(first), publishing(second)]);
    expect(readLiveTree(installation)).toEqual(before);
    expect(planned).toMatchObject({
      failures: [],
      redirects: [{ path: '/blog/moving/', status: 301, to: '/blog/moved/' }],
    });
    expect(planned.pages.map(({ change: what, path }) => `${what} ${path}`)).toEqual([
      'changed /',
      'changed /blog/going/',
      'created /blog/moved/',
      'changed /blog/moving/',
      'changed /rss.xml',
      'created /tags/fresh/',
      'removed /tags/old/',
      'changed /tags/shared/',
    ]);
    await publish(planned, [first, second], [going]);
    expect(asReleased(planned)).toEqual(await released());
  });

  it('holds when something else was published since that changes none of it, and else says what', async () => {
    const one = await published({ title: 'One', slug: 'one', tag: 'x', text: 'a' });
    const other = await published({ title: 'Other', slug: 'other', tag: 'y', text: 'a' });
    const longer = await change(one, { title: 'One', slug: 'one', tag: 'x', text: 'longer' });
    const planned = await plan([publishing(longer)]);
    await published({ title: 'Third', slug: 'third', tag: 'z', text: 'a' });
    await publish(planned, [longer]);
    expect(asReleased(planned)).toEqual(await released());
    const renamed = await change(other, { title: 'Renamed', slug: 'other', tag: 'z', text: 'a' });
    const seen = await plan([publishing(renamed)]);
    await published({ title: 'Fourth', slug: 'fourth', tag: 'y', text: 'a' });
    await expect(publish(seen, [renamed])).rejects.toMatchObject({
      code: 'basis-moved',
      details: {
        extra: {
          basis: { seq: seen.basis.seq + 1 },
          came: [{ change: 'changed', path: '/tags/y/' }],
          left: [{ change: 'removed', path: '/tags/y/' }],
        },
      },
    });
  });

  it('shows the texts, and the links that lead nowhere', async () => {
    const one = await published({ title: 'One', slug: 'one', tag: 'x', text: 'before' });
    const changed = await change(one, { title: 'One', slug: 'one', tag: 'x', text: 'afterwards' });
    const { texts } = await plan([publishing(changed)], { withTexts: true });
    const lines = texts?.pages.flatMap(({ hunks }) => hunks.flatMap((hunk) => hunk.lines)) ?? [];
    expect(lines.filter((line) => line.startsWith('-')).join()).toContain('before');
    expect(lines.filter((line) => line.startsWith('+')).join()).toContain('afterwards');
    const withdrawal = await plan([withdrawing(one)]);
    // It is on the home page, which the withdrawal changes.
    expect(withdrawal.deadLinks).toContainEqual({
      path: '/nowhere/',
      anchor: null,
      from: ['/'],
      isCut: false,
      isNew: false,
      ways: [],
    });
    expect(withdrawal.pages).toContainEqual({
      change: 'removed',
      path: '/blog/one/',
      cause: expect.any(String),
      hash: null,
    });
  });

  it('costs what it changes, however large the site is', async () => {
    const one = await published({ title: 'One', slug: 'one', tag: 'x', text: 'a' });
    const changed = await change(one, { title: 'One', slug: 'one', tag: 'x', text: 'b' });
    const { work: small } = await plan([publishing(changed)]);
    for (let number = 0; number < 40; number += 1)
      await publishPost(
        { ...installation, authoring: context },
        { title: `Post ${number}`, slug: `post-${number}`, tag: 'many', text: 'x' },
      );
    await publisher.settled();
    const { work: large } = await plan([publishing(changed)]);
    expect(large).toEqual(small);
    expect(large.pagesRendered).toBe(1);
  });
});
