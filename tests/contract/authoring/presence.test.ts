import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../../server/accounts/actor.ts';
import { PRESENCE_MS } from '../../../server/authoring/change-presence.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { expirePresence } from '../../../server/authoring/expire-presence.ts';
import { keepPresence } from '../../../server/authoring/keep-presence.ts';
import { leavePresence } from '../../../server/authoring/leave-presence.ts';
import { listPresence } from '../../../server/authoring/list-presence.ts';
import { saveDraft } from '../../../server/authoring/save-draft.ts';
import { takeOverLease } from '../../../server/authoring/take-over-lease.ts';
import { takedownEntry } from '../../../server/authoring/takedown-entry.ts';
import { openDatabase } from '../../../server/store/database.ts';
import { readEventsAfter } from '../../../server/store/events.ts';
import { newId } from '../../../server/store/new-id.ts';
import { sequenceEvents } from '../../../server/store/sequence-events.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, type Desk } from './desk.ts';

describe.each(DIALECTS)('presence on %s', (dialect) => {
  let desk: Desk;
  let entry: EntryDetails;
  let ana: Actor;
  let ben: Actor;
  let seen: number;

  beforeEach(async () => {
    desk = await openDesk(dialect);
    entry = await desk.create({ title: 'Open' });
    [ana, ben] = [await desk.actor('editor'), await desk.actor('editor')];
    seen = 1;
    await news();
  });
  afterEach(() => desk.close());

  const call = (actor: Actor) => ({ actor, correlationId: 'r', entryId: entry.id });
  const keep = (actor: Actor, clientId: string, blockId: string | null = null) =>
    keepPresence(desk.context, { ...call(actor), clientId, blockId });
  const leave = (actor: Actor, clientId: string) => leavePresence(desk.context, { ...call(actor), clientId });
  const takeOver = (actor: Actor, clientId: string) =>
    takeOverLease(desk.context, { ...call(actor), clientId });
  const list = async () =>
    (await listPresence(desk.context, call(ana))).map(
      ({ blockId, clientId, isHolder }) => `${clientId} ${blockId}${isHolder ? ' holds' : ''}`,
    );

  /** What has been told since the last look. */
  async function news(): Promise<string[]> {
    await desk.database.write((tx) => sequenceEvents(tx, { now: new Date().toISOString() }));
    const { events, upTo } = await readEventsAfter(desk.database.db, { seq: seen, limit: 100 });
    seen = upTo;
    return events.map(({ about: { from, presence }, kind }) =>
      [kind, presence?.clientId, ...(from === undefined ? [] : ['from', from.clientId])].join(' '),
    );
  }

  it('gives the lease to the first one who may save, and shows it to the others', async () => {
    const viewer = await desk.actor('viewer');
    expect(await keep(viewer, 'v')).toMatchObject({ isHolder: false });
    expect(await keep(ana, 'a', 'b1')).toMatchObject({ isHolder: true });
    const second = await keep(ben, 'b');
    expect(second.isHolder).toBe(false);
    expect(second.present).toMatchObject([
      { userId: viewer.userId, isHolder: false },
      { userId: ana.userId, userName: 'editor', clientId: 'a', blockId: 'b1', isHolder: true },
      { userId: ben.userId, isHolder: false },
    ]);
    expect(await news()).toEqual([
      'presence.opened v',
      'presence.opened a',
      'lease.given a',
      'presence.opened b',
    ]);
  });

  it('tells of the block that somebody is in, and of nothing while nothing changes', async () => {
    await keep(ana, 'a');
    await news();
    await keep(ana, 'a');
    expect(await news()).toEqual([]);
    await keep(ana, 'a', 'b2');
    expect(await news()).toEqual(['presence.moved a']);
    expect(await list()).toEqual(['a b2 holds']);
  });

  it('passes the lease on to the one who came next when its window is closed', async () => {
    for (const [actor, window] of [
      [ana, 'a'],
      [await desk.actor('viewer'), 'v'],
      [ben, 'b'],
      [ana, 'a2'],
    ] as const)
      await keep(actor, window);
    await news();
    await leave(ana, 'a');
    await leave(ana, 'a');
    expect(await news()).toEqual(['presence.closed a', 'lease.given b']);
    expect(await list()).toEqual(['v null', 'b null holds', 'a2 null']);
    expect(await keep(ana, 'a')).toMatchObject({ isHolder: false });
  });

  it('does not close the window of somebody else', async () => {
    await keep(ana, 'a');
    await leave(ben, 'a');
    expect(await list()).toEqual(['a null holds']);
  });

  it('takes a window that is silent for closed, whoever notices it', async () => {
    await keep(ana, 'a');
    await keep(ben, 'b');
    desk.wait(PRESENCE_MS / 2);
    await keep(ben, 'b');
    desk.wait(PRESENCE_MS / 2);
    await news();
    expect(await list()).toEqual(['b null']);
    await expirePresence(desk.context);
    expect(await news()).toEqual(['presence.closed a', 'lease.given b']);
    desk.wait(PRESENCE_MS);
    expect(await keep(ana, 'a')).toMatchObject({ isHolder: true });
    expect(await news()).toEqual(['presence.closed b', 'presence.opened a', 'lease.given a']);
    await expirePresence(desk.context);
    expect(await news()).toEqual([]);
  });

  it('lets whoever may save take the lease over, and tells from whom', async () => {
    await keep(ana, 'a');
    await keep(ben, 'b', 'b7');
    await news();
    expect(await takeOver(ben, 'b')).toMatchObject({ isHolder: true });
    expect(await news()).toEqual(['lease.taken b from a']);
    expect(await list()).toEqual(['a null', 'b b7 holds']);
    expect(await keep(ana, 'a')).toMatchObject({ isHolder: false });
    await takeOver(ben, 'b');
    expect(await news()).toEqual([]);
    await takeOver(ana, 'from elsewhere');
    expect(await news()).toEqual(['presence.opened from elsewhere', 'lease.taken from elsewhere from b']);
  });

  it('lets nobody take it who may not save', async () => {
    const viewer = await desk.actor('viewer');
    const author = await desk.actor('author');
    await keep(ana, 'a');
    for (const actor of [viewer, author])
      await expect(takeOver(actor, 'w')).rejects.toMatchObject({ code: 'not-allowed' });
    expect(await list()).toEqual(['a null holds']);
  });

  it('takes the lease from a window whose user may save no more', async () => {
    await keep(ana, 'a');
    await keep(ben, 'b');
    await keep({ userId: ana.userId, role: 'viewer' }, 'a');
    expect(await list()).toEqual(['a null', 'b null holds']);
  });

  it('gives one lease to windows that come at once, also in several processes', async () => {
    const { databaseUrl, dataDir } = desk.test;
    const other = await openDatabase({ databaseUrl, dataDir });
    const contexts = [desk.context, { ...desk.context, database: other }];
    const windows = Array.from({ length: 12 }, (_, index) => `w${index}`);
    const kept = await Promise.all(
      windows.map((clientId, index) =>
        keepPresence(contexts[index % 2] ?? desk.context, { ...call(ana), clientId, blockId: null }),
      ),
    );
    await other.close();
    expect(kept.filter(({ isHolder }) => isHolder)).toHaveLength(1);
    expect((await list()).filter((window) => window.endsWith('holds'))).toHaveLength(1);
    expect((await news()).filter((told) => told.startsWith('lease.'))).toHaveLength(1);
  });

  it('blocks no save, and refuses one that asks for it where somebody else holds the lease', async () => {
    await keep(ana, 'a');
    await keep(ben, 'b');
    const save = (actor: Actor, holder?: string) =>
      saveDraft(desk.context, {
        ...call(actor),
        expectedVersionId: entry.draft.versionId,
        content: { title: `By ${actor.userId}` },
        holder,
      });
    for (const [actor, window] of [
      [ben, 'b'],
      [ben, 'a'],
      [ana, 'another'],
    ] as const) {
      await expect(save(actor, window)).rejects.toMatchObject({
        code: 'lease-not-held',
        details: { extra: { holder: { user: { id: ana.userId, name: 'editor' }, clientId: 'a' } } },
      });
    }
    entry = await save(ana, 'a');
    entry = await save(ben);
    desk.wait(PRESENCE_MS);
    await expect(save(ana, 'a')).rejects.toMatchObject({
      code: 'lease-not-held',
      details: { extra: { holder: null } },
    });
  });

  it('loses nothing by a takeover: what was typed before goes in, or comes back to be merged', async () => {
    await keep(ana, 'a');
    await keep(ben, 'b');
    const typed = {
      ...call(ana),
      expectedVersionId: entry.draft.versionId,
      content: { title: 'Typed by Ana' },
    };
    await takeOver(ben, 'b');
    const saved = await saveDraft(desk.context, typed);
    const late = saveDraft(desk.context, {
      ...call(ben),
      expectedVersionId: entry.draft.versionId,
      content: { title: 'Typed by Ben' },
      holder: 'b',
    });
    await expect(late).rejects.toMatchObject({
      code: 'version-conflict',
      details: { extra: { current: { draft: { versionId: saved.draft.versionId } } } },
    });
  });

  it('is refused for an entry that is not there, or not any more', async () => {
    const nowhere = { ...call(ana), entryId: newId(), clientId: 'a' };
    await expect(keepPresence(desk.context, { ...nowhere, blockId: null })).rejects.toMatchObject({
      code: 'entry-not-found',
    });
    await keep(ana, 'a');
    await takedownEntry(desk.context, { ...call(await desk.actor('owner')), reason: 'A test.' });
    await expect(keep(ana, 'a')).rejects.toMatchObject({ code: 'taken-down' });
  });
});
