import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  markPublished,
  markWithdrawn,
  moveDraft,
  readEntries,
  readEntry,
  readEntryForUpdate,
} from '../../../server/store/entries.ts';
import { entryState } from '../../../server/store/entry-state.ts';
import { listEntries } from '../../../server/store/list-entries.ts';
import type { EntryFilter } from '../../../server/store/list-filter.ts';
import { newId } from '../../../server/store/new-id.ts';
import { claimPath } from '../../../server/store/public-paths.ts';
import { insertVersion, listVersions, readVersion } from '../../../server/store/versions.ts';
import { DIALECTS, openTestDatabase } from '../../support/databases.ts';
import type { TestDatabase } from '../../support/databases.ts';
import { createEntry } from './fixtures.ts';
import type { TestEntry } from './fixtures.ts';

const LATER = '2026-03-02T09:30:00.250Z';

describe.each(DIALECTS)('entries on %s', (dialect) => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await openTestDatabase(dialect);
  });
  afterAll(() => opened.close());

  async function saveDraft({ id, versionId }: TestEntry, title: string): Promise<string> {
    const next = newId();
    await opened.database.write(async (tx) => {
      const created = { createdAt: LATER, createdBy: null };
      await insertVersion(tx, {
        id: next,
        entryId: id,
        content: { title },
        slug: null,
        modelFingerprint: 'm',
        ...created,
      });
      await moveDraft(tx, {
        entryId: id,
        fromVersionId: versionId,
        toVersionId: next,
        title,
        updatedAt: LATER,
      });
    });
    return next;
  }

  test('come back as they were made', async () => {
    const { db } = opened.database;
    const { id, versionId } = await createEntry(opened.database, {
      title: 'Zwölf Uhr',
      slug: 'noon',
      content: { title: 'Zwölf Uhr', n: 1.5 },
    });
    const entry = {
      id,
      collection: 'posts',
      locale: 'en',
      translationGroup: id,
      title: 'Zwölf Uhr',
      draftVersionId: versionId,
      publishedVersionId: null,
      livePath: null,
      createdAt: '2026-03-01T08:00:00.000Z',
      createdBy: null,
      updatedAt: '2026-03-01T08:00:00.000Z',
      firstPublishedAt: null,
      publishedAt: null,
      trashedAt: null,
      erasedAt: null,
      withheldSeq: null,
      withheldMessage: null,
      withheldPath: null,
      withheldTemplate: null,
      heldSeq: null,
      pathBefore: null,
      scheduleAction: null,
      scheduleDueAt: null,
      scheduleId: null,
      scheduleState: null,
      draft: {
        id: versionId,
        number: 1,
        content: { title: 'Zwölf Uhr', n: 1.5 },
        slug: 'noon',
        createdAt: '2026-03-01T08:00:00.000Z',
        createdBy: null,
      },
    };
    expect(await readEntry(db, { id })).toEqual(entry);
    expect(await opened.database.write((tx) => readEntryForUpdate(tx, { id }))).toEqual(entry);
    expect(await readEntry(db, { id: newId() })).toBeNull();
    expect(await readEntry(db, { id: 'no-uuid' })).toBeNull();
  });

  test('are read together in the order of their ids, without those that are not there', async () => {
    const [first, second] = [await createEntry(opened.database), await createEntry(opened.database)];
    const read = await readEntries(opened.database.db, { ids: [second.id, newId(), first.id] });
    expect(read.map(({ id }) => id)).toEqual([first.id, second.id]);
    expect(await readEntries(opened.database.db, { ids: [] })).toEqual([]);
  });

  test('number their versions and keep every one', async () => {
    const entry = await createEntry(opened.database, { title: 'One' });
    const second = await saveDraft(entry, 'Two');
    const third = await saveDraft({ id: entry.id, versionId: second }, 'Three');
    const { db } = opened.database;
    const versions = await listVersions(db, { entryId: entry.id, limit: 10 });
    expect(versions.map(({ id, number }) => [id, number])).toEqual([
      [third, 3],
      [second, 2],
      [entry.versionId, 1],
    ]);
    expect(await listVersions(db, { entryId: entry.id, limit: 1, before: 3 })).toEqual([
      {
        id: second,
        entryId: entry.id,
        number: 2,
        name: null,
        createdAt: LATER,
        createdBy: null,
        begunAt: null,
        keptAt: null,
        restoredFrom: null,
      },
    ]);
    expect(await readVersion(db, { id: entry.versionId })).toMatchObject({
      number: 1,
      content: { title: 'One', slug: 'first-light' },
      contentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      slug: 'first-light',
      modelFingerprint: 'model-1',
    });
    expect(await readVersion(db, { id: newId() })).toBeNull();
    expect(await readEntry(db, { id: entry.id })).toMatchObject({
      title: 'Three',
      updatedAt: LATER,
      draft: { number: 3 },
    });
  });

  test('do not move a draft on from a version that is no longer the draft', async () => {
    const entry = await createEntry(opened.database);
    await saveDraft(entry, 'Two');
    const move = { entryId: entry.id, fromVersionId: entry.versionId, toVersionId: entry.versionId };
    const moved = await opened.database.write((tx) =>
      moveDraft(tx, { ...move, title: 'Lost', updatedAt: LATER }),
    );
    expect(moved).toBe(false);
    expect(await readEntry(opened.database.db, { id: entry.id })).toMatchObject({ title: 'Two' });
  });

  test('cannot point at a version that does not exist', async () => {
    const entry = await createEntry(opened.database);
    const move = { entryId: entry.id, fromVersionId: entry.versionId, toVersionId: newId() };
    await expect(
      opened.database.write((tx) => moveDraft(tx, { ...move, title: 'Lost', updatedAt: LATER })),
    ).rejects.toThrow(/foreign key/i);
    expect(await readEntry(opened.database.db, { id: entry.id })).toMatchObject({ title: 'First light' });
  });

  test('go from draft to live, changed, withdrawn, and keep the time of the first publication', async () => {
    const entry = await createEntry(opened.database);
    const { id, versionId } = entry;
    const read = async () => {
      const stored = await readEntry(opened.database.db, { id });
      return stored === null
        ? null
        : { state: entryState(stored), first: stored.firstPublishedAt, last: stored.publishedAt };
    };
    const publishAt = (publishedAt: string, version: string) =>
      opened.database.write((tx) =>
        markPublished(tx, { entryId: id, versionId: version, publishedAt, references: [] }),
      );
    expect(await read()).toEqual({ state: 'draft', first: null, last: null });
    await publishAt('2026-03-03T00:00:00.000Z', versionId);
    expect(await read()).toEqual({
      state: 'live',
      first: '2026-03-03T00:00:00.000Z',
      last: '2026-03-03T00:00:00.000Z',
    });
    const next = await saveDraft(entry, 'Two');
    expect(await read()).toMatchObject({ state: 'changed' });
    await publishAt('2026-03-04T00:00:00.000Z', next);
    expect(await read()).toEqual({
      state: 'live',
      first: '2026-03-03T00:00:00.000Z',
      last: '2026-03-04T00:00:00.000Z',
    });
    await opened.database.write((tx) => markWithdrawn(tx, { entryId: id }));
    expect(await read()).toEqual({ state: 'withdrawn', first: '2026-03-03T00:00:00.000Z', last: null });
  });
});

