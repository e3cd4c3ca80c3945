import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Call } from '../../../server/authoring/authoring-context.ts';
import { changeEntries, type BulkAction } from '../../../server/authoring/change-entries.ts';
import { compareVersions } from '../../../server/authoring/compare-versions.ts';
import { deleteEntry } from '../../../server/authoring/delete-entry.ts';
import { duplicateEntry } from '../../../server/authoring/duplicate-entry.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { listBacklinks } from '../../../server/authoring/list-backlinks.ts';
import { listEntries } from '../../../server/authoring/list-entries.ts';
import { listVersions } from '../../../server/authoring/list-versions.ts';
import { readEntry } from '../../../server/authoring/read-entry.ts';
import { restoreEntry } from '../../../server/authoring/restore-entry.ts';
import { restoreVersion } from '../../../server/authoring/restore-version.ts';
import { revertPublication } from '../../../server/authoring/revert-publication.ts';
import { setRedirect } from '../../../server/authoring/set-redirect.ts';
import { takedownEntry } from '../../../server/authoring/takedown-entry.ts';
import { trashEntry } from '../../../server/authoring/trash-entry.ts';
import { withdrawEntries } from '../../../server/authoring/withdraw-entries.ts';
import { verifyPublicationChain } from '../../../server/store/publication-chain.ts';
import { readPublicationsAfter } from '../../../server/store/publications.ts';
import { readPublishedState } from '../../../server/store/published-state.ts';
import { listVersions as storedVersions } from '../../../server/store/versions.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, seen, type Content, type Desk } from './desk.ts';

