import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PublishedRedirect } from '../../../model/publication.ts';
import { markPublished, readEntry } from '../../../server/store/entries.ts';
import { entryState, type EntryState } from '../../../server/store/entry-state.ts';
import { readEventsAfter } from '../../../server/store/events.ts';
import { listEntries } from '../../../server/store/list-entries.ts';
import { claimPath } from '../../../server/store/public-paths.ts';
import type { NewPublicationItem } from '../../../server/store/publication-items.ts';
import { appendPublication } from '../../../server/store/publications.ts';
import { readReferencedHashes } from '../../../server/store/referenced-hashes.ts';
import { insertRelease, insertReleaseFiles } from '../../../server/store/releases.ts';
import { sequenceEvents } from '../../../server/store/sequence-events.ts';
import {
  listSuperseded,
  listWithholdable,
  readStateWithout,
  readSubjects,
} from '../../../server/store/state-without.ts';
import {
  listWithheld,
  markRetried,
  putWithheld,
  readWithholding,
  settleWithheld,
} from '../../../server/store/withheld-publications.ts';
import { pinTarget } from '../../../server/store/target-pins.ts';
import { DIALECTS, openTestDatabase } from '../../support/databases.ts';
import type { TestDatabase } from '../../support/databases.ts';
import { createEntry, publish, withdraw } from './fixtures.ts';

const AT = '2026-03-02T09:30:00.250Z';
const why = {
  code: 'template-failed',
  message: 'no',
  template: null,
  path: '/',
  since: AT,
  templateBuild: 'b1',
  retriedAt: null,
};

function redirect(path: string): PublishedRedirect {
  return { path: '/old/', status: 301, to: { kind: 'path', path } };
}