describe.each(DIALECTS)('lists of entries on %s', (dialect) => {
  let opened: TestDatabase;
  let inOrder: string[];
  beforeAll(async () => {
    opened = await openTestDatabase(dialect);
    // Five share a time: there the id decides.
    const times = [3, 1, 2, 2, 2, 2, 2, 5, 4].map((second) => `2026-03-01T08:00:0${second}.000Z`);
    const entries: { id: string; createdAt: string }[] = [];
    for (const [position, createdAt] of times.entries()) {
      const collection = position % 2 === 0 ? 'posts' : 'pages';
      const locale = position < 6 ? 'en' : 'de';
      const { id } = await createEntry(opened.database, { collection, locale, createdAt });
      entries.push({ id, createdAt });
    }
    inOrder = entries
      .toSorted((a, b) => (`${a.createdAt}${a.id}` < `${b.createdAt}${b.id}` ? 1 : -1))
      .map(({ id }) => id);
  });
  afterAll(() => opened.close());

  async function readPages(filter: EntryFilter): Promise<string[][]> {
    const page = await listEntries(opened.database.db, filter);
    const rest = page.nextCursor === null ? [] : await readPages({ ...filter, cursor: page.nextCursor });
    return [page.entries.map(({ id }) => id), ...rest];
  }

  async function count(filter: Partial<EntryFilter>): Promise<number> {
    return (await readPages({ limit: 2, ...filter })).flat().length;
  }

  test('return every entry once, the last changed first, for any size of page', async () => {
    for (const limit of [1, 2, 3, 4, 9, 100]) {
      const pages = await readPages({ limit });
      expect(pages.flat()).toEqual(inOrder);
      expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
    }
  });

  test('end without a cursor on a page that is exactly full', async () => {
    expect(await listEntries(opened.database.db, { limit: 9 })).toMatchObject({ nextCursor: null });
  });

  test('filter by collection, by locale and by both', async () => {
    expect(await count({ collection: 'posts' })).toBe(5);
    expect(await count({ locale: 'de' })).toBe(3);
    expect(await count({ collection: 'posts', locale: 'de' })).toBe(2);
    expect(await count({ collection: 'none' })).toBe(0);
  });

  test('move nothing between pages when an entry is saved meanwhile', async () => {
    const first = await listEntries(opened.database.db, { limit: 4 });
    const { id } = await createEntry(opened.database, { createdAt: '2026-03-01T09:00:00.000Z' });
    const rest = await readPages({ limit: 4, cursor: first.nextCursor ?? '' });
    expect([...first.entries.map((entry) => entry.id), ...rest.flat()]).toEqual(inOrder);
    await opened.database.write(async (tx) => {
      await tx.updateTable('entry').set({ trashed_at: LATER }).where('id', '=', id).execute();
    });
  });

  test('filter by state, as entryState tells it', async () => {
    const [live = '', changed = '', withdrawn = ''] = inOrder;
    await opened.database.write(async (tx) => {
      for (const entryId of [live, changed, withdrawn]) {
        const entry = await readEntry(tx, { id: entryId });
        const versionId = entry?.draftVersionId ?? '';
        await markPublished(tx, { entryId, versionId, publishedAt: LATER, references: [] });
      }
      await markWithdrawn(tx, { entryId: withdrawn });
    });
    const entry = await readEntry(opened.database.db, { id: changed });
    await opened.database.write(async (tx) => {
      const [next, fromVersionId] = [newId(), entry?.draftVersionId ?? ''];
      const created = { createdAt: LATER, createdBy: null };
      await insertVersion(tx, {
        id: next,
        entryId: changed,
        content: {},
        slug: null,
        modelFingerprint: 'm',
        ...created,
      });
      await moveDraft(tx, {
        entryId: changed,
        fromVersionId,
        toVersionId: next,
        title: '',
        updatedAt: LATER,
      });
    });
    const states = { live: [live], changed: [changed], withdrawn: [withdrawn], draft: inOrder.slice(3) };
    for (const [state, ids] of Object.entries(states)) {
      const page = await listEntries(opened.database.db, { state: state as keyof typeof states, limit: 100 });
      expect(page.entries.map(({ id }) => id)).toEqual(ids);
      expect(page.entries.every((listed) => entryState(listed) === state)).toBe(true);
    }
  });

  test('show where an entry is public', async () => {
    const [entryId = ''] = inOrder;
    await opened.database.write((tx) => claimPath(tx, { path: '/shown/', entryId }));
    const { entries } = await listEntries(opened.database.db, { limit: 100 });
    expect(entries.find(({ id }) => id === entryId)).toMatchObject({ livePath: '/shown/' });
  });

  test('do not show what is in the trash', async () => {
    const { id } = await createEntry(opened.database);
    await opened.database.write(async (tx) => {
      await tx.updateTable('entry').set({ trashed_at: LATER }).where('id', '=', id).execute();
    });
    expect((await readPages({ limit: 100 })).flat()).not.toContain(id);
    expect(await readEntry(opened.database.db, { id })).toBeNull();
  });

  test.each(['', 'x', Buffer.from('2026-13-40T00:00:00.000Z/0').toString('base64url'), '💡'])(
    'refuse the cursor %j',
    async (cursor) => {
      const listed = listEntries(opened.database.db, { cursor, limit: 2 });
      await expect(listed).rejects.toMatchObject({
        code: 'invalid-input',
        details: { issues: [{ path: 'query.cursor' }] },
      });
    },
  );
});
