import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GENESIS_HASH } from '../../../model/publication.ts';
import type { PublishedEntry } from '../../../model/publication.ts';
import { moveDraft } from '../../../server/store/entries.ts';
import { newId } from '../../../server/store/new-id.ts';
import { verifyPublicationChain } from '../../../server/store/publication-chain.ts';
import { appendPublication, readLogHead, readPublicationsAfter } from '../../../server/store/publications.ts';
import { readPublishedState } from '../../../server/store/published-state.ts';
import { insertVersion } from '../../../server/store/versions.ts';
import { DIALECTS, openTestDatabase } from '../../support/databases.ts';
import type { TestDatabase } from '../../support/databases.ts';
import { addEntry, createEntry, publish, withdraw } from './fixtures.ts';

describe.each(DIALECTS)('the publication log on %s', (dialect) => {
  let opened: TestDatabase;
  beforeEach(async () => {
    opened = await openTestDatabase(dialect);
  });
  afterEach(() => opened.close());

  async function readState(): Promise<{ entries: PublishedEntry[]; batches: number; seq: number }> {
    const batches: PublishedEntry[][] = [];
    const { seq } = await readPublishedState(opened.database, {
      entries: (batch) => void batches.push(batch),
      media: () => {},
      redirects: () => {},
    });
    return { entries: batches.flat(), batches: batches.length, seq };
  }

  test('begins empty, at the position before the first publication', async () => {
    const { db } = opened.database;
    expect(await readLogHead(db)).toEqual({ seq: 0, hash: GENESIS_HASH });
    expect(await readPublicationsAfter(db, { seq: 0, limit: 10 })).toEqual([]);
    expect(await readState()).toEqual({ entries: [], batches: 0, seq: 0 });
    expect(await verifyPublicationChain(db)).toEqual({ intact: true, head: { seq: 0, hash: GENESIS_HASH } });
  });

  test('returns what was published and withdrawn, in order, each naming the hash of the one before', async () => {
    const { database } = opened;
    const content = { title: 'Erstes Licht', slug: 'erstes-licht', body: ['ü', { n: 1 }] };
    const entry = await createEntry(database, { locale: 'de', slug: 'erstes-licht', content });
    const first = await database.write((tx) => publish(tx, { entry, path: '/de/blog/erstes-licht/' }));
    const second = await database.write((tx) => withdraw(tx, { entry }));
    expect([first.seq, second.seq]).toEqual([1, 2]);
    expect(await readLogHead(database.db)).toEqual(second);
    const publications = await readPublicationsAfter(database.db, { seq: 0, limit: 10 });
    const committedAt = '2026-03-02T09:30:00.250Z';
    expect(publications).toEqual([
      {
        seq: 1,
        hash: first.hash,
        previousHash: GENESIS_HASH,
        committedAt,
        actorId: null,
        correlationId: 'request-1',
        changes: [
          {
            kind: 'publish',
            entry: {
              id: entry.id,
              collection: 'posts',
              locale: 'de',
              translationGroup: entry.id,
              slug: 'erstes-licht',
              path: '/de/blog/erstes-licht/',
              versionId: entry.versionId,
              fields: content,
              firstPublishedAt: committedAt,
              publishedAt: committedAt,
            },
          },
        ],
      },
      {
        seq: 2,
        hash: second.hash,
        previousHash: first.hash,
        committedAt,
        actorId: null,
        correlationId: null,
        changes: [
          {
            kind: 'withdraw',
            entryId: entry.id,
            collection: 'posts',
            locale: 'de',
            path: '/de/blog/erstes-licht/',
          },
        ],
      },
    ]);
    expect(await readPublicationsAfter(database.db, { seq: 1, limit: 10 })).toEqual(publications.slice(1));
    expect(await readPublicationsAfter(database.db, { seq: 0, limit: 1 })).toEqual(publications.slice(0, 1));
    expect(await readPublicationsAfter(database.db, { seq: 2, limit: 10 })).toEqual([]);
  });

  test('keeps the order of the items of a bundle, however many they are', async () => {
    const { database } = opened;
    const committedAt = '2026-03-02T09:30:00.250Z';
    const entries = await database.write(async (tx) => {
      const added = [];
      for (let n = 0; n < 1_100; n++) added.push(await addEntry(tx));
      const items = added.toReversed().map(({ id, versionId }) => ({
        kind: 'publish' as const,
        entryId: id,
        versionId,
        path: null,
        previousVersionId: null,
        previousPath: null,
      }));
      await appendPublication(tx, { actorId: null, correlationId: null, committedAt, items });
      return added;
    });
    const [publication] = await readPublicationsAfter(database.db, { seq: 0, limit: 1 });
    const ids = publication?.changes.map((change) => (change.kind === 'publish' ? change.entry.id : null));
    expect(ids).toEqual(entries.toReversed().map(({ id }) => id));
    expect(await verifyPublicationChain(database.db)).toMatchObject({ intact: true });
  });

  test('still returns the version that was published when the draft has moved on', async () => {
    const { database } = opened;
    const entry = await createEntry(database, { title: 'Published' });
    await database.write((tx) => publish(tx, { entry, path: '/a/' }));
    await database.write(async (tx) => {
      const toVersionId = newId();
      const created = { createdAt: '2026-03-03T00:00:00.000Z', createdBy: null };
      const content = { title: 'Draft' };
      await insertVersion(tx, {
        id: toVersionId,
        entryId: entry.id,
        content,
        slug: null,
        modelFingerprint: 'm',
        ...created,
      });
      const move = { entryId: entry.id, fromVersionId: entry.versionId, toVersionId };
      await moveDraft(tx, { ...move, title: 'Draft', updatedAt: created.createdAt });
    });
    const [publication] = await readPublicationsAfter(database.db, { seq: 0, limit: 1 });
    expect(publication?.changes).toMatchObject([{ entry: { fields: { title: 'Published' } } }]);
    expect((await readState()).entries).toMatchObject([{ fields: { title: 'Published' } }]);
  });

  test('and the published state agree: following the log from the beginning gives the same entries', async () => {
    const { database } = opened;
    const entries = [await createEntry(database), await createEntry(database), await createEntry(database)];
    for (const [n, entry] of entries.entries()) {
      await database.write((tx) =>
        publish(tx, {
          entry,
          path: n === 0 ? null : `/p${n}/`,
          committedAt: `2026-03-0${n + 1}T00:00:00.000Z`,
        }),
      );
    }
    const [first, second] = entries;
    if (first !== undefined) await database.write((tx) => withdraw(tx, { entry: first }));
    if (second !== undefined) {
      await database.write((tx) =>
        publish(tx, { entry: second, path: '/moved/', committedAt: '2026-03-09T00:00:00.000Z' }),
      );
    }
    const followed = new Map<string, PublishedEntry>();
    for (const publication of await readPublicationsAfter(database.db, { seq: 0, limit: 100 })) {
      for (const change of publication.changes) {
        if (change.kind === 'publish') followed.set(change.entry.id, change.entry);
        else if (change.kind === 'withdraw') followed.delete(change.entryId);
      }
    }
    const state = await readState();
    expect(state.entries).toEqual([...followed.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)));
    expect(state.seq).toBe(5);
  });

  test('gives the published state in batches, as of one moment', async () => {
    const { database } = opened;
    await database.write(async (tx) => {
      for (let n = 0; n < 201; n++) await publish(tx, { entry: await addEntry(tx) });
    });
    const late = await createEntry(database);
    const batches: number[] = [];
    let publishing: Promise<unknown> | undefined;
    const position = await readPublishedState(database, {
      entries: (batch) => {
        batches.push(batch.length);
        publishing ??= database.write((tx) => publish(tx, { entry: late }));
      },
      media: () => {},
      redirects: () => {},
    });
    await publishing;
    expect(batches).toEqual([100, 100, 1]);
    expect(position.seq).toBe(201);
    expect(await readState()).toMatchObject({ seq: 202, batches: 3 });
  });

  test('takes no number for a publication that is rolled back', async () => {
    const { database } = opened;
    const entry = await createEntry(database);
    const failed = database.write(async (tx) => {
      expect((await publish(tx, { entry })).seq).toBe(1);
      throw new Error('changed my mind');
    });
    await expect(failed).rejects.toThrow('changed my mind');
    expect(await readLogHead(database.db)).toEqual({ seq: 0, hash: GENESIS_HASH });
    expect(await database.write((tx) => publish(tx, { entry }))).toMatchObject({ seq: 1 });
  });

  test('refuses a publication of nothing, and of a version that does not exist', async () => {
    const { database } = opened;
    const entry = await createEntry(database);
    const empty = { actorId: null, correlationId: null, committedAt: '2026-03-02T09:30:00.250Z', items: [] };
    await expect(database.write((tx) => appendPublication(tx, empty))).rejects.toThrow('changes something');
    const dangling = { ...entry, versionId: newId() };
    await expect(database.write((tx) => publish(tx, { entry: dangling }))).rejects.toThrow('no version');
  });

  const TAMPERINGS = {
    'a content was changed': [
      2,
      sql`update version set content = '{"title":"other"}' where id = (select version_id from publication_item where seq = 2)`,
    ],
    'a path was changed': [2, sql`update publication_item set path = '/other/' where seq = 2`],
    'the author was removed': [2, sql`update publication set correlation_id = null where seq = 2`],
    'the time was changed': [
      2,
      sql`update publication set committed_at = '2026-03-02T09:30:00.251Z' where seq = 2`,
    ],
    'an item was removed': [2, sql`delete from publication_item where seq = 2`],
    'a hash was changed': [2, sql`update publication set hash = previous_hash where seq = 2`],
    'the last one is missing': [3, sql`update publication_head set seq = 3`],
    'the end has another hash': [2, sql`update publication_head set hash = 'x'`],
  } as const;

  test.each(Object.entries(TAMPERINGS))('shows in its hashes that %s', async (_, [seq, tampering]) => {
    const { database } = opened;
    for (const path of ['/one/', '/two/']) {
      const entry = await createEntry(database);
      await database.write((tx) => publish(tx, { entry, path }));
    }
    expect(await verifyPublicationChain(database.db)).toMatchObject({ intact: true, head: { seq: 2 } });
    await database.write((tx) => tampering.execute(tx));
    expect(await verifyPublicationChain(database.db)).toEqual({
      intact: false,
      seq,
      problem: expect.any(String),
    });
  });
});
