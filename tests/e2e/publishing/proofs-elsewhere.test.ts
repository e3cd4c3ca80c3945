import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answerProofs } from '../../../server/publishing/proofs/answer-proofs.ts';
import { askPublisher, type AskingPublisher } from '../../../server/publishing/proofs/ask-publisher.ts';
import type { Publisher } from '../../../server/publishing/publisher.ts';
import { listenTo, type Listener } from '../../../server/store/listen.ts';
import { PROOF_CHANNELS, tellProofBegun } from '../../../server/store/proof-requests.ts';
import { readLogHead } from '../../../server/store/publications.ts';
import { readLatestRelease } from '../../../server/store/releases.ts';
import { DIALECTS } from '../../support/databases.ts';
import { changePost, publishPost, quietLog, readLive } from './publishing-fixture.ts';
import type { Installation } from './publishing-fixture.ts';
import { useProject } from './use-project.ts';

// Each test starts workers that load the templates: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const project = useProject();

describe.skipIf(!DIALECTS.includes('postgres'))('a process that leaves publishing to another one', () => {
  let installation: Installation;
  let publisher: Publisher;
  let asking: AskingPublisher;
  let own: string[];
  const ends: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    installation = await project.install('postgres');
    publisher = await installation.openPublisher();
    publisher.start();
    const { seq } = await publishPost(installation, { title: 'First', text: 'one', tag: 'news' });
    await publisher.publishedUpTo(seq);
    const { database } = installation;
    own = [];
    const byItself = (how: string) => async (): Promise<null> => {
      own.push(how);
      return null;
    };
    asking = askPublisher({
      database,
      listenUrl: listenUrl(),
      log: quietLog,
      otherwise: { prove: byItself('prove'), foreseeDeadLinks: byItself('foreseeDeadLinks') },
    });
    ends.push(asking.stop);
    installation.authoring.prove = asking.prove;
    installation.authoring.foreseeDeadLinks = asking.foreseeDeadLinks;
    await untilReady(asking.isReady);
  });
  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end();
    await installation.close();
  });

  const listenUrl = (): string => installation.database.listenUrl ?? '';

  async function countQuestions(): Promise<number> {
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from proof_request`.execute(
      installation.database.db,
    );
    return rows[0]?.count ?? -1;
  }

  describe('and has it prove what is going to be published', () => {
    beforeEach(async () => {
      const { database } = installation;
      const { expect: expecting } = publisher;
      const answering = answerProofs({
        database,
        expect: expecting,
        listenUrl: listenUrl(),
        log: quietLog,
        proofs: publisher,
      });
      ends.push(answering.stop);
      await untilReady(answering.isReady);
    });

    it('gets all pages rendered before the commit, those of lists too, and none of them a second time', async () => {
      const { post, seq } = await publishPost(installation, { title: 'Second', text: 'two', tag: 'news' });
      await publisher.publishedUpTo(seq);
      const content = { title: 'Renamed', slug: 'second', text: 'two', tag: 'news' };
      const changed = await changePost(installation, { post, content });
      await publisher.publishedUpTo(changed.seq);
      const { work } = (await readLatestRelease(installation.database.db, { target: 'disk' })) ?? {};
      expect(work?.['pagesRendered']).toBeGreaterThan(1);
      expect(work?.['pagesProven']).toBe(work?.['pagesRendered']);
      expect(readLive(installation, 'tags/news/index.html')).toContain('Renamed');
      expect(own).toEqual([]);
      expect(await countQuestions()).toBe(0);
    });

    it('is told what a template says, and nothing is in the log', async () => {
      const { seq } = await readLogHead(installation.database.db);
      await expect(publishPost(installation, { title: 'Bad', text: 'throw' })).rejects.toMatchObject({
        code: 'template-failed',
        details: {
          issues: [
            {
              path: '/blog/bad/',
              message: 'The post Bad cannot be shown (site/pages/blog/[slug].astro:9)',
            },
          ],
          extra: { template: 'site/pages/blog/[slug].astro:9' },
        },
      });
      expect((await readLogHead(installation.database.db)).seq).toBe(seq);
      expect(await countQuestions()).toBe(0);
    });

    it('proves by itself what that one cannot', async () => {
      await publisher.stop();
      await publishPost(installation, { title: 'Alone', text: 'alone' });
      expect(own).toContain('prove');
    });
  });

  it('proves by itself where nobody answers, and leaves no question behind', async () => {
    const { seq } = await publishPost(installation, { title: 'Alone', text: 'alone' });
    await publisher.publishedUpTo(seq);
    expect(readLive(installation, 'blog/alone/index.html')).toContain('alone');
    expect(own).toContain('prove');
    expect(await countQuestions()).toBe(0);
  });

  it('proves by itself where whoever began is gone', async () => {
    const { db } = installation.database;
    const begun: Promise<void>[] = [];
    const other: Listener = listenTo(listenUrl(), {
      channels: [PROOF_CHANNELS.asked],
      onNotify: (_, id = '') => void begun.push(tellProofBegun(db, { id })),
    });
    ends.push(() => other.close());
    await untilReady(other.isConnected);
    const { seq } = await publishPost(installation, { title: 'Alone', text: 'alone' });
    await publisher.publishedUpTo(seq);
    expect(begun.length).toBeGreaterThan(0);
    expect(own).toContain('prove');
  });
});

async function untilReady(isReady: () => boolean): Promise<void> {
  await vi.waitUntil(isReady, { timeout: 30_000 });
}