describe.each(DIALECTS)('the trash on %s', (dialect) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(dialect);
  });
  afterAll(() => desk.close());

  const trash = (entry: EntryDetails, call: Call = desk.call) =>
    trashEntry(desk.context, { ...call, ...seen(entry) });
  const restore = (entry: EntryDetails, call: Call = desk.call) =>
    restoreEntry(desk.context, { ...call, ...seen(entry) });
  const erase = (entry: EntryDetails, despiteReferences = false) =>
    deleteEntry(desk.context, { ...desk.call, ...seen(entry), despiteReferences });
  const read = ({ id: entryId }: EntryDetails) => readEntry(desk.context, { ...desk.call, entryId });
  const listed = async (listing: object) =>
    (await listEntries(desk.context, { ...desk.call, limit: 200, ...listing })).entries.map(({ id }) => id);

  async function createPublished(content: Content): Promise<EntryDetails> {
    const entry = await desk.create(content);
    await desk.publish(entry);
    return await read(entry);
  }

  it('takes an entry from the lists, where it can be read, and gives it back as it was', async () => {
    const entry = await desk.create({ title: 'Thrown away', body: { markdown: 'Elderberries.' } });
    const { entry: trashed, publication } = await trash(entry);
    expect(publication).toBeNull();
    expect(trashed).toEqual({ ...entry, state: 'trashed', trashedAt: trashed.trashedAt });
    expect(await read(entry)).toEqual(trashed);
    expect((await listVersions(desk.context, { ...desk.call, entryId: entry.id })).versions).toHaveLength(1);
    expect(await listed({})).not.toContain(entry.id);
    expect(await listed({ q: 'elderberries' })).toEqual([]);
    expect(await listed({ state: 'trashed' })).toContain(entry.id);
    expect(await listed({ state: 'trashed', q: 'elderberries' })).toEqual([entry.id]);

    const restored = await restore(trashed);
    expect(restored).toEqual({ ...entry, updatedAt: restored.updatedAt });
    expect(await listed({ q: 'elderberries' })).toEqual([entry.id]);
    const actions = (await desk.audit()).map(({ action, subject }) => [action, subject]);
    expect(actions.slice(0, 2)).toEqual([
      ['entry.restore', `entry:${entry.id}`],
      ['entry.trash', `entry:${entry.id}`],
    ]);
  });

  it('takes an entry from the public, where it does not come back by itself', async () => {
    const entry = await createPublished({ title: 'Public and gone' });
    const { entry: trashed, publication } = await trash(entry);
    expect(publication?.seq).toBe((await desk.logHead()).seq);
    expect(desk.signals.at(-1)).toEqual(publication);
    expect(trashed).toMatchObject({ state: 'trashed', livePath: null, publishedVersionId: null });
    const restored = await restore(trashed);
    expect(restored).toMatchObject({ state: 'withdrawn', livePath: null });
    await desk.publish(restored);
    expect(await read(entry)).toMatchObject({ state: 'live', livePath: '/blog/public-and-gone/' });
  });

  it('keeps everybody from changing what is in it, and says so', async () => {
    const entry = await createPublished({ title: 'Left alone' });
    const { entry: trashed } = await trash(entry);
    const { id: entryId } = entry;
    const { versionId } = entry.draft;
    const attempts = [
      () => desk.save(trashed, { title: 'Changed' }),
      () => desk.publish(trashed),
      () => withdrawEntries(desk.context, { ...desk.call, entryIds: [entryId] }),
      () => trash(trashed),
      () => restoreVersion(desk.context, { ...desk.call, ...seen(entry), versionId }),
      () => duplicateEntry(desk.context, { ...desk.call, entryId }),
      () => desk.create({ title: 'Übersetzt' }, { locale: 'de', translationOf: entryId }),
    ];
    for (const attempt of attempts) {
      await expect(attempt()).rejects.toMatchObject({
        code: 'entry-trashed',
        message: '"Left alone" is in the trash. Restore it from there first.',
      });
    }
    expect(await read(entry)).toEqual(trashed);
    // Looking at what it was changes nothing.
    await compareVersions(desk.context, { ...desk.call, entryId, fromVersionId: versionId });
  });

  it('takes what was seen, and nothing else', async () => {
    const entry = await desk.create({ title: 'Seen' });
    const later = await desk.save(entry, { title: 'Changed meanwhile' });
    await expect(trash(entry)).rejects.toMatchObject({ code: 'version-conflict' });
    const { entry: trashed } = await trash(later);
    await expect(restore(entry)).rejects.toMatchObject({ code: 'version-conflict' });
    await expect(erase(entry)).rejects.toMatchObject({ code: 'version-conflict' });
    await restore(trashed);
    await expect(restore(later)).rejects.toMatchObject({ code: 'not-in-trash' });
    await expect(erase(later)).rejects.toMatchObject({ code: 'not-in-trash' });
  });

  it('refuses to give back what another entry has taken the place of', async () => {
    const original = await desk.create({ title: 'Original' });
    const place = { locale: 'de', translationOf: original.id };
    const first = await desk.create({ title: 'Erste Fassung' }, place);
    const { entry: trashed } = await trash(first);
    const second = await desk.create({ title: 'Zweite Fassung' }, place);
    await expect(restore(trashed)).rejects.toMatchObject({ code: 'translation-exists' });
    await trash(second);
    expect(await restore(trashed)).toMatchObject({ translationGroup: original.translationGroup });
  });

  it('gives a single back to the translations that there are by then', async () => {
    const en = await desk.create({ siteTitle: 'Old' }, { collection: 'settings' });
    await trash(en);
    const de = await desk.create({ siteTitle: 'Neu' }, { collection: 'settings', locale: 'de' });
    expect(de.translationGroup).not.toBe(en.translationGroup);
    expect(await restore(en)).toMatchObject({ translationGroup: de.translationGroup });
    await expect(duplicateEntry(desk.context, { ...desk.call, entryId: de.id })).rejects.toMatchObject({
      code: 'single-exists',
    });
  });

  it('is for those who may change the entry, and for those who may withdraw it if it is public', async () => {
    const contributor = { actor: await desk.actor('contributor'), correlationId: null };
    const viewer = { actor: await desk.actor('viewer'), correlationId: null };
    const entry = await desk.create({ title: 'Of the editor' });
    for (const call of [contributor, viewer])
      await expect(trash(entry, call)).rejects.toMatchObject({ code: 'not-allowed' });
    const { userId } = contributor.actor;
    await desk.database.write((tx) =>
      tx.updateTable('entry').set({ created_by: userId }).where('id', '=', entry.id).execute(),
    );
    await trash(entry, contributor);
    await restore(entry, contributor);
    await desk.publish(entry);
    await expect(trash(entry, contributor)).rejects.toMatchObject({ code: 'not-allowed' });
    expect(await read(entry)).toMatchObject({ state: 'live' });
  });

  it('deletes for good: nothing of the content is left, and the log still holds', async () => {
    const entry = await createPublished({ title: 'Quittenbrot', body: { markdown: 'Quittenbrot.' } });
    await expect(erase(entry)).rejects.toMatchObject({ code: 'not-in-trash' });
    const { entry: trashed } = await trash(entry);
    const { seq } = await desk.logHead();
    expect(await erase(trashed)).toEqual({ publication: null });
    await expect(read(entry)).rejects.toMatchObject({
      code: 'entry-not-found',
      message: 'The entry was deleted for good. Nothing of it is left.',
    });
    for (const attempt of [() => restore(trashed), () => erase(trashed), () => desk.publish(trashed)])
      await expect(attempt()).rejects.toMatchObject({ code: 'entry-not-found' });
    expect(await listed({ state: 'trashed' })).not.toContain(entry.id);
    expect(await listed({ state: 'trashed', q: 'quittenbrot' })).toEqual([]);
    const { db } = desk.database;
    const versions = await storedVersions(db, { entryId: entry.id, limit: 10 });
    expect(JSON.stringify([versions, await desk.audit()])).not.toMatch(/quittenbrot/i);
    expect((await desk.logHead()).seq).toBe(seq);
    expect(await verifyPublicationChain(db)).toMatchObject({ intact: true });
    await readPublicationsAfter(db, { seq: 0, limit: 100 });
    const published: string[] = [];
    await readPublishedState(desk.database, {
      entries: (batch) => void published.push(...batch.map(({ id }) => id)),
      media: () => {},
      redirects: () => {},
    });
    expect(published).not.toContain(entry.id);
  });

  it('asks before it deletes what others refer to, and takes the redirects along', async () => {
    const topic = await createPublished({ title: 'A topic' });
    const other = await desk.create({ title: 'Refers to it', related: [topic.id] });
    const forgotten = await desk.create({ title: 'Refers from the trash', related: [topic.id] });
    await trash(forgotten);
    expect(await listBacklinks(desk.context, { ...desk.call, entryId: topic.id })).toMatchObject({
      count: 1,
      entries: [{ id: other.id, title: 'Refers to it' }],
    });
    await setRedirect(desk.context, {
      ...desk.call,
      path: '/topic/',
      status: 301,
      to: { kind: 'entry', entryId: topic.id },
    });
    const { entry: trashed } = await trash(topic);
    await expect(erase(trashed)).rejects.toMatchObject({
      code: 'entry-referenced',
      details: { extra: { count: 1, referrers: [{ id: other.id }] } },
    });
    expect(await read(topic)).toMatchObject({ state: 'trashed' });
    const { publication } = await erase(trashed, true);
    expect(publication?.seq).toBe((await desk.logHead()).seq);
    expect(await desk.count('redirect')).toBe(0);
    await expect(desk.publish(other)).rejects.toMatchObject({
      code: 'invalid-input',
      details: { issues: [{ path: 'related[0]', message: 'The entry that this names does not exist.' }] },
    });
  });

  it('can be taken down from, also after it was deleted', async () => {
    const actor = await desk.actor('owner');
    for (const isDeleted of [false, true]) {
      const entry = await createPublished({ title: `Unlawful ${isDeleted}` });
      const { entry: trashed } = await trash(entry);
      if (isDeleted) await erase(trashed);
      const { takedown } = await takedownEntry(desk.context, {
        actor,
        correlationId: null,
        entryId: entry.id,
        reason: 'Court order',
      });
      expect(takedown.paths).toEqual([`/blog/unlawful-${isDeleted}/`]);
      await expect(read(entry)).rejects.toMatchObject({ code: 'taken-down' });
      await expect(restore(trashed)).rejects.toMatchObject({ code: 'taken-down' });
    }
  });

  it('is not emptied by taking back the publication that threw something away', async () => {
    const entry = await createPublished({ title: 'Not by that way' });
    const { publication } = await trash(entry);
    const seq = publication?.seq ?? 0;
    const revert = () => revertPublication(desk.context, { ...desk.call, seq });
    await expect(revert()).rejects.toMatchObject({ code: 'entry-trashed' });
    await restore(entry);
    await revert();
    expect(await read(entry)).toMatchObject({ state: 'live' });
  });

  it('loses no save that was made while somebody threw the entry away', async () => {
    for (let round = 0; round < 20; round++) {
      const entry = await createPublished({ title: `Contended ${round}` });
      const [saved, trashed] = await Promise.allSettled([
        desk.save(entry, { title: `Saved ${round}`, slug: `contended-${round}` }),
        trash(entry),
      ]);
      // Whoever comes second has not seen what the first one did.
      expect([saved.status, trashed.status].toSorted()).toEqual(['fulfilled', 'rejected']);
      const { state, title } = await read(entry);
      expect([state, title]).toEqual(
        saved.status === 'fulfilled' ? ['changed', `Saved ${round}`] : ['trashed', `Contended ${round}`],
      );
    }
  });
});

