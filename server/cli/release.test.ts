import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommandLine } from '../../tests/support/run-command-line.ts';
import { createEntry } from '../authoring/create-entry.ts';
import { publishEntries } from '../authoring/publish-entries.ts';
import { applyRecorded, differenceOf, recordRelease } from '../publishing/recorded-release.ts';
import { openDiskTarget } from '../publishing/target/disk-target.ts';
import { runWayBackJob } from '../publishing/way-back-jobs.ts';
import { openDatabase } from '../store/database.ts';
import type { Database } from '../store/database.ts';
import { migrateUp } from '../store/migrate.ts';
import { listAudit } from '../store/audit.ts';
import { finishPublisherJob, takePublisherJobs } from '../store/publisher-jobs.ts';
import { readLogHead } from '../store/publications.ts';
import { commandContext } from './command-context.ts';
import { EXIT } from './exit-codes.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'stillpress-release-'));
const root = join(dataDir, 'public');
const log = pino({ level: 'silent' });
let database: Database;
let entryId: string;

const run = (...args: string[]) => runCommandLine(args, { DATA_DIR: dataDir });
const home = () => readFileSync(join(root, 'live/index.html'), 'utf8');

/** A home page, as the publisher would release it. */
async function release(text: string): Promise<void> {
  const target = openDiskTarget({ root });
  try {
    const contentType = 'text/html';
    const hash = await target.put({ bytes: Buffer.from(text), contentType });
    const before = [...target.list()].find(({ file }) => file === 'index.html');
    const files = differenceOf(
      {
        file: 'index.html',
        before: before === undefined ? null : { hash: before.hash, contentType, redirect: null },
        after: { hash, contentType, redirect: null },
      },
      `body of “${text}” (posts/en)`,
    );
    const { hash: publicationHash, seq } = await readLogHead(database.db);
    const basis = { seq, publicationHash, templateBuild: 'build' };
    const recorded = await database.write((tx) =>
      recordRelease(tx, target, { basis, reason: 'publication', files }),
    );
    await applyRecorded({ database, log, target }, { ...recorded, files });
  } finally {
    target.close();
  }
}

beforeAll(async () => {
  database = await openDatabase({ dataDir });
  await migrateUp(database);
  const { context, call } = commandContext(database);
  const content = { title: 'First light' };
  const entry = await createEntry(context, { ...call, collection: 'posts', locale: 'en', content });
  entryId = entry.id;
  const entries = [{ entryId, expectedVersionId: entry.draft.versionId }];
  await publishEntries(context, { ...call, entries });
  for (const text of ['one', 'two', 'three']) await release(text);
});

afterAll(async () => {
  await database.close();
  rmSync(dataDir, { recursive: true });
});

