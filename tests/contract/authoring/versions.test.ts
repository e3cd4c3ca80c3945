import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SYSTEM_ACTOR, type Actor } from '../../../server/accounts/actor.ts';
import { compareVersions } from '../../../server/authoring/compare-versions.ts';
import { createRandom, type Random } from '../../../bench/content/random.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { listVersions } from '../../../server/authoring/list-versions.ts';
import { nameVersion } from '../../../server/authoring/name-version.ts';
import { publishEntries } from '../../../server/authoring/publish-entries.ts';
import { readEntry } from '../../../server/authoring/read-entry.ts';
import { readVersion } from '../../../server/authoring/read-version.ts';
import { restoreVersion } from '../../../server/authoring/restore-version.ts';
import { saveDraft, SITTING_PAUSE_MS } from '../../../server/authoring/save-draft.ts';
import { schedulePublication } from '../../../server/authoring/schedule-publication.ts';
import { withdrawEntries } from '../../../server/authoring/withdraw-entries.ts';
import { AppError } from '../../../server/errors.ts';
import { listAudit } from '../../../server/store/audit.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, seen, type Content, type Desk } from './desk.ts';

const NEXT_YEAR = { localTime: '2027-03-01T12:00', timeZone: 'UTC' };
const NOBODY = '0195d3a0-0000-7000-8000-000000000000';

