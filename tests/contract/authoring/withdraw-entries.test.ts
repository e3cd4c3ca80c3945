import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { readEntry } from '../../../server/authoring/read-entry.ts';
import { withdrawEntries } from '../../../server/authoring/withdraw-entries.ts';
import { readPublicationsAfter } from '../../../server/store/publications.ts';
import { DIALECTS } from '../../support/databases.ts';
import { raceAgainstOpenTransaction } from '../../support/open-transaction.ts';
import { openDesk, type Desk } from './desk.ts';

describe.each(DIALECTS)('withdrawing on %s', (dialect) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(dialect);
  });
  afterAll(() => desk.close());

  const publishNew = async (title: string): Promise<EntryDetails> => {
    const entry = await desk.create({ title });
    await desk.publish(entry);
    return entry;
  };
  const withdraw = (...entries: EntryDetails[]) =>
    withdrawEntries(desk.context, { ...desk.call, entryIds: entries.map(({ id }) => id) });
  const read = (entryId: string) => readEntry(desk.context, { ...desk.call, entryId });

  it('takes entries from the public as one publication, keeps their drafts, and signals it', async () => {
    const drafts = [await publishNew('One'), await publishNew('Two')];
    const { seq } = await desk.logHead();
    desk.signals.length = 0;
    const { publication, entries } = await withdraw(...drafts);
    expect(entries).toMatchObject([
      { title: 'One', state: 'withdrawn', livePath: null, publishedVersionId: null, publishedAt: null },
      { title: 'Two', state: 'withdrawn' },
    ]);
    expect(entries.map(({ draft }) => draft)).toEqual(drafts.map(({ draft }) => draft));
    expect(desk.signals).toEqual([publication]);
    const [added] = await desk.database.read((tx) => readPublicationsAfter(tx, { seq, limit: 10 }));
    expect(added).toMatchObject({
      seq: seq + 1,
      changes: [
        { kind: 'withdraw', entryId: drafts[0]?.id, path: '/blog/one/' },
        { kind: 'withdraw', entryId: drafts[1]?.id, path: '/blog/two/' },
      ],
    });
    expect((await desk.audit())[0]).toMatchObject({
      action: 'entry.withdraw',
      subject: `publication:${seq + 1}`,
    });
  });

  it('frees the path for others, and the entry can be published again', async () => {
    const entry = await publishNew('Again');
    await withdraw(entry);
    const other = await desk.create({ title: 'Other', slug: 'again' });
    await desk.publish(other);
    await expect(desk.publish(entry)).rejects.toMatchObject({ code: 'path-taken' });
    await withdraw(other);
    const { entries } = await desk.publish(entry);
    expect(entries).toMatchObject([{ state: 'live', livePath: '/blog/again/' }]);
  });

  it('withdraws nothing of a bundle in which one is not public', async () => {
    const entry = await publishNew('Public');
    const draft = await desk.create({ title: 'Draft' });
    const head = await desk.logHead();
    await expect(withdraw(entry, draft)).rejects.toMatchObject({
      code: 'not-published',
      details: { extra: { entryId: draft.id } },
    });
    expect(await desk.logHead()).toEqual(head);
    expect(await read(entry.id)).toMatchObject({ state: 'live', livePath: '/blog/public/' });
  });

  it('withdraws an entry once, also while somebody else is withdrawing it', async () => {
    const entry = await publishNew('Impatient');
    const race = await raceAgainstOpenTransaction(desk.database, {
      first: (database) =>
        withdrawEntries({ ...desk.context, database }, { ...desk.call, entryIds: [entry.id] }),
      second: () => withdraw(entry),
    });
    expect(race.second).toMatchObject({ reason: { code: 'not-published' } });
    expect(await desk.logHead()).toEqual(race.first.publication);
  });

  it('is not held up by changes since the entry was published', async () => {
    const entry = await publishNew('Changed');
    await desk.save(entry, {});
    expect((await withdraw(entry)).entries).toMatchObject([{ state: 'withdrawn' }]);
  });

  it('refuses an empty bundle and an entry that does not exist', async () => {
    await expect(withdraw()).rejects.toMatchObject({ code: 'invalid-input' });
    const request = { ...desk.call, entryIds: ['nothing'] };
    await expect(withdrawEntries(desk.context, request)).rejects.toMatchObject({ code: 'entry-not-found' });
  });

  it('does not let an author withdraw what somebody else made', async () => {
    const entry = await publishNew('Foreign');
    const request = { actor: await desk.actor('author'), correlationId: null, entryIds: [entry.id] };
    await expect(withdrawEntries(desk.context, request)).rejects.toMatchObject({ code: 'not-allowed' });
    expect((await read(entry.id)).state).toBe('live');
  });
});