describe.each(DIALECTS)('copies and bulk changes on %s', (dialect) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(dialect);
  });
  afterAll(() => desk.close());

  const copy = ({ id: entryId }: EntryDetails) => duplicateEntry(desk.context, { ...desk.call, entryId });
  const bulk = (action: BulkAction, entries: readonly EntryDetails[], call: Call = desk.call) =>
    changeEntries(desk.context, { ...call, action, entries: entries.map(seen) });

  it('a copy is a draft of whoever made it, under a title and an address of its own', async () => {
    const author = await desk.actor('author');
    const entry = await desk.create({ title: 'Walk', body: { markdown: 'On foot.' } });
    await desk.publish(entry);
    const made = await duplicateEntry(desk.context, {
      actor: author,
      correlationId: null,
      entryId: entry.id,
    });
    expect(made).toMatchObject({
      state: 'draft',
      title: 'Walk (copy)',
      createdBy: author.userId,
      path: '/blog/walk-copy/',
      draft: { content: { body: entry.draft.content['body'] } },
    });
    expect(made.translationGroup).not.toBe(entry.translationGroup);
    expect(await copy(entry)).toMatchObject({ path: '/blog/walk-copy-2/' });
    const german = await desk.create({ title: 'Spaziergang' }, { locale: 'de' });
    expect(await copy(german)).toMatchObject({ title: 'Spaziergang (Kopie)', locale: 'de' });
  });

  it('a bulk change does each by itself and says what became of it', async () => {
    const entries = [];
    for (let number = 0; number < 4; number++) entries.push(await desk.create({ title: `Bulk ${number}` }));
    const [first, second, third, fourth] = entries;
    if (!first || !second || !third || !fourth) throw new Error('four were made');
    await desk.save(second, { title: 'Changed meanwhile' });
    const outcome = async (action: BulkAction, which: readonly EntryDetails[]) =>
      (await bulk(action, which)).map((result) =>
        'error' in result ? result.error.code : (result.entry?.state ?? 'deleted'),
      );
    expect(await outcome('publish', [first, second, third])).toEqual(['live', 'version-conflict', 'live']);
    expect(await outcome('withdraw', [first, fourth])).toEqual(['withdrawn', 'not-published']);
    expect(await outcome('trash', entries)).toEqual(['trashed', 'version-conflict', 'trashed', 'trashed']);
    expect(await outcome('restore', [first, second])).toEqual(['withdrawn', 'not-in-trash']);
    expect(await outcome('delete', [third, first, fourth])).toEqual(['deleted', 'not-in-trash', 'deleted']);
    const viewer = { actor: await desk.actor('viewer'), correlationId: null };
    expect(await bulk('trash', [first], viewer)).toMatchObject([{ error: { code: 'not-allowed' } }]);
  });
});
