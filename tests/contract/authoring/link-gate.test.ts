import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PublicationChange } from '../../../model/publication.ts';
import type { DeadLink } from '../../../model/site-plan.ts';
import type { Actor } from '../../../server/accounts/actor.ts';
import type { AuthoringContext } from '../../../server/authoring/authoring-context.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { fireSchedule } from '../../../server/authoring/fire-schedule.ts';
import type { LinkOrder } from '../../../server/authoring/link-order.ts';
import { moveSchedule } from '../../../server/authoring/move-schedule.ts';
import { prepareSchedule } from '../../../server/authoring/prepare-schedule.ts';
import type { BundleItem } from '../../../server/authoring/bundle-steps.ts';
import { publishBundle } from '../../../server/authoring/publish-bundle.ts';
import { readEntry } from '../../../server/authoring/read-entry.ts';
import { readSchedule } from '../../../server/authoring/read-schedule.ts';
import { schedulePublication } from '../../../server/authoring/schedule-publication.ts';
import { AppError } from '../../../server/errors.ts';
import { listVersions, readVersion } from '../../../server/store/versions.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, seen, type Desk } from './desk.ts';
import { codeOf, NOON } from './schedule-desk.ts';

const GOING = '/blog/going/';

function linking(said: string, attrs: object = { href: GOING }) {
  const text = { type: 'text', text: said, marks: [{ type: 'link', attrs }] };
  const button = { type: 'button', attrs: { label: 'There', href: GOING } };
  return { type: 'doc', content: [{ type: 'paragraph', content: [text] }, button] };
}

