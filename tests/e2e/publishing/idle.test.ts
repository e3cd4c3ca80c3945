import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { IdlePace } from '../../../server/publishing/idle/idle-work.ts';
import { createLog } from '../../../server/log.ts';
import type { Publisher } from '../../../server/publishing/publisher.ts';
import { insertTakedown } from '../../../server/store/takedowns.ts';
import { newId } from '../../../server/store/new-id.ts';
import { runCommandLine } from '../../support/run-command-line.ts';
import { changePost, publishPost, readLive, withdrawPost } from './publishing-fixture.ts';
import type { Installation } from './publishing-fixture.ts';
import { useProject } from './use-project.ts';

// Each test starts workers that load the templates: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const NEVER_MS = 3_600_000;
const NOTHING: IdlePace = {
  quietMs: 20,
  prepareMs: NEVER_MS,
  sampleMs: NEVER_MS,
  sampleRest: 0,
  garbageMs: NEVER_MS,
};
const patiently = { timeout: 60_000, interval: 50 };

describe('a publisher with nothing to publish', () => {
  const project = useProject();
  let installation: Installation;

  beforeEach(async () => {
    installation = await project.install('sqlite');
  });
  afterEach(() => installation.close());

  async function open(pace: Partial<IdlePace>): Promise<Publisher> {
    const publisher = await installation.openPublisher({ idlePace: { ...NOTHING, ...pace } });
    publisher.start();
    return publisher;
  }

  const blobOf = (bytes: string | Buffer): string => {
    const hash = createHash('sha256').update(bytes).digest('hex');
    return join(installation.targetRoot, 'blobs', hash.slice(0, 2), hash);
  };

  it('renders pages again in fresh workers and finds them as they are', async () => {
    const publisher = await open({ sampleMs: 50 });
    await publishPost(installation, { title: 'First', text: 'first', tag: 'news' });
    await publisher.publishedUpTo(1);
    await vi.waitFor(() => expect(publisher.status().idle.sampled).toBeGreaterThan(10), patiently);
    expect(publisher.status().idle).toMatchObject({ alarmsRaised: 0, alarms: [] });
  });

  it('raises an alarm for a page that nothing said was out of date, and mends it', async () => {
    const { post } = await publishPost(installation, { title: 'First', text: 'first' });
    const publisher = await open({ sampleMs: 50 });
    await publisher.publishedUpTo(1);
    // The planner has a bug: the text is another one, and no page knows.
    const file = new Sqlite(join(installation.dataDir, 'content-cache.sqlite'));
    file.exec(`UPDATE item SET digest = 'other', fields = json_set(fields, '$.text', 'not the first')`);
    file.close();
    await vi.waitFor(
      () => expect(readLive(installation, 'blog/first/index.html')).toContain('not the first'),
      patiently,
    );
    const { alarms, alarmsRaised } = publisher.status().idle;
    expect(alarmsRaised).toBe(1);
    expect(alarms).toEqual([
      expect.objectContaining({ path: '/blog/first/', reads: ['posts "first" (en)'] }),
    ]);
    const status = async (): Promise<string> =>
      (await runCommandLine(['status'], { DATA_DIR: installation.dataDir })).out;
    expect(await status()).toMatch(/^alarm +\/blog\/first\//m);
    // A page that is gone worries nobody any more.
    await publisher.publishedUpTo(await withdrawPost(installation, post));
    await publisher.settled();
    expect(await status()).not.toMatch(/^alarm/m);
  });

  it('raises an alarm for a page that depends on what is not on record, before that changes', async () => {
    await publishPost(installation, { title: 'First', text: 'first' });
    const publisher = await open({ sampleMs: 50 });
    await publisher.publishedUpTo(1);
    // As a template leaves it that keeps the post in a variable from one page to the next.
    const file = new Sqlite(join(installation.dataDir, 'content-cache.sqlite'));
    file.exec(
      `DELETE FROM page_read WHERE page_id IN (SELECT page_id FROM page WHERE path = '/blog/first/')`,
    );
    file.close();
    await vi.waitFor(() => expect(publisher.status().idle.alarmsRaised).toBe(1), patiently);
    expect(publisher.status().idle.alarms).toEqual([
      expect.objectContaining({
        path: '/blog/first/',
        found: expect.stringContaining('not on record'),
        reads: expect.arrayContaining(['posts "first" (en)']),
      }),
    ]);
  });

  it('looks through new templates, and finds on every route what they keep from one page to the next', async () => {
    await publishPost(installation, { title: 'First', text: 'first' });
    for (let number = 2; number <= 8; number += 1)
      await publishPost(installation, { title: `Post ${number}`, text: 'keep what was read' });
    const publisher = await open({ prepareMs: 20 });
    const found = expect.stringContaining('not on record');
    const reads = ['posts "first" (en)'];
    // Both routes keep it in the same variable. Pages taken at random may have been looked at before.
    await vi.waitFor(() => {
      const { alarms } = publisher.status().idle;
      for (const route of ['/blog/post-', '/from/post-'])
        expect(alarms).toContainEqual(
          expect.objectContaining({ path: expect.stringContaining(route), found, reads }),
        );
    }, patiently);
    await vi.waitFor(async () => {
      const { out } = await runCommandLine(['status'], { DATA_DIR: installation.dataDir });
      expect(out).toMatch(/^alarm +\/blog\/post-\d\/ was not .*not on record.*posts "first" \(en\)/m);
    }, patiently);
  });

  it('looks through the same templates once, whoever starts again', async () => {
    const lines: string[] = [];
    const log = createLog({ logLevel: 'debug' }, { write: (line) => void lines.push(line) });
    const said = (): string[] => lines.filter((line) => line.includes('templates were looked through'));
    const idlePace = { ...NOTHING, prepareMs: 20 };
    await publishPost(installation, { title: 'First', text: 'first' });
    await publishPost(installation, { title: 'Second', text: 'second' });
    const first = await installation.openPublisher({ idlePace, log });
    first.start();
    await vi.waitFor(() => expect(said()).toHaveLength(1), patiently);
    await first.stop();
    const { sampled } = first.status().idle;
    const second = await installation.openPublisher({ idlePace, log });
    second.start();
    await vi.waitFor(() => expect(said()).toHaveLength(2), patiently);
    // Two draws at random, as at every start: they may be of the same page.
    expect([sampled > 2, second.status().idle.sampled <= 2]).toEqual([true, true]);
    await second.stop();
  });

  it('looks again at a route that had one page when it was looked through', async () => {
    const lines: string[] = [];
    const log = createLog({ logLevel: 'debug' }, { write: (line) => void lines.push(line) });
    const idlePace = { ...NOTHING, prepareMs: 20 };
    await publishPost(installation, { title: 'First', text: 'first' });
    const first = await installation.openPublisher({ idlePace, log });
    first.start();
    await vi.waitFor(() => expect(lines.join('\n')).toContain('templates were looked through'), patiently);
    await first.stop();
    for (let number = 2; number <= 8; number += 1)
      await publishPost(installation, { title: `Post ${number}`, text: 'keep what was read' });
    const second = await open({ prepareMs: 20 });
    const alarm = expect.objectContaining({ path: expect.stringContaining('/blog/post-') });
    await vi.waitFor(() => expect(second.status().idle.alarms).toContainEqual(alarm), patiently);
  });

  it('collects what no page and no release names, and keeps what can be gone back to', async () => {
    const publisher = await open({ garbageMs: 50 });
    const { post } = await publishPost(installation, { title: 'First', text: 'before' });
    await publisher.publishedUpTo(1);
    const before = readLive(installation, 'blog/first/index.html') ?? '';
    const orphan = blobOf('nobody needs this');
    const { seq } = await changePost(installation, {
      post,
      content: { title: 'First', slug: 'first', text: 'after' },
    });
    mkdirSync(dirname(orphan), { recursive: true });
    writeFileSync(orphan, 'nobody needs this');
    await publisher.publishedUpTo(seq);
    await vi.waitFor(() => expect(existsSync(orphan)).toBe(false), patiently);
    expect(existsSync(blobOf(before))).toBe(true);
    expect(existsSync(blobOf(readLive(installation, 'blog/first/index.html') ?? ''))).toBe(true);
  });

  it('keeps nothing that was taken down, whatever named it before', async () => {
    const publisher = await open({ garbageMs: 50, prepareMs: 20 });
    const { before, post } = await publishFirst(publisher);
    await recordTakedown({ entryId: post.id, seq: 2, bytes: before });
    await changeFirst(publisher, post);
    await vi.waitFor(() => expect(existsSync(blobOf(before))).toBe(false), patiently);
  });

  it('keeps what a takedown has on record and a release has made again since', async () => {
    const publisher = await open({ garbageMs: 50, prepareMs: 20 });
    const { before, post } = await publishFirst(publisher);
    await recordTakedown({ entryId: post.id, seq: 1, bytes: before });
    const orphan = blobOf('nobody needs this');
    mkdirSync(dirname(orphan), { recursive: true });
    writeFileSync(orphan, 'nobody needs this');
    await changeFirst(publisher, post);
    await vi.waitFor(() => expect(existsSync(orphan)).toBe(false), patiently);
    expect(existsSync(blobOf(before))).toBe(true);
  });

  async function publishFirst(publisher: Publisher) {
    const { post } = await publishPost(installation, { title: 'First', text: 'before' });
    await publisher.publishedUpTo(1);
    return { post, before: readLive(installation, 'blog/first/index.html') ?? '' };
  }

  async function changeFirst(
    publisher: Publisher,
    post: Awaited<ReturnType<typeof publishFirst>>['post'],
  ): Promise<void> {
    const content = { title: 'First', slug: 'first', text: 'after' };
    const { seq } = await changePost(installation, { post, content });
    await publisher.publishedUpTo(seq);
  }

  async function recordTakedown({
    bytes,
    entryId,
    seq,
  }: {
    entryId: string;
    seq: number;
    bytes: string;
  }): Promise<void> {
    await installation.database.write((tx) =>
      insertTakedown(tx, {
        id: newId(),
        entryId,
        reason: 'test',
        firstSeq: 1,
        seq,
        paths: [],
        hashes: [createHash('sha256').update(bytes).digest('hex')],
        takenDownAt: '2026-11-27T20:00:00.000Z',
        takenDownBy: null,
      }),
    );
  }

  it('makes the next release quick, and what is public small', async () => {
    const publisher = await open({ prepareMs: 20 });
    await publishPost(installation, { title: 'First', text: 'first '.repeat(500) });
    await publisher.publishedUpTo(1);
    const smallest = (name: string): Buffer => {
      const bytes = readFileSync(join(installation.targetRoot, name));
      const params = {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      };
      return brotliCompressSync(bytes, { params });
    };
    await vi.waitFor(() => {
      const compressed = readFileSync(join(installation.targetRoot, 'live/blog/first/index.html.br'));
      expect(compressed.length).toBeLessThanOrEqual(smallest('live/blog/first/index.html').length);
      const filesOf = (tree: string): string[] =>
        readdirSync(join(installation.targetRoot, tree), { recursive: true }).map(String).sort();
      expect(filesOf('tree-a')).toEqual(filesOf('tree-b'));
    }, patiently);
  });

  it('publishes at once when there is something, and stops in the middle of it', async () => {
    const publisher = await open({ quietMs: 0, prepareMs: 0, sampleMs: 0, garbageMs: 0 });
    for (let number = 1; number <= 10; number += 1) {
      const { seq } = await publishPost(installation, { title: `Post ${number}`, text: 'text' });
      await publisher.publishedUpTo(seq);
    }
    await vi.waitFor(() => expect(publisher.status().idle.sampled).toBeGreaterThan(0), patiently);
    await publisher.stop();
    expect(publisher.status()).toMatchObject({ state: 'stopped', idle: { alarms: [] } });
    expect(readLive(installation, 'index.html')).toContain('Post 10');
  });
});