describe.each(DIALECTS)('the versions of an entry on %s', (dialect) => {
  let desk: Desk;
  let other: Actor;
  beforeAll(async () => {
    desk = await openDesk(dialect);
    other = await desk.actor('editor');
  });
  afterAll(() => desk.close());

  const history = async ({ id: entryId }: EntryDetails) =>
    (await listVersions(desk.context, { ...desk.call, entryId })).versions;
  const titles = async (entry: EntryDetails) => {
    const versions = await history(entry);
    const read = versions.map(({ id }) => readVersion(desk.context, { ...desk.call, ...of(entry, id) }));
    return (await Promise.all(read)).map(({ content }) => content['title']);
  };
  const restore = (entry: EntryDetails, versionId: string) =>
    restoreVersion(desk.context, { ...desk.call, ...seen(entry), versionId });
  const name = (entry: EntryDetails, text: string | null) =>
    nameVersion(desk.context, { ...desk.call, ...of(entry, entry.draft.versionId), name: text });

  it('hold the saves of one editor and one sitting in one version, each under an id of its own', async () => {
    const entry = await desk.create({ title: 'One' });
    const second = await desk.save(entry, { title: 'Two' });
    const third = await desk.save(second, { title: 'Three' });
    expect(third.draft).toMatchObject({ number: 1, content: { title: 'Three' } });
    const versions = await history(entry);
    expect(versions).toMatchObject([
      { id: third.draft.versionId, number: 1, isKept: false, isDraft: true, isPublic: false },
    ]);
    expect(versions[0]?.begunAt).toBe(entry.draft.savedAt);
    expect(versions[0]?.savedAt).toBe(third.draft.savedAt);
    await expect(
      readVersion(desk.context, { ...desk.call, ...of(entry, entry.draft.versionId) }),
    ).rejects.toMatchObject({ code: 'version-not-found' });
    await expect(desk.save(second, { title: 'Late' })).rejects.toMatchObject({ code: 'version-conflict' });
    expect((await desk.audit())[0]).toMatchObject({
      action: 'entry.save',
      details: { versionId: third.draft.versionId, after: second.draft.versionId },
    });
  });

  it('begin anew after a pause, counted from the last save', async () => {
    const entry = await desk.create({ title: 'Before' });
    desk.wait(SITTING_PAUSE_MS / 2);
    const still = await desk.save(entry, { title: 'Still there' });
    desk.wait(SITTING_PAUSE_MS / 2 + 60_000);
    const yet = await desk.save(still, { title: 'Yet there' });
    desk.wait(SITTING_PAUSE_MS + 1);
    await desk.save(yet, { title: 'Back again' });
    expect(await titles(entry)).toEqual(['Back again', 'Yet there']);
  });

  it('begin anew with the edit of somebody else, and again when the first one goes on', async () => {
    const entry = await desk.create({ title: 'Mine' });
    const theirs = await saveDraft(desk.context, {
      actor: other,
      correlationId: null,
      ...seen(entry),
      content: { title: 'Theirs' },
    });
    await desk.save(theirs, { title: 'Mine again' });
    expect(await titles(entry)).toEqual(['Mine again', 'Theirs', 'Mine']);
  });

  it('never hold what a program saved without an account together', async () => {
    const call = { actor: SYSTEM_ACTOR, correlationId: null };
    const entry = await desk.create({ title: 'One' });
    const first = await saveDraft(desk.context, { ...call, ...seen(entry), content: { title: 'Two' } });
    await saveDraft(desk.context, { ...call, ...seen(first), content: { title: 'Three' } });
    expect(await titles(entry)).toEqual(['Three', 'Two', 'One']);
  });

  it.each<[why: string, keep: (entry: EntryDetails) => Promise<unknown>]>([
    ['published', (entry) => desk.publish(entry)],
    [
      'published once, and withdrawn',
      async (entry) => {
        await desk.publish(entry);
        await withdrawEntries(desk.context, { ...desk.call, entryIds: [entry.id] });
      },
    ],
    ['named', (entry) => name(entry, 'For the lawyers')],
    [
      'named once',
      async (entry) => {
        await name(entry, 'For the lawyers');
        await name(entry, null);
      },
    ],
    [
      'scheduled',
      async (entry) => {
        const items = [{ action: 'publish' as const, ...seen(entry) }];
        await schedulePublication(desk.context, { ...desk.call, at: NEXT_YEAR, items });
      },
    ],
    [
      'in the log through a process that keeps nothing',
      async (entry) => {
        await desk.publish(entry);
        await desk.database.write((tx) =>
          tx.updateTable('version').set({ kept_at: null }).where('entry_id', '=', entry.id).execute(),
        );
      },
    ],
  ])('keep one for good that was %s', async (why, keep) => {
    const entry = await desk.create({ title: why });
    await keep(entry);
    await desk.save(entry, { title: 'Next' });
    expect(await titles(entry)).toEqual(['Next', why]);
  });

  it('are left alone by content that is there already', async () => {
    const entry = await desk.create({ title: 'Same' });
    const again = await desk.save(entry, entry.draft.content);
    expect(again.draft.versionId).toBe(entry.draft.versionId);
    const [version] = await history(entry);
    expect(await restore(entry, version?.id ?? '')).toEqual(entry);
    expect(await history(entry)).toEqual([version]);
  });

  it('are restored as a new one; the one restored from and the draft that was left stay', async () => {
    const entry = await desk.create({ title: 'First' });
    await name(entry, 'The first');
    const second = await desk.save(entry, { title: 'Second' });
    const restored = await restore(second, entry.draft.versionId);
    expect(restored).toMatchObject({ title: 'First', draft: { number: 3, content: { title: 'First' } } });
    expect(await readEntry(desk.context, { ...desk.call, entryId: entry.id })).toEqual(restored);
    const next = await desk.save(restored, { title: 'Fourth' });
    expect(await titles(entry)).toEqual(['Fourth', 'First', 'Second', 'First']);
    expect((await history(entry)).map(({ isKept, restoredFrom }) => [isKept, restoredFrom])).toEqual([
      [false, null],
      [true, 1],
      [true, null],
      [true, null],
    ]);
    await expect(restore(restored, entry.draft.versionId)).rejects.toMatchObject({
      code: 'version-conflict',
      details: { extra: { current: next } },
    });
  });

  it('are not restored where a field has come to be of another type, and it is said what to do', async () => {
    const entry = await desk.create({ title: 'Old' });
    await desk.publish(entry);
    const now = await desk.save(entry, { title: 'New' });
    await desk.database.write((tx) =>
      tx
        .updateTable('version')
        .set({ content: '{"title":7}' })
        .where('id', '=', entry.draft.versionId)
        .execute(),
    );
    await expect(restore(now, entry.draft.versionId)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('save it as the draft'),
      details: { issues: [expect.objectContaining({ path: 'title' })] },
    });
  });

  it('are listed the newest first, in pages, with what became of them', async () => {
    const entry = await desk.create({ title: 'One' });
    await desk.publish(entry);
    const second = await desk.save(entry, { title: 'Two', slug: 'one' });
    await desk.publish(second);
    await desk.save(second, { title: 'Three' });
    const first = await listVersions(desk.context, { ...desk.call, entryId: entry.id, limit: 2 });
    expect(first.versions).toMatchObject([
      {
        number: 3,
        isDraft: true,
        isPublic: false,
        wasPublished: false,
        savedBy: desk.editor.userId,
        savedByName: 'editor',
      },
      { number: 2, isDraft: false, isPublic: true, wasPublished: true },
    ]);
    const rest = await listVersions(desk.context, {
      ...desk.call,
      entryId: entry.id,
      cursor: first.nextCursor ?? '',
    });
    expect(rest).toMatchObject({
      versions: [{ number: 1, isPublic: false, wasPublished: true }],
      nextCursor: null,
    });
    await expect(
      listVersions(desk.context, { ...desk.call, entryId: entry.id, cursor: 'x' }),
    ).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('are compared, with the draft unless told otherwise', async () => {
    const entry = await desk.create({ title: 'A walk', body: { markdown: 'One.\n\nTwo.' } });
    await desk.publish(entry);
    const next = await desk.save(entry, { title: 'A long walk', body: { markdown: 'One.\n\nThree.' } });
    const compared = await compareVersions(desk.context, {
      ...desk.call,
      entryId: entry.id,
      fromVersionId: entry.draft.versionId,
    });
    expect(compared).toMatchObject({
      from: { number: 1 },
      to: { number: 2, id: next.draft.versionId },
      differences: [
        { path: 'title', kind: 'text' },
        { path: 'slug', kind: 'text' },
        { path: 'body', kind: 'richText', blocks: [{ id: 'b2', change: 'changed' }] },
      ],
    });
    const none = await compareVersions(desk.context, {
      ...desk.call,
      entryId: entry.id,
      fromVersionId: next.draft.versionId,
      toVersionId: next.draft.versionId,
    });
    expect(none.differences).toEqual([]);
  });

  it('belong to one entry, and are not found through another', async () => {
    const [one, two] = [await desk.create({ title: 'One' }), await desk.create({ title: 'Two' })];
    const foreign = { ...desk.call, entryId: one.id, versionId: two.draft.versionId };
    const attempts = [
      () => readVersion(desk.context, foreign),
      () => nameVersion(desk.context, { ...foreign, name: 'Mine' }),
      () => restoreVersion(desk.context, { ...foreign, ...seen(one) }),
      () => compareVersions(desk.context, { ...foreign, fromVersionId: two.draft.versionId }),
      () => readVersion(desk.context, { ...foreign, versionId: NOBODY }),
      () => readVersion(desk.context, { ...foreign, versionId: 'nul \0' }),
    ];
    for (const attempt of attempts)
      await expect(attempt()).rejects.toMatchObject({ code: 'version-not-found' });
  });

  it('are named and restored by those who may save the entry, and read by everybody', async () => {
    const entry = await desk.create({ title: 'Guarded' });
    const viewer = { actor: await desk.actor('viewer'), correlationId: null };
    const version = of(entry, entry.draft.versionId);
    expect(await readVersion(desk.context, { ...viewer, ...version })).toMatchObject({ number: 1 });
    const refused = { code: 'not-allowed' };
    await expect(nameVersion(desk.context, { ...viewer, ...version, name: 'X' })).rejects.toMatchObject(
      refused,
    );
    await expect(
      restoreVersion(desk.context, { ...viewer, ...version, ...seen(entry) }),
    ).rejects.toMatchObject(refused);
  });

  it('take no name that nobody can see, or that has lines', async () => {
    const entry = await desk.create({ title: 'Nameless' });
    for (const text of ['', ' ', '\u200b', 'two\nlines', 'x'.repeat(101)]) {
      await expect(name(entry, text)).rejects.toMatchObject({ code: 'invalid-input' });
    }
    expect(await history(entry)).toMatchObject([{ name: null, isKept: false }]);
  });

  it('lose nothing that was acknowledged while several editors save, restore, name, publish and schedule at once', async () => {
    const entries = await Promise.all(['red', 'blue'].map((slug) => desk.create({ title: slug, slug })));
    const editors = [desk.editor, other, await desk.actor('editor'), await desk.actor('owner')];
    const record = createRecord();
    const random = createRandom(20_261_128);
    await Promise.all(
      editors.map(async (actor, position) => {
        for (let step = 0; step < STEPS; step += 1) {
          const entry = random.pick(entries);
          if (random.next() < 0.05) desk.wait(SITTING_PAUSE_MS);
          const action = { actor, correlationId: `${position}-${step}`, entryId: entry.id };
          await act(desk, { action, choice: random.next(), record, random });
        }
      }),
    );
    expect(record.saves.size).toBeGreaterThan(STEPS);
    expect(record.kept.size).toBeGreaterThan(10);
    await expectNothingLost(desk, record);
  });
});

function of({ id: entryId }: EntryDetails, versionId: string) {
  return { entryId, versionId };
}

const STEPS = 40;
const LOST_RACES: ReadonlySet<string> = new Set(['version-conflict', 'version-not-found']);

/** What was acknowledged: the content of each save, and of each version that was published, scheduled, named or restored from. */
type Acknowledged = { saves: Map<string, Content>; kept: Map<string, Content> };

function createRecord(): Acknowledged {
  return { saves: new Map(), kept: new Map() };
}

type Step = {
  action: { actor: Actor; correlationId: string; entryId: string };
  choice: number;
  record: Acknowledged;
  random: Random;
};

/** Does what an editor does with what they see; somebody else may be faster. */
async function act(desk: Desk, { action, choice, record, random }: Step): Promise<void> {
  const { context } = desk;
  const entry = await readEntry(context, action);
  const { content, versionId } = entry.draft;
  try {
    if (choice < 0.65) {
      const title = `${action.correlationId} by ${action.actor.userId ?? ''}`;
      const saved = await saveDraft(context, {
        ...action,
        expectedVersionId: versionId,
        content: { ...content, title },
      });
      record.saves.set(saved.draft.versionId, saved.draft.content);
    } else if (choice < 0.72) {
      await publishSeen(desk, action, versionId);
      record.kept.set(versionId, content);
    } else if (choice < 0.78) {
      const items = [{ action: 'publish' as const, entryId: entry.id, expectedVersionId: versionId }];
      await schedulePublication(context, { ...action, at: NEXT_YEAR, items });
      record.kept.set(versionId, content);
    } else if (choice < 0.88) {
      const named = await nameVersion(context, { ...action, versionId, name: action.correlationId });
      record.kept.set(named.id, named.content);
    } else {
      const { versions } = await listVersions(context, { ...action, limit: 20 });
      const { id: source } = random.pick(versions);
      const { content: sourceContent } = await readVersion(context, { ...action, versionId: source });
      const restored = await restoreVersion(context, {
        ...action,
        versionId: source,
        expectedVersionId: versionId,
      });
      record.saves.set(restored.draft.versionId, restored.draft.content);
      if (restored.draft.versionId === versionId) return;
      record.kept.set(source, sourceContent);
      record.kept.set(versionId, content);
    }
  } catch (error) {
    if (!(error instanceof AppError && LOST_RACES.has(error.code))) throw error;
  }
}

async function publishSeen(desk: Desk, action: Step['action'], versionId: string): Promise<void> {
  const { entryId, ...call } = action;
  await publishEntries(desk.context, { ...call, entries: [{ entryId, expectedVersionId: versionId }] });
}

/** A save is in the version that it made, or the audit says which later save of the same editor took its place, without a pause in between. */
async function expectNothingLost(desk: Desk, { kept, saves }: Acknowledged): Promise<void> {
  const rows = await desk.database.db.selectFrom('version').select(['id', 'content']).execute();
  const stored = new Map(rows.map(({ content, id }) => [id, JSON.parse(content) as Content]));
  const audits = await listAudit(desk.database.db, { limit: 10_000 });
  const successors = new Map(audits.map((audit) => [audit.details['after'], audit]));
  const made = new Map(audits.map((audit) => [audit.details['versionId'], audit]));
  for (const [id, content] of saves) {
    let current = id;
    while (!stored.has(current)) {
      const [before, after] = [made.get(current), successors.get(current)];
      expect(after?.actorId).toBe(before?.actorId);
      expect(Date.parse(after?.at ?? '') - Date.parse(before?.at ?? '')).toBeLessThanOrEqual(
        SITTING_PAUSE_MS,
      );
      current = String(after?.details['versionId']);
    }
    // What took its place was acknowledged, too.
    expect(stored.get(current)).toEqual(current === id ? content : saves.get(current));
  }
  for (const [id, content] of kept) expect(stored.get(id)).toEqual(content);
  const published = await desk.database.db
    .selectFrom('publication_item')
    .select('version_id as id')
    .where('version_id', 'is not', null)
    .execute();
  for (const { id } of published) expect(stored.has(id ?? '')).toBe(true);
}
