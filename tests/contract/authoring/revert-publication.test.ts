import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { publishMediaFacts } from '../../../server/authoring/publish-media-facts.ts';
import { readEntry } from '../../../server/authoring/read-entry.ts';
import { publicationState } from '../../../server/authoring/publication-state.ts';
import { removeRedirect } from '../../../server/authoring/remove-redirect.ts';
import { revertPublication } from '../../../server/authoring/revert-publication.ts';
import { setRedirect } from '../../../server/authoring/set-redirect.ts';
import { withdrawEntries } from '../../../server/authoring/withdraw-entries.ts';
import { verifyPublicationChain } from '../../../server/store/publication-chain.ts';
import { readPublicationsAfter } from '../../../server/store/publications.ts';
import { readPublishedMedia } from '../../../server/store/published-media.ts';
import { readRedirects } from '../../../server/store/redirects.ts';
import { readTakenBack } from '../../../server/store/taken-back.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, type Desk } from './desk.ts';
import { addPicture } from './media-fixture.ts';

describe.each(DIALECTS)('taking a publication back on %s', (dialect) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(dialect);
  });
  afterAll(() => desk.close());

  const revert = async (seq: number) =>
    (await revertPublication(desk.context, { ...desk.call, seq })).publication;
  const read = (entryId: string) => readEntry(desk.context, { ...desk.call, entryId });
  const head = async () => (await desk.logHead()).seq;
  const withdraw = ({ id }: EntryDetails) => withdrawEntries(desk.context, { ...desk.call, entryIds: [id] });
  const publishNew = async (content: Record<string, unknown>): Promise<EntryDetails> => {
    const entry = await desk.create(content);
    return (await desk.publish(entry)).entries[0] ?? entry;
  };
  const setGone = (path: string) => setRedirect(desk.context, { ...desk.call, path, status: 410, to: null });
  const isAsLeft = async (seq: number) =>
    (await publicationState(desk.context, { ...desk.call, seq })).isAsLeft;
  const redirectOn = async (path: string) => await readRedirects(desk.database.db, { paths: [path] });

  it('withdraws what it published first, and publishes again what it withdrew', async () => {
    const entry = await publishNew({ title: 'There and back' });
    const published = await head();
    desk.signals.length = 0;
    const withdrawal = await revert(published);
    expect(await read(entry.id)).toMatchObject({ state: 'withdrawn', livePath: null });
    await revert(withdrawal.seq);
    expect(await read(entry.id)).toMatchObject({
      state: 'live',
      livePath: '/blog/there-and-back/',
      publishedVersionId: entry.draft.versionId,
    });
    expect(desk.signals.map(({ seq }) => seq)).toEqual([published + 1, published + 2]);
    expect((await desk.audit())[0]).toMatchObject({
      action: 'publication.revert',
      subject: `publication:${published + 2}`,
      details: { reverted: published + 1 },
    });
    expect(await verifyPublicationChain(desk.database.db)).toMatchObject({ intact: true });
  });

  it('is remembered, until the inverse is taken back itself', async () => {
    await publishNew({ title: 'Remembered' });
    const published = await head();
    const isTakenBack = async () => (await readTakenBack(desk.database.db)).has(published);
    expect(await isTakenBack()).toBe(false);
    const inverse = await revert(published);
    expect(await isTakenBack()).toBe(true);
    await revert(inverse.seq);
    expect(await isTakenBack()).toBe(false);
  });

  it('makes the version before public again, at the path before, and leaves the draft alone', async () => {
    const first = await publishNew({ title: 'Old name', slug: 'old-name' });
    const saved = await desk.save(first, { title: 'New name', slug: 'new-name' });
    await desk.publish(saved);
    const moved = await head();
    const drafted = await desk.save(saved, { title: 'Newer name', slug: 'newer-name' });
    await revert(moved);
    expect(await read(first.id)).toMatchObject({
      livePath: '/blog/old-name/',
      publishedVersionId: first.draft.versionId,
      draftVersionId: drafted.draftVersionId,
      title: 'Newer name',
    });
    const [publication] = await readPublicationsAfter(desk.database.db, { seq: moved, limit: 5 });
    expect(publication?.changes).toMatchObject([
      { kind: 'publish', entry: { path: '/blog/old-name/', fields: { title: 'Old name' } } },
      { kind: 'redirect-removed', path: '/blog/old-name/' },
    ]);
  });

  it('undoes a bundle as a whole, swapped paths included', async () => {
    const [a, b] = [
      await publishNew({ title: 'A', slug: 'aa' }),
      await publishNew({ title: 'B', slug: 'bb' }),
    ];
    await desk.publish(
      await desk.save(a, { title: 'A', slug: 'bb' }),
      await desk.save(b, { title: 'B', slug: 'aa' }),
    );
    expect(await read(a.id)).toMatchObject({ livePath: '/blog/bb/' });
    await revert(await head());
    expect(await read(a.id)).toMatchObject({ livePath: '/blog/aa/' });
    expect(await read(b.id)).toMatchObject({ livePath: '/blog/bb/' });
  });

  it('brings back the redirect that a page had taken the place of', async () => {
    await setGone('/blog/late/');
    const entry = await publishNew({ title: 'Late' });
    await revert(await head());
    expect(await read(entry.id)).toMatchObject({ livePath: null });
    expect(await redirectOn('/blog/late/')).toMatchObject([{ status: 410 }]);
    await revert(await head());
    expect(await read(entry.id)).toMatchObject({ livePath: '/blog/late/' });
    expect(await redirectOn('/blog/late/')).toEqual([]);
  });

  it('puts media facts and redirects back to what they were, or takes them away', async () => {
    const mediaId = await addPicture(desk);
    const facts = (alt: string) =>
      publishMediaFacts(desk.context, { ...desk.call, facts: [{ mediaId, alt }] });
    const alt = async () =>
      (await readPublishedMedia(desk.database.db, { ids: [mediaId] })).get(mediaId)?.alt;
    await facts('first');
    const first = await head();
    await facts('second');
    await revert(first + 1);
    expect(await alt()).toBe('first');
    await revert(first);
    expect(await alt()).toBeUndefined();
    await revert(await head());
    expect(await alt()).toBe('first');

    await setGone('/moved/');
    await revert(await head());
    expect(await redirectOn('/moved/')).toEqual([]);
    await revert(await head());
    await removeRedirect(desk.context, { ...desk.call, path: '/moved/' });
    await revert(await head());
    expect(await redirectOn('/moved/')).toMatchObject([{ status: 410 }]);
    expect(await verifyPublicationChain(desk.database.db)).toMatchObject({ intact: true });
  });

  it('says of a publication, before anybody tries, whether all of it is as it left it', async () => {
    const entry = await publishNew({ title: 'Looked at' });
    const published = await head();
    expect(await isAsLeft(published)).toBe(true);
    await desk.save(entry, { title: 'A draft changes nothing of it' });
    expect(await isAsLeft(published)).toBe(true);
    await revert(published);
    expect(await isAsLeft(published)).toBe(false);
    await revert(await head());
    expect(await isAsLeft(published)).toBe(true);

    await setGone('/looked-at/');
    const redirected = await head();
    expect(await isAsLeft(redirected)).toBe(true);
    await removeRedirect(desk.context, { ...desk.call, path: '/looked-at/' });
    expect(await isAsLeft(redirected)).toBe(false);
  });

  it('is refused with a list of what has been changed since, and then changes nothing', async () => {
    const [kept, changed] = [await desk.create({ title: 'Kept' }), await desk.create({ title: 'Changed' })];
    await desk.publish(kept, changed);
    const bundle = await head();
    await desk.publish(
      await desk.save(changed, { title: 'Changed', slug: 'changed', body: { markdown: 'x' } }),
    );
    const before = await desk.logHead();
    await expect(revert(bundle)).rejects.toMatchObject({
      code: 'publication-superseded',
      message: expect.stringContaining('"Changed"'),
      details: { extra: { items: [{ kind: 'publish', subject: changed.id, name: 'Changed' }] } },
    });
    expect(await desk.logHead()).toEqual(before);
    expect(await read(kept.id)).toMatchObject({ state: 'live' });

    const mediaId = await addPicture(desk);
    for (const alt of ['one', 'two'])
      await publishMediaFacts(desk.context, { ...desk.call, facts: [{ mediaId, alt }] });
    await expect(revert((await head()) - 1)).rejects.toMatchObject({
      details: { extra: { items: [{ kind: 'media', subject: mediaId }] } },
    });
    await setGone('/twice/');
    const gone = await head();
    await setRedirect(desk.context, {
      ...desk.call,
      path: '/twice/',
      status: 302,
      to: { kind: 'path', path: '/once/' },
    });
    await expect(revert(gone)).rejects.toMatchObject({
      details: { extra: { items: [{ kind: 'redirect', subject: '/twice/' }] } },
    });
  });

  it('counts a change that was itself taken back as none', async () => {
    const entry = await publishNew({ title: 'Restless' });
    const first = await head();
    await desk.publish(await desk.save(entry, { title: 'Restless two', slug: 'restless' }));
    await revert(first + 1);
    await revert(first);
    expect(await read(entry.id)).toMatchObject({ state: 'withdrawn' });
  });

  it('is refused where the path has been given to another entry', async () => {
    const entry = await publishNew({ title: 'Mine', slug: 'contested' });
    await withdraw(entry);
    const withdrawal = await head();
    await publishNew({ title: 'Yours', slug: 'contested' });
    await expect(revert(withdrawal)).rejects.toMatchObject({ code: 'path-taken' });
  });

  it('asks for the right to do what it does, entry by entry', async () => {
    const entry = await publishNew({ title: 'Guarded' });
    const actor = await desk.actor('author');
    const call = { actor, correlationId: null, seq: await head() };
    await expect(revertPublication(desk.context, call)).rejects.toMatchObject({ code: 'not-allowed' });
    expect(await read(entry.id)).toMatchObject({ state: 'live' });
    await expect(revert(9_999)).rejects.toMatchObject({ code: 'not-found' });
  });
});