describe.each(DIALECTS)('what is held back, on %s', (dialect) => {
  let opened: TestDatabase;
  beforeEach(async () => {
    opened = await openTestDatabase(dialect);
  });
  afterEach(() => opened.close());

  const append = (...items: NewPublicationItem[]) =>
    opened.database.write((tx) =>
      appendPublication(tx, { actorId: null, correlationId: null, committedAt: AT, items }),
    );

  const stateWithout = (without: readonly number[], upTo: number) =>
    opened.database.read(async (tx) =>
      readStateWithout(tx, { subjects: await readSubjects(tx, { seqs: without }), upTo, without }),
    );

  test('is left out of the state: the newest of the others decides, and nothing where there is none', async () => {
    const { database } = opened;
    const entry = await createEntry(database);
    await database.write((tx) => publish(tx, { entry, path: '/a/' }));
    await database.write((tx) => publish(tx, { entry, path: '/b/' }));
    expect(await stateWithout([2], 2)).toMatchObject([
      { kind: 'publish', entry: { id: entry.id, path: '/a/' } },
    ]);
    expect(await stateWithout([1], 2)).toMatchObject([{ kind: 'publish', entry: { path: '/b/' } }]);
    expect(await stateWithout([1, 2], 2)).toMatchObject([{ kind: 'withdraw', entryId: entry.id }]);
    await database.write((tx) => withdraw(tx, { entry }));
    expect(await stateWithout([1, 2, 3], 3)).toMatchObject([{ kind: 'withdraw', entryId: entry.id }]);
  });

  test('gives back redirects that it changed, and none that it took away', async () => {
    await append({ kind: 'redirect', redirect: redirect('/a/'), previous: null });
    await append({ kind: 'redirect', redirect: redirect('/b/'), previous: redirect('/a/') });
    expect(await stateWithout([2], 2)).toEqual([{ kind: 'redirect', redirect: redirect('/a/') }]);
    expect(await stateWithout([1, 2], 2)).toEqual([{ kind: 'redirect-removed', path: '/old/' }]);
    await append({ kind: 'redirect-removed', path: '/old/', previous: redirect('/b/') });
    expect(await stateWithout([3], 3)).toEqual([{ kind: 'redirect-removed', path: '/old/' }]);
  });

  test('can be all but removals, and is superseded by what comes later', async () => {
    const { database } = opened;
    const [one, two] = [await createEntry(database), await createEntry(database)];
    await database.write((tx) => publish(tx, { entry: one }));
    await database.write((tx) => publish(tx, { entry: two }));
    await database.write((tx) => withdraw(tx, { entry: one }));
    const { db } = database;
    expect(await listWithholdable(db, { after: 0, upTo: 3 })).toEqual([1, 2]);
    expect(await listWithholdable(db, { after: 1, upTo: 3 })).toEqual([2]);
    expect(await listSuperseded(db, { of: [1, 2], without: [1, 2], upTo: 3 })).toEqual([1]);
    await database.write((tx) => publish(tx, { entry: two }));
    expect(await listSuperseded(db, { of: [2], without: [2], upTo: 3 })).toEqual([]);
    expect(await listSuperseded(db, { of: [2], without: [2], upTo: 4 })).toEqual([2]);
    expect(await listSuperseded(db, { of: [2, 4], without: [2, 4], upTo: 4 })).toEqual([]);
    expect(await listSuperseded(db, { of: [2, 4], without: [], upTo: 4 })).toEqual([2]);
  });

  test('is kept with why and since when, and shown with its entry', async () => {
    const { database } = opened;
    const entry = await createEntry(database);
    await database.write((tx) => publish(tx, { entry }));
    await database.write((tx) => putWithheld(tx, { ...why, seq: 1 }));
    await database.write((tx) => markRetried(tx, { seqs: [1], now: AT }));
    expect(await listWithheld(database.db)).toEqual([{ ...why, seq: 1, retriedAt: AT }]);
    const later = { ...why, seq: 1, message: 'still no', since: '2026-03-03T00:00:00.000Z' };
    await database.write((tx) => putWithheld(tx, later));
    expect(await listWithheld(database.db)).toEqual([{ ...later, since: AT }]);
    const shown = { withheldSeq: 1, withheldMessage: 'still no' };
    expect(await readEntry(database.db, { id: entry.id })).toMatchObject(shown);
    await database.write((tx) => settleWithheld(tx, { seqs: [1], releaseNumber: 7, now: AT }));
    expect(await readEntry(database.db, { id: entry.id })).toMatchObject({ withheldSeq: null });
    expect(await listWithheld(database.db)).toEqual([]);
    const settled = { message: 'still no', settled: { releaseNumber: 7 } };
    expect(await readWithholding(database.db, { seq: 1 })).toMatchObject(settled);
    await database.write((tx) => putWithheld(tx, later));
    expect(await readWithholding(database.db, { seq: 1 })).toMatchObject({ settled: null });
    expect(await readWithholding(database.db, { seq: 2 })).toBeNull();
    await database.write((tx) => sequenceEvents(tx, { now: AT }));
    const { events } = await readEventsAfter(database.db, { seq: 0, limit: 10 });
    expect(events.map(({ about, kind }) => [kind, about])).toEqual([
      ['publication.withheld', { publication: 1 }],
      ['publication.withheld', { publication: 1 }],
      ['publication.settled', { publication: 1, release: 7 }],
      ['publication.withheld', { publication: 1 }],
    ]);
  });

  /** Published at /old/ and, as another publication, at /new/. */
  async function publishedTwice() {
    const entry = await createEntry(opened.database);
    const common = { kind: 'publish' as const, entryId: entry.id, versionId: entry.versionId };
    await append({ ...common, path: '/old/', previousPath: null, previousVersionId: null });
    await append({ ...common, path: '/new/', previousPath: '/old/', previousVersionId: entry.versionId });
    await opened.database.write(async (tx) => {
      await claimPath(tx, { path: '/new/', entryId: entry.id });
      const { id: entryId, versionId } = entry;
      await markPublished(tx, { entryId, versionId, publishedAt: AT, references: [] });
    });
    return entry;
  }

  async function expectState({ id }: { id: string }, state: EntryState, pathBefore: string | null) {
    const { db } = opened.database;
    const stored = await readEntry(db, { id });
    expect(stored).toMatchObject({ livePath: '/new/', pathBefore });
    expect(stored && entryState(stored)).toBe(state);
    for (const asked of ['live', 'withheld', 'held', 'changed'] as const)
      expect((await listEntries(db, { state: asked, limit: 10 })).entries.map((entry) => entry.id)).toEqual(
        asked === state ? [id] : [],
      );
  }

  test('keeps its entry from being live, which is where it was before', async () => {
    const entry = await publishedTwice();
    await expectState(entry, 'live', null);
    await opened.database.write((tx) => putWithheld(tx, { ...why, seq: 2 }));
    await expectState(entry, 'withheld', '/old/');
    await opened.database.write((tx) => settleWithheld(tx, { seqs: [2], releaseNumber: 1, now: AT }));
    await expectState(entry, 'live', null);
  });

  test.each([
    [1, 'held', '/old/'],
    [2, 'live', null],
  ] as const)(
    'is no matter while the site is held at publication %i: the entry is %s',
    async (seq, state, pathBefore) => {
      const entry = await publishedTwice();
      await opened.database.write(async (tx) => {
        const basis = { seq, publicationHash: '0', templateBuild: 'b1', reason: 'rollback' as const };
        const more = { pagesRendered: 0, createdAt: AT, finishedAt: AT, timings: {}, correlationId: null };
        const releaseNumber = await insertRelease(tx, { target: 'disk', ...basis, ...more, work: {} });
        const pin = { target: 'disk', releaseNumber, withdrawalsSeq: seq, pinnedBy: null, reason: null };
        await pinTarget(tx, { ...pin, pinnedAt: AT });
      });
      await expectState(entry, state, pathBefore);
    },
  );

  test('is no matter for what releases name: the newest of them, and all within the time', async () => {
    const { database } = opened;
    for (const [hash, createdAt] of [
      ['a', '2026-01-01T00:00:00.000Z'],
      ['b', AT],
      ['c', '2026-01-01T00:00:00.000Z'],
    ] as const) {
      await database.write(async (tx) => {
        const basis = { seq: 0, publicationHash: '0', templateBuild: 'b1', reason: 'rebuild' as const };
        const more = { pagesRendered: 0, finishedAt: AT, timings: {}, correlationId: null, work: {} };
        const number = await insertRelease(tx, { target: 'disk', ...basis, ...more, createdAt });
        const after = { hash, contentType: 'text/html', redirect: null };
        const before = { ...after, hash: `before ${hash}` };
        await insertReleaseFiles(tx, {
          number,
          files: [{ file: 'x', path: '/x', change: 'changed', before, after, cause: null }],
        });
      });
    }
    const since = '2026-03-01T00:00:00.000Z';
    const found: string[] = [];
    for await (const { hashes } of readReferencedHashes(database.db, { target: 'disk', releases: 1, since }))
      found.push(...hashes);
    expect(found.sort()).toEqual(['b', 'before b', 'before c', 'c']);
  });
});