/** As if the pages were what is public of the entries, and nothing else. */
describe.each(DIALECTS)('links that a publication would leave dead, on %s,', (dialect) => {
  let desk: Desk;
  let context: AuthoringContext;
  let going: EntryDetails;
  let holder: EntryDetails;
  let asked: number;
  let canTell: boolean;

  beforeEach(async () => {
    desk = await openDesk(dialect);
    [asked, canTell] = [0, true];
    context = { ...desk.context, prove: look, foreseeDeadLinks: look, siteUrl: 'https://site.example' };
    going = await desk.create({ title: 'Going' });
    holder = await desk.create({ title: 'Holder', body: linking('here') });
    await desk.publish(going, holder);
  });
  afterEach(() => desk.close());

  async function look(changes: readonly PublicationChange[]): Promise<DeadLink[] | null> {
    asked += 1;
    const isGone = changes.some((change) => change.kind === 'withdraw' && change.path === GOING);
    const isLedOn = changes.some((change) => change.kind === 'redirect' && change.redirect.path === GOING);
    const shown = changes.find((change) => change.kind === 'publish' && change.entry.id === holder.id);
    const content = shown?.kind === 'publish' ? shown.entry.fields : await publicContent(holder);
    if (!canTell) return null;
    if (!isGone || isLedOn || !JSON.stringify(content).includes(GOING)) return [];
    return [{ path: GOING, anchor: null, from: ['/', '/blog/holder/'], isCut: false }];
  }

  async function publicContent({ id }: EntryDetails): Promise<unknown> {
    const { publishedVersionId } = await entryNow(id);
    return (await readVersion(desk.database.db, { id: publishedVersionId ?? '' }))?.content;
  }

  const entryNow = (entryId: string) => readEntry(context, { ...desk.call, entryId });

  function withdraw(links: LinkOrder = {}, actor: Actor = desk.editor) {
    const items: BundleItem[] = [{ action: 'withdraw', entryId: going.id }];
    return publishBundle(context, { ...desk.call, actor, items, links });
  }

  const refusal = (actor: Actor) => withdraw({}, actor).catch((error: unknown) => error);

  const unlinked: LinkOrder = { resolve: [{ path: GOING, anchor: null, by: 'unlink' }] };

  async function expectNothingDone(): Promise<void> {
    expect([await desk.count('publication'), await desk.count('version')]).toEqual([1, 2]);
    expect((await entryNow(going.id)).state).toBe('live');
  }

  test('refuse it with the entries that hold them and what can be done, by permission', async () => {
    expect(await refusal(desk.editor)).toMatchObject({
      code: 'broken-links',
      details: {
        extra: {
          mayBreak: true,
          brokenLinks: [
            {
              path: GOING,
              from: [
                { path: '/', entryId: null, collection: null, title: null },
                { path: '/blog/holder/', entryId: holder.id, collection: 'posts', title: 'Holder' },
              ],
              ways: [{ by: 'redirect' }, { by: 'replace' }, { by: 'unlink' }],
            },
          ],
        },
      },
    });
    const { userId } = await desk.actor('author');
    await desk.database.write((tx) =>
      tx.updateTable('entry').set({ created_by: userId }).where('id', '=', going.id).execute(),
    );
    expect(await refusal({ userId, role: 'author' })).toMatchObject({
      details: { extra: { mayBreak: false, brokenLinks: [{ ways: [] }] } },
    });
    await expectNothingDone();
  });

  test('go from the text of the entry that holds them, in the same publication, and are told of in the audit', async () => {
    const { brokenLinks, publication } = await withdraw(unlinked);
    expect(brokenLinks).toEqual([]);
    expect(publication?.seq).toBe(2);
    const after = await entryNow(holder.id);
    expect(after).toMatchObject({ state: 'live', publishedVersionId: after.draftVersionId });
    const { content } = after.draft;
    expect(JSON.stringify(content)).not.toContain('link');
    expect(JSON.stringify(content)).toContain('here');
    expect(JSON.stringify(content)).toContain('There');
    const actions = (await desk.audit()).slice(0, 3).map(({ action, subject }) => `${action} ${subject}`);
    expect(actions.toSorted()).toEqual([
      'entry.publish publication:2',
      `entry.save entry:${holder.id}`,
      'entry.withdraw publication:2',
    ]);
  });

  test('go from a draft with other changes too, of which nothing becomes public and nothing is lost', async () => {
    const changed = await desk.save(holder, { title: 'Not yet', slug: 'holder', body: linking('secret') });
    await withdraw(unlinked);
    const after = await entryNow(holder.id);
    expect(after).toMatchObject({ state: 'changed', title: 'Not yet' });
    expect(JSON.stringify(after.draft.content)).toContain('secret');
    const shown = JSON.stringify(await publicContent(holder));
    expect(shown).toContain('here');
    for (const kept of ['secret', 'Not yet', GOING]) expect(shown).not.toContain(kept);
    expect(JSON.stringify(after.draft.content)).not.toContain(GOING);
    const versions = await listVersions(desk.database.db, { entryId: holder.id, limit: 9 });
    expect(versions.map(({ id }) => id)).toEqual([
      after.draftVersionId,
      after.publishedVersionId,
      changed.draft.versionId,
      holder.draft.versionId,
    ]);
  });

  test('stay in a draft that does not have them, which stays as it is', async () => {
    const changed = await desk.save(holder, { title: 'Holder', slug: 'holder' });
    await withdraw(unlinked);
    expect(await entryNow(holder.id)).toMatchObject({
      state: 'changed',
      draft: { versionId: changed.draft.versionId },
    });
    expect(JSON.stringify(await publicContent(holder))).not.toContain(GOING);
  });

  test('lead elsewhere, also where they name the entry or the whole address', async () => {
    const absolute = linking('full', { href: `https://site.example${GOING}?x=1#y` });
    const byId = linking('id', { entryId: going.id });
    const content = { body: absolute, sections: [{ type: 'note', text: byId }] };
    const whole = await desk.save(holder, { title: 'Holder', slug: 'holder', ...content });
    await desk.publish(whole);
    const to = { href: '/blog/other/' };
    await withdraw({ resolve: [{ path: GOING, anchor: null, by: 'replace', with: to }] });
    const shown = JSON.stringify(await publicContent(holder));
    expect(shown.match(/\/blog\/other\//g)).toHaveLength(4);
    for (const gone of [going.id, GOING]) expect(shown).not.toContain(gone);
  });

  test('are changed by whoever may change and publish what holds them, and by nobody else', async () => {
    const author = await desk.actor('author');
    await desk.database.write((tx) =>
      tx.updateTable('entry').set({ created_by: author.userId }).where('id', '=', going.id).execute(),
    );
    await expect(withdraw(unlinked, author)).rejects.toMatchObject({
      code: 'broken-links',
      message: expect.stringContaining('You may not change "Holder"'),
    });
    const to = { kind: 'path' as const, path: '/' };
    const led: LinkOrder = { resolve: [{ path: GOING, by: 'redirect', to, status: 301 }] };
    expect(await codeOf(withdraw(led, author))).toBe('not-allowed');
    expect(await codeOf(withdraw({ anyway: true }, author))).toBe('not-allowed');
    await expectNothingDone();
    expect((await withdraw({ anyway: true })).brokenLinks).toMatchObject([{ path: GOING }]);
  });

  test('are not changed over what somebody has saved meanwhile: then nothing is done', async () => {
    const { prove } = context;
    context.prove = async (changes) => {
      await desk.save(holder, { title: 'Quicker', slug: 'holder', body: linking('here') });
      return (await prove?.(changes)) ?? null;
    };
    expect(await codeOf(withdraw(unlinked))).toBe('version-conflict');
    expect(await desk.count('publication')).toBe(1);
    expect(await entryNow(holder.id)).toMatchObject({ title: 'Quicker' });
    expect((await entryNow(going.id)).state).toBe('live');
  });

  test('are led on by a redirect of the same publication', async () => {
    const to = { kind: 'entry' as const, entryId: holder.id };
    await withdraw({ resolve: [{ path: '/blog/going', by: 'redirect', to, status: 302 }] });
    const items = await desk.database.db
      .selectFrom('publication_item')
      .select('kind')
      .where('seq', '=', 2)
      .execute();
    expect(items.map(({ kind }) => kind).toSorted()).toEqual(['redirect', 'withdraw']);
    expect((await desk.audit()).map(({ action }) => action)).toContain('redirect.set');
  });

  test('are led on from no address that is not the editors’ to give away', async () => {
    context.reservedPaths = () => [GOING];
    expect(await refusal(desk.editor)).toMatchObject({
      details: { extra: { brokenLinks: [{ ways: [{ by: 'replace' }, { by: 'unlink' }] }] } },
    });
  });

  test('are resolved once each, and nothing else is taken for one of them', async () => {
    const [unlink] = unlinked.resolve ?? [];
    const other = { path: '/blog/other/', anchor: 'x', by: 'unlink' as const };
    const to = { kind: 'path' as const, path: '/' };
    const led = { path: '/blog/other', by: 'redirect' as const, to, status: 301 as const };
    for (const [resolve, named] of [
      [[unlink, unlink], GOING],
      [[unlink, other], '/blog/other/#x'],
      [[unlink, led], '/blog/other/'],
    ] as const)
      await expect(withdraw({ resolve: resolve.flatMap((one) => one ?? []) })).rejects.toMatchObject({
        code: 'invalid-input',
        details: { issues: [{ path: 'links.resolve[1]', message: expect.stringContaining(`${named} is `) }] },
      });
    await expectNothingDone();
  });

  test('are nobody’s concern where nobody can tell, but for those who want them changed', async () => {
    canTell = false;
    expect(await codeOf(withdraw(unlinked))).toBe('not-released');
    await expectNothingDone();
    expect((await withdraw()).publication?.seq).toBe(2);
  });

  test('are not changed where nobody ever looks, which is said without asking for patience', async () => {
    canTell = false;
    context.pages = { brokenLinks: () => null, showingMedia: () => null };
    await expect(withdraw(unlinked)).rejects.toMatchObject({
      code: 'not-released',
      message: expect.stringContaining('does not share DATA_DIR'),
    });
    context.linkGate = 'off';
    await expect(withdraw(unlinked)).rejects.toMatchObject({
      code: 'invalid-input',
      details: { issues: [{ path: 'links.resolve', message: expect.stringContaining('LINK_GATE=off') }] },
    });
    await expectNothingDone();
  });

  test('are told of where they are not to be in the way', async () => {
    context.linkGate = 'warn';
    expect((await withdraw()).brokenLinks).toMatchObject([
      { path: GOING, from: [{}, { entryId: holder.id }] },
    ]);
    const [last] = await desk.audit();
    expect(last?.details).toMatchObject({ brokenLinks: [{ path: GOING, from: ['/', '/blog/holder/'] }] });
  });

  test('keep no schedule from firing, and its audit names them', async () => {
    const items = [{ action: 'withdraw' as const, ...seen(going) }];
    canTell = false;
    const { id } = await schedulePublication(context, { ...desk.call, at: NOON, items });
    canTell = true;
    asked = 0;
    expect(await prepareSchedule(context, { id })).toBe(true);
    context.now = () => new Date('2026-03-01T12:00:00.000Z');
    expect(await fireSchedule(context, { id })).toBe('fired');
    // Before its time, nobody has looked for nothing.
    expect(asked).toBe(1);
    const told = (await desk.audit()).filter(({ action }) => /schedule\.fire|entry\.withdraw/.test(action));
    expect(told).toHaveLength(2);
    for (const { details } of told) expect(details).toMatchObject({ brokenLinks: [{ path: GOING }] });
    const fired = await readSchedule(context, { ...desk.call, id });
    expect(fired.brokenLinks).toMatchObject([{ path: GOING, from: ['/', '/blog/holder/'] }]);
    expect(fired.ledger.map(({ brokenLinks, kind }) => [kind, brokenLinks.length])).toEqual([
      ['armed', 0],
      ['fired', 1],
    ]);
  });

  const arm = (links?: LinkOrder, actor: Actor = desk.editor) =>
    schedulePublication(context, {
      ...desk.call,
      actor,
      at: NOON,
      items: [{ action: 'withdraw', ...seen(going) }],
      links,
    });

  test('are no more left dead by waiting: a schedule is refused as a publication is, and nothing is scheduled', async () => {
    expect(await codeOf(arm())).toBe('broken-links');
    const author = await desk.actor('author');
    await desk.database.write((tx) =>
      tx.updateTable('entry').set({ created_by: author.userId }).where('id', '=', going.id).execute(),
    );
    expect(await codeOf(arm({}, author))).toBe('broken-links');
    expect(await codeOf(arm({ anyway: true }, author))).toBe('not-allowed');
    expect(await desk.count('timed_publication')).toBe(0);
    const { brokenLinks, id, ledger, state } = await arm({ anyway: true });
    expect(state).toBe('armed');
    expect([brokenLinks, ledger[0]?.brokenLinks]).toMatchObject([[{ path: GOING }], [{ path: GOING }]]);
    context.now = () => new Date('2026-03-01T12:00:00.000Z');
    expect(await fireSchedule(context, { id })).toBe('fired');
    expect((await readSchedule(context, { ...desk.call, id })).brokenLinks).toMatchObject([{ path: GOING }]);
  });

  test('are said of a schedule in words of a schedule', async () => {
    await expect(arm()).rejects.toMatchObject({
      message: expect.stringMatching(
        /Mend the links first.* Or schedule it anyway, with "links": \{ "anyway": true \} \(on the command line: --links-anyway\)\.$/,
      ),
      details: { extra: { brokenLinks: [{ ways: [{ by: 'replace' }, { by: 'unlink' }] }] } },
    });
  });

  const move = (id: string, links?: LinkOrder, actor: Actor = desk.editor) =>
    moveSchedule(context, { ...desk.call, actor, id, at: { ...NOON, localTime: '2026-03-01T13:00' }, links });

  test('are looked for again when a schedule is moved, which stays where it is then', async () => {
    canTell = false;
    const { dueAt, id } = await arm();
    canTell = true;
    await expect(move(id)).rejects.toMatchObject({
      code: 'broken-links',
      message: expect.stringContaining('Or move it anyway, with "links": { "anyway": true }.'),
    });
    const readNow = () => readSchedule(context, { ...desk.call, id });
    expect(await readNow()).toMatchObject({ dueAt, brokenLinks: [], ledger: [{ kind: 'armed' }] });
    const moved = await move(id, { anyway: true });
    expect(moved).toMatchObject({ state: 'armed', brokenLinks: [{ path: GOING }] });
    expect(moved.ledger.map(({ brokenLinks, kind }) => [kind, brokenLinks.length])).toEqual([
      ['armed', 0],
      ['moved', 1],
    ]);
    expect((await desk.audit())[0]).toMatchObject({
      action: 'schedule.move',
      details: { brokenLinks: [{ path: GOING }] },
    });
  });

  test('are left by a schedule that was let, whoever moves it, and by no other one for those who may not', async () => {
    const author = await desk.actor('author');
    await desk.database.write((tx) =>
      tx.updateTable('entry').set({ created_by: author.userId }).where('id', '=', going.id).execute(),
    );
    const { id } = await arm({ anyway: true });
    expect(await codeOf(move(id, { anyway: true }, author))).toBe('not-allowed');
    expect(await move(id, {}, author)).toMatchObject({ state: 'armed', brokenLinks: [{ path: GOING }] });
    canTell = false;
    const other = await arm();
    canTell = true;
    expect(await codeOf(move(other.id, {}, author))).toBe('broken-links');
  });

  test('are looked at once nothing else blocks a schedule, and keep it blocked until somebody answers', async () => {
    const fresh = await desk.create({ title: 'Fresh' });
    const items = [
      { action: 'withdraw' as const, ...seen(going) },
      { action: 'publish' as const, ...seen(fresh) },
    ];
    context.prove = () => Promise.reject(new AppError('template-failed', 'not yet'));
    const { id, state } = await schedulePublication(context, { ...desk.call, at: NOON, items });
    expect(state).toBe('blocked');
    context.prove = look;
    await prepareSchedule(context, { id });
    const readNow = () => readSchedule(context, { ...desk.call, id });
    expect(await readNow()).toMatchObject({ state: 'blocked', code: 'broken-links' });
    context.now = () => new Date('2026-03-01T12:00:00.000Z');
    expect(await fireSchedule(context, { id })).toBe('blocked');
    expect((await entryNow(going.id)).state).toBe('live');
  });
});
