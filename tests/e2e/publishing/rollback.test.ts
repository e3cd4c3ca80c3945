import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyRecorded, differenceOf, recordRelease } from '../../../server/publishing/recorded-release.ts';
import { linkToRecord } from '../../../server/publishing/release/link-to-record.ts';
import { applyWithdrawals, hideTakenDown, resume, rollBack } from '../../../server/publishing/rollback.ts';
import type { RollbackContext } from '../../../server/publishing/rollback.ts';
import { openDiskTarget } from '../../../server/publishing/target/disk-target.ts';
import { runWayBackJob } from '../../../server/publishing/way-back-jobs.ts';
import type { Target, TargetFile } from '../../../server/publishing/target/target.ts';
import { listAudit } from '../../../server/store/audit.ts';
import { countHeld, readPublicationProgress } from '../../../server/store/publication-progress.ts';
import { readLogHead } from '../../../server/store/publications.ts';
import { listReleaseFiles, readLatestRelease } from '../../../server/store/releases.ts';
import { insertTakedown, listReleasedHashes, listPublicStays } from '../../../server/store/takedowns.ts';
import { eraseEntry } from '../../../server/store/trash.ts';
import { readPin } from '../../../server/store/target-pins.ts';
import { newId } from '../../../server/store/new-id.ts';
import { createEntry, publish, withdraw } from '../../contract/store/fixtures.ts';
import type { TestEntry } from '../../contract/store/fixtures.ts';
import { DIALECTS, openTestDatabase } from '../../support/databases.ts';
import type { TestDatabase } from '../../support/databases.ts';
import { quietLog } from './publishing-fixture.ts';

type Site = Readonly<Record<string, string>>;

