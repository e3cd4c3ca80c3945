import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { listRedirects } from '../../../server/authoring/list-redirects.ts';
import { readEntry } from '../../../server/authoring/read-entry.ts';
import { trashEntry } from '../../../server/authoring/trash-entry.ts';
import { withdrawEntries } from '../../../server/authoring/withdraw-entries.ts';
import { readPublicationsAfter } from '../../../server/store/publications.ts';
import { listSuperseded } from '../../../server/store/state-without.ts';
import { putWithheld } from '../../../server/store/withheld-publications.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, seen, type Desk } from './desk.ts';

/** What takes the place of an entry whose move is held back decides on the redirect that came with the move, too. */
describe.each(DIALECTS)('an entry whose move to another address is held back, on %s', (dialect) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(dialect);
  });
  afterAll(() => desk.close());

  /** Visitors get it at `/blog/NAME-one/`; the log has it at `/blog/NAME-two/`. */
  async function moveAndWithhold(name: string): Promise<{ entry: EntryDetails; seq: number }> {
    const first = await desk.create({ title: name, slug: `${name}-one` });
    await desk.publish(first);
    const second = await desk.save(first, { title: name, slug: `${name}-two` });
    const { publication } = await desk.publish(second);
    const seq = publication?.seq ?? 0;
    const why = { code: 'template-failed', message: 'No.', template: null, path: `/blog/${name}-two/` };
    const when = { since: '2026-03-01T09:00:00.000Z', templateBuild: 't', retriedAt: null };
    await desk.database.write((tx) => putWithheld(tx, { seq, ...why, ...when }));
    return { entry: await readEntry(desk.context, { ...desk.call, entryId: second.id }), seq };
  }

  const changesAfter = async (seq: number) =>
    (await readPublicationsAfter(desk.database.db, { seq, limit: 10 })).flatMap(({ changes }) => changes);
  const redirectsTo = async ({ id }: EntryDetails) =>
    (await listRedirects(desk.context, desk.call)).filter(
      ({ to }) => to?.kind === 'entry' && to.entryId === id,
    );
  const superseded = async (seq: number) => {
    const upTo = (await desk.logHead()).seq;
    return await listSuperseded(desk.database.db, { of: [seq], without: [seq], upTo });
  };

  it('leaves the redirect with what mends it, and none from where no visitor has met it', async () => {
    const { entry, seq } = await moveAndWithhold('mended');
    const mended = await desk.save(entry, { title: 'Mended', slug: 'mended-three' });
    await desk.publish(mended);
    const redirect = {
      path: '/blog/mended-one/',
      status: 301,
      to: { kind: 'entry', entryId: entry.id },
    };
    expect(await changesAfter(seq)).toMatchObject([
      { kind: 'publish', entry: { path: '/blog/mended-three/' } },
      { kind: 'redirect', redirect },
    ]);
    expect(await redirectsTo(entry)).toMatchObject([redirect]);
    expect(await superseded(seq)).toEqual([seq]);
  });

  it('leaves no redirect when it goes back to where it is', async () => {
    const { entry, seq } = await moveAndWithhold('back');
    await desk.publish(await desk.save(entry, { title: 'Back', slug: 'back-one' }));
    expect(await changesAfter(seq)).toMatchObject([
      { kind: 'publish', entry: { path: '/blog/back-one/' } },
      { kind: 'redirect-removed', path: '/blog/back-one/' },
    ]);
    expect(await redirectsTo(entry)).toEqual([]);
    expect(await superseded(seq)).toEqual([seq]);
  });

  it.each(['withdrawn', 'thrown away'])('leaves no redirect when it is %s', async (how) => {
    const { entry, seq } = await moveAndWithhold(how.replace(' ', '-'));
    if (how === 'withdrawn') await withdrawEntries(desk.context, { ...desk.call, entryIds: [entry.id] });
    else await trashEntry(desk.context, { ...desk.call, ...seen(entry) });
    expect(await changesAfter(seq)).toMatchObject([{ kind: 'withdraw' }, { kind: 'redirect-removed' }]);
    expect(await redirectsTo(entry)).toEqual([]);
    expect(await superseded(seq)).toEqual([seq]);
  });
});
