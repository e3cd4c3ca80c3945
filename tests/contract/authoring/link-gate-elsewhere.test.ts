import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PublicationChange } from '../../../model/publication.ts';
import type { DeadLink } from '../../../model/site-plan.ts';
import type { Actor } from '../../../server/accounts/actor.ts';
import type { AuthoringContext } from '../../../server/authoring/authoring-context.ts';
import { changeEntries } from '../../../server/authoring/change-entries.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { removeRedirect } from '../../../server/authoring/remove-redirect.ts';
import { revertPublication } from '../../../server/authoring/revert-publication.ts';
import { setRedirect } from '../../../server/authoring/set-redirect.ts';
import { takedownEntry } from '../../../server/authoring/takedown-entry.ts';
import { trashEntry } from '../../../server/authoring/trash-entry.ts';
import { AppError } from '../../../server/errors.ts';
import { readRedirects } from '../../../server/store/redirects.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, seen, type Desk } from './desk.ts';

const GOING = '/blog/going/';
const OLD = '/old/';
const DEAD: DeadLink = { path: GOING, anchor: null, from: ['/', '/blog/holder/'], isCut: false };

type Done = { brokenLinks: readonly object[] };
type Asked = { actor: Actor; links: { anyway: boolean } };

const isGone = (change: PublicationChange): boolean =>
  (change.kind === 'withdraw' && change.path === GOING) ||
  (change.kind === 'redirect-removed' && change.path === OLD) ||
  (change.kind === 'redirect' && change.redirect.to === null);

