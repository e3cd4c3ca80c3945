import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PublicationChange } from '../../../model/publication.ts';
import type { DeadLink } from '../../../model/site-plan.ts';
import type { AuthoringContext } from '../../../server/authoring/authoring-context.ts';
import { changeEntries } from '../../../server/authoring/change-entries.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import type { LinkOrder } from '../../../server/authoring/link-order.ts';
import { withdrawEntries } from '../../../server/authoring/withdraw-entries.ts';
import { readVersion } from '../../../server/store/versions.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, type Desk } from './desk.ts';

const GOING = '/blog/going/';
// oxlint-disable-next-line no-script-url -- what may not be taken
const SCRIPT = 'javascript:alert(1)';
const UNLINK = { path: GOING, anchor: null, by: 'unlink' } as const;
const text = { type: 'text', text: 'here', marks: [{ type: 'link', attrs: { href: GOING } }] };
const LINKING = { type: 'doc', content: [{ type: 'paragraph', content: [text] }] };

describe.each(DIALECTS)('what is said to become of dead links, on %s,', (dialect) => {
  let desk: Desk;
  let context: AuthoringContext;
  let going: EntryDetails;
  let holder: EntryDetails;

  beforeEach(async () => {
    desk = await openDesk(dialect);
    context = { ...desk.context, prove: look, foreseeDeadLinks: look, siteUrl: 'https://site.example' };
    going = await desk.create({ title: 'Going' });
    holder = await desk.create({ title: 'Holder', body: LINKING });
    await desk.publish(going, holder);
  });
  afterEach(() => desk.close());

  /** As if one page alone led anywhere. */
  function look(changes: readonly PublicationChange[]): Promise<DeadLink[]> {
    const isGone = changes.some((change) => change.kind === 'withdraw' && change.path === GOING);
    const shown = changes.find((change) => change.kind === 'publish' && change.entry.id === holder.id);
    const isDead = isGone && (shown === undefined || JSON.stringify(shown).includes(GOING));
    return Promise.resolve(
      isDead ? [{ path: GOING, anchor: null, from: ['/blog/holder/'], isCut: false }] : [],
    );
  }

  const withdraw = (links: LinkOrder = {}) =>
    withdrawEntries(context, { ...desk.call, actor: desk.editor, entryIds: [going.id], links });

  test('is found by their paths, however those are written', async () => {
    for (const path of ['/blog/going', '/blog/going/index.html', '/blog/%67oing/'])
      await expect(
        withdraw({ resolve: [{ path, anchor: null, by: 'unlink' }, UNLINK] }),
      ).rejects.toMatchObject({
        details: { issues: [{ message: expect.stringContaining(`${GOING} is resolved twice`) }] },
      });
    await withdraw({ resolve: [{ path: '/blog/going', anchor: null, by: 'unlink' }] });
    const version = await desk.database.db
      .selectFrom('entry')
      .select('published_version_id as id')
      .where('id', '=', holder.id)
      .executeTakeFirst();
    const shown = await readVersion(desk.database.db, { id: version?.id ?? '' });
    expect(JSON.stringify(shown?.content)).toContain('here');
    expect(JSON.stringify(shown?.content)).not.toContain(GOING);
  });

  test('leads to no address that is none, to no entry that is none, and not to what goes', async () => {
    const none = '01900000-0000-7000-8000-00000000abcd';
    for (const [to, named] of [
      [{ href: SCRIPT }, 'Expected an address'],
      [{ entryId: none }, 'does not exist'],
      [{ entryId: going.id }, 'is withdrawn here'],
    ] as const)
      await expect(
        withdraw({ resolve: [{ path: GOING, anchor: null, by: 'replace', with: to }] }),
      ).rejects.toMatchObject({
        code: 'invalid-input',
        details: { issues: [{ path: 'links.resolve[0].with', message: expect.stringContaining(named) }] },
      });
    expect(await desk.count('publication')).toBe(1);
  });

  test('is advised in the words of what was asked for, and of how', async () => {
    await expect(withdraw()).rejects.toMatchObject({
      message: expect.stringMatching(
        / Withdraw it by .* Or withdraw it anyway, with "links": \{ "anyway": true \} or \?links=anyway\.$/,
      ),
    });
    const entries = [{ entryId: going.id, expectedVersionId: going.draft.versionId }];
    for (const [action, doIt] of [
      ['withdraw', 'withdraw it'],
      ['trash', 'move it to the trash'],
    ] as const)
      expect(
        await changeEntries(context, { ...desk.call, actor: desk.editor, action, entries }),
      ).toMatchObject([
        { error: { message: expect.stringContaining(`Or ${doIt} anyway, with "links": "anyway".`) } },
      ]);
    expect(await desk.count('publication')).toBe(1);
  });
});
