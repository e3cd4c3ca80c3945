import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appendAudit, listAudit } from '../../../server/store/audit.ts';
import { openDatabase } from '../../../server/store/database.ts';
import { markDemoSeeded, readOrCreateInstallation } from '../../../server/store/installation.ts';
import { newId } from '../../../server/store/new-id.ts';
import { claimPath, findPathHolder, releasePath } from '../../../server/store/public-paths.ts';
import {
  finishRelease,
  insertRelease,
  insertReleaseFiles,
  listReleaseFiles,
  listReleases,
  readLatestRelease,
  settleReleases,
} from '../../../server/store/releases.ts';
import type { ReleaseFile } from '../../../server/store/releases.ts';
import { DIALECTS, openTestDatabase } from '../../support/databases.ts';
import type { TestDatabase } from '../../support/databases.ts';
import { createEntry } from './fixtures.ts';

const NOW = '2026-03-01T09:00:00.000Z';

describe.each(DIALECTS)('records on %s', (dialect) => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await openTestDatabase(dialect);
  });
  afterAll(() => opened.close());

  describe('public paths', () => {
    test('belong to one entry: the second to claim one learns who has it', async () => {
      const [first, second] = [await createEntry(opened.database), await createEntry(opened.database)];
      const claim = (entryId: string) =>
        opened.database.write((tx) => claimPath(tx, { path: '/one/', entryId }));
      expect(await claim(first.id)).toBe(first.id);
      expect(await claim(first.id)).toBe(first.id);
      expect(await claim(second.id)).toBe(first.id);
      expect(await findPathHolder(opened.database.db, { path: '/one/' })).toBe(first.id);
      expect(await findPathHolder(opened.database.db, { path: '/none/' })).toBeNull();
    });

    test('go to one of two that claim one at the same time', async () => {
      const entries = [await createEntry(opened.database), await createEntry(opened.database)];
      const holders = await Promise.all(
        entries.map(({ id }) =>
          opened.database.write((tx) => claimPath(tx, { path: '/race/', entryId: id })),
        ),
      );
      expect(new Set(holders).size).toBe(1);
      expect(entries.map(({ id }) => id)).toContain(holders[0]);
    });

    test('are freed when the entry moves to another, and when it is withdrawn', async () => {
      const { id: entryId } = await createEntry(opened.database);
      const { database } = opened;
      await database.write((tx) => claimPath(tx, { path: '/old/', entryId }));
      await database.write((tx) => claimPath(tx, { path: '/new/', entryId }));
      expect(await findPathHolder(database.db, { path: '/old/' })).toBeNull();
      expect(await database.write((tx) => releasePath(tx, { entryId }))).toBe('/new/');
      expect(await database.write((tx) => releasePath(tx, { entryId }))).toBeNull();
      expect(await findPathHolder(database.db, { path: '/new/' })).toBeNull();
    });
  });

  describe('releases', () => {
    const release = {
      target: 'disk:/srv/public',
      seq: 3,
      publicationHash: 'a'.repeat(64),
      templateBuild: 'build-1',
      reason: 'publication' as const,
      pagesRendered: 2,
      createdAt: NOW,
      finishedAt: null,
      timings: {},
      correlationId: 'request-1',
      work: { rowsRead: 12, readsReevaluated: 3, pagesRendered: 2 },
    };

    test('are numbered upwards, finished, and read back for their target', async () => {
      const { database } = opened;
      const first = await database.write((tx) => insertRelease(tx, release));
      const second = await database.write((tx) => insertRelease(tx, { ...release, reason: 'rebuild' }));
      await database.write((tx) => insertRelease(tx, { ...release, target: 'disk:/elsewhere' }));
      expect(second).toBeGreaterThan(first);
      const timings = { render: 12.5, swap: 0.2 };
      await database.write((tx) => finishRelease(tx, { number: second, finishedAt: NOW, timings }));
      const latest = { ...release, number: second, reason: 'rebuild', finishedAt: NOW, timings };
      const { target } = release;
      expect(await readLatestRelease(database.db, { target })).toEqual(latest);
      expect(await listReleases(database.db, { target, limit: 10 })).toEqual([
        latest,
        { ...release, number: first },
      ]);
      expect(await readLatestRelease(database.db, { target: 'none' })).toBeNull();
    });

    test('leave no gap in their numbers, be it one that never happened or a database that was killed', async () => {
      const { database } = opened;
      const target = 'disk:/of/its/own';
      const add = (finishedAt: string | null): Promise<number> =>
        database.write((tx) => insertRelease(tx, { ...release, target, finishedAt }));
      const first = await add(NOW);
      await add(null);
      // What the sequence is at when PostgreSQL comes back.
      const ahead = sql`select setval(pg_get_serial_sequence('release', 'number'), ${first + 33})`;
      if (dialect === 'postgres') await database.write((tx) => ahead.execute(tx));
      await database.write((tx) => settleReleases(tx, { appliedNumber: first, now: NOW, target }));
      expect(await add(NOW)).toBe(first + 1);
      expect((await listReleases(database.db, { target, limit: 10 })).map(({ number }) => number)).toEqual([
        first + 1,
        first,
      ]);
    });

    test('keep their files, thousands of them, in the order of the paths', async () => {
      const { database } = opened;
      const files: ReleaseFile[] = Array.from({ length: 2_345 }, (_, n) => ({
        file: `page-${String(n).padStart(5, '0')}/index.html`,
        path: `/page-${String(n).padStart(5, '0')}/`,
        change: 'created',
        before: null,
        after: { hash: 'b'.repeat(64), contentType: 'text/html', redirect: null },
        cause: 'body of “First light” (posts/en)',
      }));
      const redirect = { status: 301, location: 'https://site.example/zoo/' };
      files.push({
        file: 'Zoo/index.html',
        path: '/Zoo/',
        change: 'removed',
        before: { hash: 'c'.repeat(64), contentType: 'text/html', redirect },
        after: null,
        cause: null,
      });
      const number = await database.write(async (tx) => {
        const inserted = await insertRelease(tx, release);
        await insertReleaseFiles(tx, { number: inserted, files: files.toReversed() });
        return inserted;
      });
      const [last] = files.splice(-1);
      expect(await listReleaseFiles(database.db, { number })).toEqual([last, ...files]);
      expect(await listReleaseFiles(database.db, { number: 999_999 })).toEqual([]);
    });
  });

  test('the audit lists the newest first, of one subject or of all', async () => {
    const record = {
      actorId: newId(),
      token: null,
      correlationId: null,
      action: 'entry.publish',
      details: { path: '/a/' },
    };
    const append = (at: string, subject: string) =>
      opened.database.write((tx) => appendAudit(tx, { ...record, at, subject }));
    await append('2026-03-01T08:00:00.000Z', 'entry:1');
    await append('2026-03-01T08:00:02.000Z', 'entry:2');
    await append('2026-03-01T08:00:01.000Z', 'entry:1');
    const { db } = opened.database;
    expect((await listAudit(db, { limit: 2 })).map(({ at }) => at.slice(17, 19))).toEqual(['02', '01']);
    expect(await listAudit(db, { subject: 'entry:1', limit: 10 })).toEqual([
      { ...record, id: expect.any(String), at: '2026-03-01T08:00:01.000Z', subject: 'entry:1' },
      { ...record, id: expect.any(String), at: '2026-03-01T08:00:00.000Z', subject: 'entry:1' },
    ]);
  });

  test('the installation is made once, also by two processes at once, and is seeded once', async () => {
    const { database, databaseUrl, dataDir } = opened;
    const other = await openDatabase({ databaseUrl, dataDir });
    const [one, two] = await Promise.all(
      [database, other].map((each) => readOrCreateInstallation(each, { now: NOW })),
    );
    expect(two).toEqual(one);
    expect(one).toEqual({
      id: expect.any(String),
      templateKey: expect.any(String),
      demoSeeded: false,
      createdAt: NOW,
    });
    expect(Buffer.from(one?.templateKey ?? '', 'base64')).toHaveLength(32);
    const marked = await Promise.all([markDemoSeeded(database), markDemoSeeded(other)]);
    expect(marked.filter(Boolean)).toHaveLength(1);
    expect(await readOrCreateInstallation(other, { now: NOW })).toEqual({ ...one, demoSeeded: true });
    await other.close();
  });
});