/** As if two pages led to whatever goes. */
describe.each(DIALECTS)(
  'links that are left dead by anything but a publication of entries, on %s,',
  (dialect) => {
    let desk: Desk;
    let context: AuthoringContext;
    let going: EntryDetails;
    let asked: PublicationChange['kind'][];

    beforeEach(async () => {
      desk = await openDesk(dialect);
      const [first, holder] = [await desk.create({ title: 'Going' }), await desk.create({ title: 'Holder' })];
      going = first;
      await desk.publish(holder);
      await desk.publish(going);
      await setRedirect(desk.context, {
        ...desk.call,
        path: OLD,
        status: 301,
        to: { kind: 'path', path: '/' },
      });
      asked = [];
      context = { ...desk.context, prove: look, foreseeDeadLinks: look };
    });
    afterEach(() => desk.close());

    function look(changes: readonly PublicationChange[]): Promise<DeadLink[]> {
      asked = changes.map(({ kind }) => kind);
      return Promise.resolve(changes.some(isGone) ? [DEAD] : []);
    }

    type Way = {
      where: string;
      kind: PublicationChange['kind'];
      ways: string[];
      act: (how: Asked) => Promise<Done>;
    };
    const WAYS: Way[] = [
      {
        where: 'a redirect is removed',
        kind: 'redirect-removed',
        ways: ['redirect'],
        act: (how) => remove(how),
      },
      { where: 'a redirect is changed', kind: 'redirect', ways: ['redirect'], act: (how) => replace(how) },
      { where: 'an entry goes to the trash', kind: 'withdraw', ways: ['redirect'], act: (how) => trash(how) },
      { where: 'a publication is taken back', kind: 'withdraw', ways: [], act: (how) => revert(how) },
    ];
    const remove = (how: Asked) => removeRedirect(context, { ...desk.call, ...how, path: OLD });
    const replace = (how: Asked) =>
      setRedirect(context, { ...desk.call, ...how, path: OLD, status: 410, to: null });
    const trash = (how: Asked) => trashEntry(context, { ...desk.call, ...how, ...seen(going) });
    const revert = (how: Asked) => revertPublication(context, { ...desk.call, ...how, seq: 2 });

    const plainly = (): Asked => ({ actor: desk.editor, links: { anyway: false } });
    const anyway = (): Asked => ({ actor: desk.editor, links: { anyway: true } });

    async function state() {
      const { seq } = await desk.logHead();
      return { seq, audits: (await desk.audit()).length, signals: desk.signals.length };
    }

    test.each(WAYS)('are in the way where $where, and nothing is done', async ({ act, kind, ways }) => {
      const before = await state();
      await expect(act(plainly())).rejects.toMatchObject({
        code: 'broken-links',
        message: expect.stringContaining('with ?links=anyway'),
        details: {
          extra: {
            mayBreak: true,
            brokenLinks: [
              { path: GOING, from: [{ path: '/' }, { title: 'Holder' }], ways: ways.map((by) => ({ by })) },
            ],
          },
        },
      });
      expect(asked).toEqual([kind]);
      expect(await state()).toEqual(before);
    });

    test.each(WAYS)('are told of, in the audit too, where $where all the same', async ({ act }) => {
      const { seq } = await desk.logHead();
      expect(await act(anyway())).toMatchObject({
        publication: { seq: seq + 1 },
        brokenLinks: [{ path: GOING, from: [{ path: '/' }, { title: 'Holder' }] }],
      });
      expect((await desk.audit())[0]?.details).toMatchObject({ brokenLinks: [DEAD] });
    });

    test.each(WAYS)('are left by those alone who may break links, where $where', async ({ act }) => {
      const { userId } = await desk.actor('author');
      const actions = [
        'entry.read',
        'entry.publish',
        'entry.trash',
        'entry.withdraw',
        'redirect.publish',
      ] as const;
      const grant = { actions, collections: 'all', locales: 'all', whose: 'any' } as const;
      const actor: Actor = { userId, role: { id: 'a-desk', name: 'Desk', grants: [grant] } };
      const before = await state();
      await expect(act({ actor, links: { anyway: true } })).rejects.toMatchObject({
        code: 'not-allowed',
        message: expect.stringContaining('link.break'),
      });
      await expect(act({ actor, links: { anyway: false } })).rejects.toMatchObject({
        code: 'broken-links',
        message: expect.stringContaining('Whoever has the permission link.break can'),
        details: { extra: { mayBreak: false } },
      });
      expect(await state()).toEqual(before);
    });

    test.each(WAYS)('are only told of with LINK_GATE=warn, where $where', async ({ act }) => {
      context.linkGate = 'warn';
      expect((await act(plainly())).brokenLinks).toMatchObject([{ path: GOING }]);
    });

    test.each(WAYS)('are in nobody’s way where nobody can tell, where $where', async ({ act }) => {
      context.foreseeDeadLinks = () => Promise.resolve(null);
      context.prove = () => Promise.resolve(null);
      expect((await act(plainly())).brokenLinks).toEqual([]);
    });

    test('are not looked for with LINK_GATE=off', async () => {
      context.linkGate = 'off';
      expect((await trash(plainly())).brokenLinks).toEqual([]);
      expect(asked).toEqual([]);
    });

    test('are not looked for where nothing public goes', async () => {
      const draft = await desk.create({ title: 'Draft' });
      await trashEntry(context, { ...desk.call, ...seen(draft) });
      expect(asked).toEqual([]);
    });

    test('are never in the way of what is taken down for legal reasons, whose answer and audit tell of them', async () => {
      const call = { ...desk.call, actor: await desk.actor('admin') };
      const done = await takedownEntry(context, { ...call, entryId: going.id, reason: 'Court order' });
      expect(asked).toEqual(['withdraw']);
      expect(done).toMatchObject({
        publication: { seq: 4 },
        brokenLinks: [{ path: GOING, from: [{ path: '/' }, { title: 'Holder' }] }],
      });
      expect((await desk.audit())[0]?.details).toMatchObject({ reason: 'Court order', brokenLinks: [DEAD] });
    });

    test('are in the way of each of many that are moved to the trash, unless all of them may leave some', async () => {
      const entries = [seen(going)];
      const bulk = { ...desk.call, action: 'trash' as const, entries };
      expect(await changeEntries(context, bulk)).toMatchObject([{ error: { code: 'broken-links' } }]);
      expect(await changeEntries(context, { ...bulk, links: { anyway: true } })).toMatchObject([
        { publication: { seq: 4 } },
      ]);
    });

    test('are no reason to say of the entry what the version that was seen does not have', async () => {
      await desk.save(going, { title: 'Going on' });
      await expect(trash(plainly())).rejects.toMatchObject({ code: 'version-conflict' });
      expect(asked).toEqual([]);
    });

    test('are known of what is taken back into the public too, and what cannot be rendered is taken back', async () => {
      await trash(anyway());
      const { seq } = await desk.logHead();
      context.prove = () => Promise.reject(new AppError('template-failed', 'not now'));
      await desk.database.write((tx) =>
        tx.updateTable('entry').set({ trashed_at: null }).where('id', '=', going.id).execute(),
      );
      expect(await revertPublication(context, { ...desk.call, seq })).toMatchObject({
        publication: { seq: seq + 1 },
        brokenLinks: [],
      });
    });

    test('leave the redirect as it was', async () => {
      await expect(replace(plainly())).rejects.toMatchObject({ code: 'broken-links' });
      expect(await readRedirects(desk.database.db, { paths: [OLD] })).toMatchObject([{ status: 301 }]);
    });
  },
);