/** In order: each one goes on from the state that the one before has left. */
describe('the ways back', () => {
  test('release list shows the newest first, for people and for programs', async () => {
    const { out } = await run('release', 'list', '--limit', '2');
    expect(out.split('\n')).toEqual([
      expect.stringMatching(/^release +publication +reason +rendered +finished$/),
      expect.stringMatching(/^3 +1 +publication +0 +\d{4}-.*Z$/),
      expect.stringMatching(/^2 /),
    ]);
    expect(JSON.parse((await run('release', 'list', '--json')).out)).toMatchObject({
      releases: [{ number: 3 }, { number: 2 }, { number: 1 }],
      nextBefore: null,
      pin: null,
    });
  });

  test('release show names each path with its cause, and what was counted', async () => {
    const { out } = await run('release', 'show', '2');
    expect(out).toMatch(/^work +0 pages rendered$/m);
    expect(out).toMatch(/^changed {2}\/ {2}body of “two” \(posts\/en\)$/m);
    expect(JSON.parse((await run('release', 'show', '2', '--json')).out)).toMatchObject({
      number: 2,
      files: [{ file: 'index.html', path: '/', change: 'changed', before: {}, after: {} }],
    });
    expect(await run('release', 'show', '99')).toMatchObject({
      code: EXIT.failed,
      err: expect.stringContaining('release-not-found'),
    });
  });

  test('release diff works in both directions, and says when there is none', async () => {
    expect((await run('release', 'diff', '1', '3')).out).toBe('changed  /');
    const [there, back] = await Promise.all(
      [
        ['1', '3'],
        ['3', '1'],
      ].map(async (pair) => JSON.parse((await run('release', 'diff', ...pair, '--json')).out)),
    );
    expect(there.files[0].after).toEqual(back.files[0].before);
    expect(there.files[0].before).toEqual(back.files[0].after);
    expect((await run('release', 'diff', '2', '2')).out).toBe('Release 2 and release 2 are the same.');
  });

  test('release rollback brings the files back and holds the site, which status shows', async () => {
    const { out } = await run('release', 'rollback', '1', '--reason', 'the header is broken');
    expect(out).toContain('Release 4 brings the site back to release 1: 0 new, 1 changed, 0 removed.');
    expect(home()).toBe('one');
    expect((await run('status')).out).toMatch(
      /^held +at release 1 since .*Z: the header is broken; 0 publications wait/m,
    );
    expect((await run('release', 'list')).out).toContain('The site is held at release 1 since ');
    expect((await listAudit(database.db, { subject: 'release:1', limit: 1 }))[0]).toMatchObject({
      action: 'release.rollback',
      actorId: null,
      details: { reason: 'the header is broken' },
    });
  });

  test('revert takes a publication back, and it is held', async () => {
    expect((await run('revert', '1')).out).toBe('Publication 2 takes publication 1 back.');
    const { code, err } = await run('revert', '1', '--json');
    expect(code).toBe(EXIT.failed);
    expect(err).toContain('publication-superseded');
    expect(JSON.parse((await run('status', '--json')).out)).toMatchObject({
      pin: { releaseNumber: 1, held: 1 },
    });
  });

  test('release resume ends it, and is refused when nothing is held', async () => {
    expect((await run('release', 'resume')).out).toContain('Resumed');
    expect(await run('release', 'resume')).toMatchObject({
      code: EXIT.failed,
      err: expect.stringContaining('not-pinned'),
    });
  });

  test('the process that publishes does it, where there is one', async () => {
    const target = openDiskTarget({ root });
    try {
      const command = run('release', 'rollback', '2', '--json');
      let jobs = await database.write((tx) => takePublisherJobs(tx, { kinds: ['rollback'] }));
      while (jobs.length === 0) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        jobs = await database.write((tx) => takePublisherJobs(tx, { kinds: ['rollback'] }));
      }
      for (const job of jobs) {
        const result = await runWayBackJob({ database, log, target }, job);
        const now = new Date().toISOString();
        await database.write((tx) => finishPublisherJob(tx, { id: job.id, now, result: result ?? {} }));
      }
      const { code, out } = await command;
      expect({ code, summary: JSON.parse(out) }).toMatchObject({
        code: EXIT.ok,
        summary: { rolledBackTo: 2 },
      });
      expect(home()).toBe('two');
    } finally {
      target.close();
    }
  });

  test('revert asks before it withdraws very much', async () => {
    const { context, call } = commandContext(database);
    const made = Array.from({ length: 11 }, (_, index) =>
      createEntry(context, {
        ...call,
        collection: 'posts',
        locale: 'en',
        content: { title: `Of many ${index}` },
      }),
    );
    const entries = (await Promise.all(made)).map(({ draft, id }) => ({
      entryId: id,
      expectedVersionId: draft.versionId,
    }));
    const { publication } = await publishEntries(context, { ...call, entries });
    const seq = String(publication?.seq);
    const refused = await run('revert', seq);
    expect(refused).toMatchObject({ code: EXIT.failed, err: expect.stringContaining('withdraws') });
    expect(refused.err).toContain('made 11 entries public');
    expect((await run('revert', seq, '--yes')).out).toContain(`takes publication ${seq} back.`);
  });

  test('takedown asks for a reason, and prints what is kept', async () => {
    expect((await run('takedown', entryId)).code).toBe(EXIT.usage);
    const { code, out } = await run('takedown', entryId, '--reason', 'Court order 12/34');
    expect(code).toBe(EXIT.ok);
    expect(out).toMatch(/^Taken down on .*Z: Court order 12\/34\n {2}\/.*first-light\/$/);
    expect(JSON.parse((await run('takedown', entryId, '--reason', 'again', '--json')).out)).toMatchObject({
      takedown: { entryId, reason: 'Court order 12/34' },
      publication: null,
    });
  });
});