describe.each(DIALECTS)('going back to an earlier release on %s', (dialect) => {
  let opened: TestDatabase;
  let target: Target;
  let context: RollbackContext;
  beforeEach(async () => {
    opened = await openTestDatabase(dialect);
    target = openDiskTarget({ root: join(opened.dataDir, 'public') });
    context = { database: opened.database, target, log: quietLog };
  });
  afterEach(async () => {
    target.close();
    await opened.close();
  });

  /** Brings the target to these files at the end of the log, as a publisher does. */
  async function release(site: Site): Promise<number> {
    const after = new Map<string, TargetFile>();
    for (const [file, text] of Object.entries(site)) {
      const contentType = file.endsWith('.css') ? 'text/css' : 'text/html';
      const hash = await target.put({ bytes: Buffer.from(text), contentType });
      after.set(file, { hash, contentType, redirect: null });
    }
    const before = new Map(Array.from(target.list(), ({ file, ...now }) => [file, now] as const));
    const names = new Set([...before.keys(), ...after.keys()]);
    const files = [...names].flatMap((file) =>
      differenceOf({ file, before: before.get(file) ?? null, after: after.get(file) ?? null }, 'test'),
    );
    const { hash: publicationHash, seq } = await readLogHead(opened.database.db);
    const basis = { seq, publicationHash, templateBuild: 'build' };
    const recorded = await opened.database.write(async (tx) => {
      const linked = await linkToRecord(tx, { target, rows: files, cause: 'test' });
      return await recordRelease(tx, target, { basis, reason: 'publication', files: linked });
    });
    return (await applyRecorded(context, { ...recorded, files })).number;
  }

  function live(): Site {
    const root = join(opened.dataDir, 'public/live');
    return Object.fromEntries(
      Array.from(target.list())
        .filter(({ graceUntil }) => graceUntil === undefined)
        .map(({ file }) => [file, readFileSync(join(root, file), 'utf8')]),
    );
  }

  function emptyTarget(): void {
    target.close();
    const root = join(opened.dataDir, 'public');
    rmSync(root, { recursive: true });
    target = openDiskTarget({ root });
    context = { ...context, target };
  }

  async function publishAt(path: string): Promise<TestEntry> {
    const entry = await createEntry(opened.database);
    await opened.database.write((tx) => publish(tx, { entry, path }));
    return entry;
  }

  const FIRST = { 'index.html': 'home 1', 'a/index.html': 'a', '_astro/old.css': 'blue' };

  it('is written down with the API token by which it was asked for, and so is its end', async () => {
    const first = await release(FIRST);
    await release({ 'index.html': 'home 2' });
    const token = { id: newId(), name: 'The pager' };
    const job = (kind: 'rollback' | 'resume', payload: object) =>
      runWayBackJob(context, { id: newId(), kind, payload: { ...payload, actorId: null, token } });
    await job('rollback', { toNumber: first });
    await job('resume', {});
    const audit = await listAudit(opened.database.db, { limit: 2 });
    expect(audit).toMatchObject([
      { action: 'release.resume', token },
      { action: 'release.rollback', token },
    ]);
  });

  it('puts back every file that was changed, removed or added since, and records it', async () => {
    await publishAt('/a/');
    const first = await release(FIRST);
    await publishAt('/b/');
    await release({ 'index.html': 'home 2', 'b/index.html': 'b', '_astro/new.css': 'red' });
    await release({ 'index.html': 'home 3', 'b/index.html': 'b', '_astro/new.css': 'red' });
    const summary = await rollBack(context, { toNumber: first, reason: 'the header is broken' });
    expect(live()).toEqual(FIRST);
    expect(summary).toMatchObject({
      rolledBackTo: first,
      seq: 1,
      created: 2,
      changed: 1,
      removed: 2,
      leftOut: [],
    });
    const { db } = opened.database;
    expect(await readLatestRelease(db, { target: 'disk' })).toMatchObject({
      number: summary.number,
      reason: 'rollback',
      seq: 1,
    });
    const files = await listReleaseFiles(db, { number: summary.number });
    expect(files.find(({ path }) => path === '/')).toMatchObject({
      before: { hash: sha256('home 3') },
      after: { hash: sha256('home 1') },
      cause: `rollback to release ${first}`,
    });
    expect(await readPin(db, { target: 'disk' })).toMatchObject({
      releaseNumber: first,
      seq: 1,
      withdrawalsSeq: 2,
      reason: 'the header is broken',
    });
  });

  it('can itself be gone back from', async () => {
    const first = await release(FIRST);
    const second = await release({ 'index.html': 'home 2' });
    await rollBack(context, { toNumber: first });
    await rollBack(context, { toNumber: second });
    expect(live()).toEqual({ 'index.html': 'home 2' });
  });

  it('holds what is published after it, until somebody resumes', async () => {
    await publishAt('/a/');
    const first = await release(FIRST);
    await release({ 'index.html': 'home 2' });
    await rollBack(context, { toNumber: first });
    await publishAt('/c/');
    const { db } = opened.database;
    const pin = await readPin(db, { target: 'disk' });
    expect(pin && (await countHeld(db, { pin }))).toBe(1);
    expect(await readPublicationProgress(db, { seq: 1 })).toMatchObject({ isHeld: false, release: {} });
    expect(await readPublicationProgress(db, { seq: 2 })).toMatchObject({ isHeld: true, release: null });
    await resume(context);
    expect(await readPin(db, { target: 'disk' })).toBeNull();
    expect(await readPublicationProgress(db, { seq: 2 })).toMatchObject({ isHeld: false, release: null });
    await expect(resume(context)).rejects.toMatchObject({ code: 'not-pinned' });
  });

  it('does not hold withdrawals: their pages go, and nothing else changes', async () => {
    const a = await publishAt('/a/');
    const first = await release(FIRST);
    await release({ 'index.html': 'home 2', 'a/index.html': 'a' });
    await rollBack(context, { toNumber: first });
    await publishAt('/d/');
    await opened.database.write((tx) => withdraw(tx, { entry: a }));
    const done = await applyWithdrawals(context);
    expect(done).toMatchObject({ removed: 1, created: 0, changed: 0 });
    expect(live()).toEqual({ 'index.html': 'home 1', '_astro/old.css': 'blue' });
    const { db } = opened.database;
    expect(await readPublicationProgress(db, { seq: 2 })).toMatchObject({ isHeld: true });
    expect(await readPublicationProgress(db, { seq: 3 })).toMatchObject({
      isHeld: false,
      release: { number: done?.number, changedPaths: ['/a/'] },
    });
    expect(await applyWithdrawals(context)).toBeNull();
  });

  it('does not bring back what was withdrawn in between, but what is public again', async () => {
    const [a, b] = [await publishAt('/a/'), await publishAt('/b/')];
    const first = await release({ ...FIRST, 'b/index.html': 'b' });
    await opened.database.write((tx) => withdraw(tx, { entry: a }));
    await opened.database.write((tx) => withdraw(tx, { entry: b }));
    await release({ 'index.html': 'home 2' });
    await opened.database.write((tx) => publish(tx, { entry: b, path: '/b/' }));
    const { leftOut } = await rollBack(context, { toNumber: first });
    expect(leftOut).toEqual(['/a/']);
    expect(live()).toEqual({ 'index.html': 'home 1', '_astro/old.css': 'blue', 'b/index.html': 'b' });
  });

  it('leaves out what was withdrawn where the release shows it, wherever it was moved to and whoever is there now', async () => {
    const a = await publishAt('/a/');
    const first = await release(FIRST);
    const move = { entry: a, path: '/moved/', previousPath: '/a/' };
    await opened.database.write((tx) => publish(tx, move));
    await opened.database.write((tx) => withdraw(tx, { entry: a }));
    await publishAt('/a/');
    await release({ 'index.html': 'home 2' });
    await rollBack(context, { toNumber: first });
    expect(live()).toEqual({ 'index.html': 'home 1', '_astro/old.css': 'blue' });
  });

  it('takes down what is withdrawn while the site is held, where the release shows it', async () => {
    const a = await publishAt('/a/');
    const first = await release(FIRST);
    const move = { entry: a, path: '/moved/', previousPath: '/a/' };
    await opened.database.write((tx) => publish(tx, move));
    await rollBack(context, { toNumber: first });
    await opened.database.write((tx) => withdraw(tx, { entry: a }));
    await applyWithdrawals(context);
    expect(live()).toEqual({ 'index.html': 'home 1', '_astro/old.css': 'blue' });
  });

  it('leaves out the paths and the bytes that were taken down, and keeps what other pages need', async () => {
    const entry = await publishAt('/a/');
    const first = await release({
      'index.html': 'a list with a',
      'a/index.html': 'a',
      '_astro/old.css': 'blue',
    });
    await takeDown(entry, [sha256('a list with a')]);
    await release({ 'index.html': 'a list', '_astro/new.css': 'red' });
    await publishAt('/a/');
    await release({ 'index.html': 'a list', '_astro/new.css': 'red', 'a/index.html': 'another a' });
    const { leftOut } = await rollBack(context, { toNumber: first });
    expect(leftOut.toSorted()).toEqual(['/', '/a/']);
    expect(live()).toEqual({
      'index.html': 'a list',
      'a/index.html': 'another a',
      '_astro/old.css': 'blue',
      '_astro/new.css': 'red',
    });
  });

  it('hides every page that may show what is taken down while the site is held, and only those', async () => {
    await publishAt('/b/');
    await release({ 'index.html': 'home', 'b/index.html': 'b', '_astro/old.css': 'blue' });
    const entry = await publishAt('/a/');
    const site = { 'b/index.html': 'b', '_astro/old.css': 'red', 'robots.txt': 'all' };
    const second = await release({ ...site, 'index.html': 'a list with a', 'a/index.html': 'a' });
    await rollBack(context, { toNumber: second });
    const id = await takeDown(entry, []);
    const assets = new Set([sha256('all')]);
    const failing: Target = { ...target, apply: () => Promise.reject(new Error('killed')) };
    await expect(hideTakenDown({ ...context, target: failing }, { assets, id })).rejects.toThrow('killed');
    await hideTakenDown(context, { assets, id });
    expect(live()).toEqual(site);
    await hideTakenDown(context, { assets, id });
    const { db } = opened.database;
    expect(await readLatestRelease(db, { target: 'disk' })).toMatchObject({ reason: 'takedown', seq: 2 });
    await rollBack(context, { toNumber: second });
    expect(live()).toEqual(site);
  });

  it('hides nothing where what is taken down was withdrawn before the release that is shown', async () => {
    const entry = await publishAt('/a/');
    await release({ 'index.html': 'home', 'a/index.html': 'a' });
    await opened.database.write((tx) => withdraw(tx, { entry }));
    const second = await release({ 'index.html': 'home' });
    await rollBack(context, { toNumber: second });
    const id = await recordTakedown(entry, { seq: 2, hashes: [] });
    await hideTakenDown(context, { assets: new Set(), id });
    expect(live()).toEqual({ 'index.html': 'home' });
  });

  it('is refused, and holds nothing, where there is no such release or a file of it is lost', async () => {
    const first = await release(FIRST);
    const second = await release({ 'index.html': 'home 2' });
    const elsewhere = { ...context, target: { ...target, name: 'another' } };
    const notFound = { code: 'release-not-found' };
    await expect(rollBack(context, { toNumber: 99 })).rejects.toMatchObject(notFound);
    await expect(rollBack(elsewhere, { toNumber: first })).rejects.toMatchObject(notFound);
    const failing: Target = { ...target, apply: () => Promise.reject(new Error('the disk is full')) };
    await expect(rollBack({ ...context, target: failing }, { toNumber: first })).rejects.toThrow('full');
    const { db } = opened.database;
    expect(await readPin(db, { target: 'disk' })).toBeNull();
    expect(await readLatestRelease(db, { target: 'disk' })).toMatchObject({ number: second });
    expect(live()).toEqual({ 'index.html': 'home 2' });
  });

  it('leads past a time when somebody emptied the target, as far as the bytes are there', async () => {
    const first = await release(FIRST);
    const second = await release({ 'index.html': 'home 2' });
    emptyTarget();
    await expect(rollBack(context, { toNumber: first })).rejects.toMatchObject({
      code: 'rollback-impossible',
      message: expect.stringContaining('rebuild'),
    });
    await release({ 'index.html': 'home 2', 'b/index.html': 'b' });
    await rollBack(context, { toNumber: second });
    expect(live()).toEqual({ 'index.html': 'home 2' });
    await expect(rollBack(context, { toNumber: first })).rejects.toMatchObject({
      code: 'rollback-impossible',
      message: expect.stringMatching(/does not keep the bytes of 3 files .*: .*revert.*backup/),
    });
    expect(live()).toEqual({ 'index.html': 'home 2' });
    expect(await readPin(opened.database.db, { target: 'disk' })).toMatchObject({ releaseNumber: second });
  });

  it('stays held where the site went back and only the note of that failed', async () => {
    const first = await release(FIRST);
    await release({ 'index.html': 'home 2' });
    const failing: Target = {
      ...target,
      apply: async (order) => {
        await target.apply(order);
        throw new Error('the process is ending');
      },
    };
    await expect(rollBack({ ...context, target: failing }, { toNumber: first })).rejects.toThrow('ending');
    expect(live()).toEqual(FIRST);
    expect(await readPin(opened.database.db, { target: 'disk' })).toMatchObject({ releaseNumber: first });
  });

  async function takeDown(entry: TestEntry, more: string[]): Promise<string> {
    const { seq } = await opened.database.write((tx) => withdraw(tx, { entry }));
    return await recordTakedown(entry, { seq, hashes: more });
  }

  async function recordTakedown(
    entry: TestEntry,
    { hashes: more, seq }: { seq: number; hashes: string[] },
  ): Promise<string> {
    const id = newId();
    await opened.database.write(async (tx) => {
      const stays = await listPublicStays(tx, { entryId: entry.id, headSeq: seq });
      const hashes = await Promise.all(stays.map((stay) => listReleasedHashes(tx, stay)));
      await eraseEntry(tx, { entryId: entry.id, now: '2026-03-02T09:30:00.250Z' });
      await insertTakedown(tx, {
        id,
        entryId: entry.id,
        reason: 'a court order',
        firstSeq: stays[0]?.fromSeq ?? null,
        seq,
        paths: ['/a/'],
        hashes: [...hashes.flat(), ...more],
        takenDownAt: '2026-03-02T09:30:00.250Z',
        takenDownBy: null,
      });
    });
    return id;
  }
});

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
