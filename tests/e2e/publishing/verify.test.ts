import { readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { applyRecorded, differenceOf, recordRelease } from '../../../server/publishing/recorded-release.ts';
import type { RebuildScope } from '../../../server/publishing/publishing-tools.ts';
import { rollBack } from '../../../server/publishing/rollback.ts';
import { openDiskTarget } from '../../../server/publishing/target/disk-target.ts';
import { standbyOf } from '../../../server/publishing/verify/standby-tree.ts';
import type { VerifyReport } from '../../../server/publishing/verify/report.ts';
import { findDrift } from '../../../server/publishing/verify/find-drift.ts';
import { verifySite } from '../../../server/publishing/verify/verify-site.ts';
import type { VerifyOptions } from '../../../server/publishing/verify/verify-site.ts';
import { listReleases } from '../../../server/store/releases.ts';
import { DIALECTS } from '../../support/databases.ts';
import { changePost, publishPost, readLive, withdrawPost } from './publishing-fixture.ts';
import type { Installation } from './publishing-fixture.ts';
import { useProject } from './use-project.ts';

// Each test starts workers that load the templates: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const project = useProject();

describe.each(DIALECTS)('verifying a site published from %s', (dialect) => {
  let installation: Installation;
  let first: EntryDetails;
  let second: EntryDetails;

  function verify(changes: Partial<VerifyOptions> = {}): Promise<VerifyReport> {
    const { config, database, log, model } = installation.options;
    const common = { config, database, log, model, projectRoot: project.root, waitMs: 10_000 };
    return verifySite({ ...common, ...changes });
  }

  const inTree = (file: string): string => join(realpathSync(join(installation.targetRoot, 'live')), file);

  /** The file is a link to bytes that other names have too: it gets bytes of its own, as an editor of files would do. */
  function write(file: string, bytes: string | Uint8Array): void {
    rmSync(inTree(file), { force: true });
    writeFileSync(inTree(file), bytes);
  }

  async function releaseAll(seq: number): Promise<void> {
    const publisher = await installation.openPublisher();
    publisher.start();
    await publisher.publishedUpTo(seq);
    await publisher.stop();
  }

  beforeEach(async () => {
    installation = await project.install(dialect);
    first = (await publishPost(installation, { title: 'First', tag: 'one', text: 'a' })).post;
    const { post, seq } = await publishPost(installation, { title: 'Second', tag: 'two', text: 'b' });
    second = post;
    await releaseAll(seq);
  });
  afterEach(() => installation.close());

  it('passes beside a running publisher after edits, moves and withdrawals, and names its basis', async () => {
    const publisher = await installation.openPublisher();
    publisher.start();
    await changePost(installation, { post: first, content: { title: 'Moved', slug: 'moved', tag: 'new' } });
    const seq = await withdrawPost(installation, second);
    const report = await verify();
    expect(report).toMatchObject({
      differences: [],
      basis: { seq, clockFrom: 'content-cache', templateBuild: publisher.status().templateBuild },
    });
    expect(report.pagesRendered).toBeGreaterThan(5);
    expect(readLive(installation, 'blog/moved/index.html')).toContain('Moved');
  });

  it('needs no render to find what somebody has altered', async () => {
    const { config, database } = installation.options;
    expect(await findDrift(config.target, database)).toEqual([]);
    write('index.html', 'hacked');
    write('mine.html', 'mine');
    expect(await findDrift(config.target, database)).toMatchObject([
      { file: 'index.html', kind: 'other-bytes' },
      { file: 'mine.html', kind: 'unexpected' },
    ]);
  });

  it('passes where the publisher keeps its content cache elsewhere, with the time of now', async () => {
    const report = await verify({
      config: { ...installation.options.config, dataDir: join(installation.dataDir, 'other') },
    });
    expect(report).toMatchObject({ differences: [], basis: { clockFrom: 'now' } });
  });

  it('names a byte that was changed by hand, and that the records are right', async () => {
    const text = readLive(installation, 'blog/first/index.html') ?? '';
    write('blog/first/index.html', text.replace('<p>a</p>', '<p>x</p>'));
    const { differences } = await verify();
    expect(differences).toEqual([
      {
        file: 'blog/first/index.html',
        path: '/blog/first/',
        tree: 'live',
        kind: 'other-bytes',
        detail: expect.any(String),
        bytes: {
          offset: text.indexOf('<p>a</p>') + 3,
          live: expect.stringContaining('<p>x</p>'),
          fresh: expect.stringContaining('<p>a</p>'),
        },
        cause: { kind: 'target' },
      },
    ]);
  });

  it('names a file that is missing, one too many, a compressed form and a note that are wrong', async () => {
    rmSync(inTree('tags/one/index.html'));
    write('stray.txt', 'nobody asked for it');
    write('index.html.gz', gzipSync('something else'));
    const notes = `${realpathSync(join(installation.targetRoot, 'live'))}.json`;
    expect(statSync(notes).isFile()).toBe(true);
    writeFileSync(notes, JSON.stringify({ files: {} }));
    const { differences } = await verify();
    expect(differences.map(({ cause, file, kind }) => [kind, file, cause?.kind])).toEqual([
      ['served-differently', 'feed', 'target'],
      ['other-compressed', 'index.html.gz', 'target'],
      ['served-differently', 'old/index.html', 'target'],
      ['served-differently', 'rss.xml', 'target'],
      ['unexpected', 'stray.txt', 'target'],
      ['missing', 'tags/one/index.html', 'target'],
      ['unexpected', 'tags/one/index.html.br', 'target'],
      ['unexpected', 'tags/one/index.html.gz', 'target'],
    ]);
  });

  it('names what the next release would show visitors again, and not what that release brings up to date', async () => {
    const content = { title: 'Renamed', slug: 'first', tag: 'one' };
    await releaseAll((await changePost(installation, { post: first, content })).seq);
    const standby = standbyOf(realpathSync(join(installation.targetRoot, 'live')));
    expect(readFileSync(join(standby, 'blog/first/index.html'), 'utf8')).not.toContain('Renamed');
    expect(await verify()).toMatchObject({ differences: [] });
    const damaged = join(standby, 'blog/second/index.html');
    rmSync(damaged);
    writeFileSync(damaged, 'gone wrong');
    // Whatever releases have done to it since it was there for the first time.
    rmSync(join(standby, 'tags/two'), { recursive: true });
    const { differences } = await verify({ waitMs: 100 });
    expect(differences).toMatchObject([
      { file: 'blog/second/index.html', tree: 'standby', kind: 'other-bytes', cause: { kind: 'target' } },
      { file: 'tags/two/index.html', tree: 'standby', kind: 'missing', cause: { kind: 'target' } },
    ]);
    const publisher = await installation.openPublisher();
    expect((await publisher.rebuild({ reason: 'rebuild' })).damaged).toBe(2);
    expect(await verify()).toMatchObject({ differences: [] });
  });

  it('names the read that should have told of a page that is out of date', async () => {
    // A list whose window is not on record is no candidate: its pages stay as they were.
    const cache = new Database(join(installation.dataDir, 'content-cache.sqlite'));
    cache.exec('DELETE FROM read_window; DELETE FROM read_member');
    cache.close();
    const content = { title: 'Renamed', slug: 'first', tag: 'one' };
    await releaseAll((await changePost(installation, { post: first, content })).seq);
    expect(readLive(installation, 'blog/first/index.html')).toContain('Renamed');
    const { differences } = await verify();
    expect(differences.map(({ path }) => path)).toEqual(['/', '/tags/one/']);
    expect(differences[0]).toMatchObject({
      kind: 'other-bytes',
      bytes: { live: expect.stringContaining('First'), fresh: expect.stringContaining('Renamed') },
      cause: { kind: 'read', read: 'list of posts (en) by title, id', recorded: expect.any(String) },
    });
  });

  it('says so when the read is not on record at all', async () => {
    const cache = new Database(join(installation.dataDir, 'content-cache.sqlite'));
    cache.exec(`DELETE FROM page_read WHERE page_id = (SELECT page_id FROM page WHERE path = '/')`);
    cache.close();
    const content = { title: 'Renamed', slug: 'first', tag: 'one' };
    await releaseAll((await changePost(installation, { post: first, content })).seq);
    expect((await verify()).differences).toMatchObject([
      { path: '/', cause: { kind: 'read', recorded: null } },
    ]);
  });

  it('leaves an asset alone that a release took away, in its time of grace, and no other bytes of its name', async () => {
    const file = '_astro/old.Dk3fA.css';
    const target = openDiskTarget({ root: installation.targetRoot });
    const context = { ...installation.options, target };
    const contentType = 'text/css';
    const hash = await target.put({ bytes: Buffer.from('h1 { color: red }'), contentType });
    const asset = { hash, contentType, redirect: null, isAsset: true };
    for (const [before, after] of [
      [null, asset],
      [asset, null],
    ] as const) {
      const at = target.position();
      if (at === null) throw new Error('The target is at no release');
      const files = differenceOf({ file, before, after }, 'new styles');
      const recorded = await installation.database.write((tx) =>
        recordRelease(tx, target, { basis: at, reason: 'template', files }),
      );
      await applyRecorded(context, { ...recorded, files });
    }
    target.close();
    expect(readLive(installation, file)).toContain('red');
    expect(await verify()).toMatchObject({ differences: [] });
    write(file, 'h1 { color: blue }');
    const { differences } = await verify();
    expect(differences.map((found) => [found.kind, found.file])).toEqual([
      ['unexpected', file],
      ['other-compressed', `${file}.br`],
      ['other-compressed', `${file}.gz`],
    ]);
  });

  it.each(['all', 'route', 'path'] as const)('passes again after a rebuild (%s)', async (kind) => {
    write('blog/first/index.html', 'gone wrong');
    writeFileSync(inTree('blog/second/index.html'), 'overwritten in place');
    rmSync(inTree('blog/second/index.html.br'));
    if (kind === 'all') write('mine.html', 'Nothing of the site has this name');
    const { length } = (await verify()).differences;
    expect(length).toBe(kind === 'all' ? 3 : 2);
    const publisher = await installation.openPublisher();
    const scopes: readonly RebuildScope[] =
      kind === 'path'
        ? ['/blog/first/', '/blog/second/'].map((path) => ({ kind, path }))
        : [kind === 'all' ? { kind } : { kind, route: '/blog/[slug]' }];
    let damaged = 0;
    for (const scope of scopes) damaged += (await publisher.rebuild({ reason: 'rebuild', scope })).damaged;
    expect(damaged).toBe(length);
    expect(await verify()).toMatchObject({ differences: [] });
    // The tree that was live before is the next one that visitors read.
    publisher.start();
    await publisher.publishedUpTo((await publishPost(installation, { title: 'Third' })).seq);
    expect(await verify()).toMatchObject({ differences: [] });
  });

  it('passes after a rebuild that found all bytes gone, and the way back from it is whole', async () => {
    const target = installation.targetRoot;
    rmSync(join(target, 'blobs'), { recursive: true });
    writeFileSync(inTree('index.html'), 'overwritten in place');
    const publisher = await installation.openPublisher();
    publisher.start();
    await publisher.rebuild({ reason: 'rebuild' });
    const content = { title: 'First, changed', slug: 'first', tag: 'one' };
    const { seq } = await changePost(installation, { post: first, content });
    await publisher.publishedUpTo(seq);
    expect(await verify()).toMatchObject({ differences: [] });
    await publisher.stop();
    const before = await listReleases(installation.database.db, { target: 'disk', limit: 9 });
    const disk = openDiskTarget({ root: target });
    await rollBack({ ...installation.options, target: disk }, { toNumber: before[1]?.number ?? 0 });
    disk.close();
    expect(readLive(installation, 'blog/first/index.html')).not.toContain('First, changed');
    expect(readLive(installation, 'index.html')).toContain('First');
  });

  it('starts again when the site has moved on before its files were read', async () => {
    const publisher = await installation.openPublisher();
    publisher.start();
    const { database } = installation;
    let reads = 0;
    let movedTo = 0;
    /** The third of its reads is what is published: from then on it has one state in hand, and the files of another one. */
    async function read<T>(work: Parameters<typeof database.read<T>>[0]): Promise<T> {
      const result = await database.read(work);
      reads += 1;
      if (reads !== 3) return result;
      const content = { title: 'First, changed meanwhile', slug: 'first', tag: 'one' };
      movedTo = (await changePost(installation, { post: first, content })).seq;
      await publisher.publishedUpTo(movedTo);
      return result;
    }
    const report = await verify({ database: { ...database, read } });
    expect(report).toMatchObject({ differences: [], basis: { seq: movedTo } });
  });

  it('tells pages the time that the live ones were told', async () => {
    const publisher = await installation.openPublisher({ now: () => new Date('2020-02-03T10:30:00Z') });
    const { number } = await publisher.rebuild({ reason: 'rebuild' });
    const clock = { hour: '2020-02-03T10', day: '2020-02-03', year: '2020' };
    expect(await verify()).toMatchObject({ basis: { release: number, clock, clockFrom: 'content-cache' } });
  });

  it('a sample renders so many pages and finds what is wrong with them', async () => {
    expect(await verify({ sample: 3 })).toMatchObject({ pagesRendered: 3, sample: 3, differences: [] });
    write('blog/second/index.html', 'gone wrong');
    const { differences } = await verify({ sample: 1000 });
    expect(differences).toMatchObject([{ path: '/blog/second/', kind: 'other-bytes' }]);
  });

  it('names what is held back, and takes the site without it for right', async () => {
    const publisher = await installation.openPublisher();
    publisher.start();
    const { seq } = await publishPost(installation, { title: 'Bad', text: 'throw' });
    await expect(publisher.publishedUpTo(seq)).rejects.toMatchObject({ code: 'template-failed' });
    expect(await verify()).toMatchObject({ differences: [], basis: { seq, withheld: [seq] } });
  });

  it('verifies nothing while visitors do not see all that is published', async () => {
    await publishPost(installation, { title: 'Waiting', text: 'throw' });
    await expect(verify({ waitMs: 0 })).rejects.toThrow(
      expect.objectContaining({ code: 'not-verifiable', message: expect.stringContaining('Publication 3') }),
    );
  });

  it('verifies nothing while the site is held at a release', async () => {
    const target = openDiskTarget({ root: installation.targetRoot });
    await rollBack({ ...installation.options, target }, { toNumber: 1 });
    target.close();
    await expect(verify()).rejects.toThrow(expect.objectContaining({ code: 'publication-held' }));
  });
});
