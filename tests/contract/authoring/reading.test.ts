import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listEntries } from '../../../server/authoring/list-entries.ts';
import { listPublications } from '../../../server/authoring/list-publications.ts';
import { listReleases } from '../../../server/authoring/list-releases.ts';
import { publicationState } from '../../../server/authoring/publication-state.ts';
import { publishBundle } from '../../../server/authoring/publish-bundle.ts';
import { readEntry } from '../../../server/authoring/read-entry.ts';
import { removeRedirect } from '../../../server/authoring/remove-redirect.ts';
import { revertPublication } from '../../../server/authoring/revert-publication.ts';
import { setRedirect } from '../../../server/authoring/set-redirect.ts';
import { appendAudit } from '../../../server/store/audit.ts';
import { finishRelease, insertRelease, insertReleaseFiles } from '../../../server/store/releases.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, type Desk } from './desk.ts';

const AT = '2026-03-02T09:00:00.000Z';

describe.each(DIALECTS)('reading on %s', (dialect) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(dialect);
  });
  afterAll(() => desk.close());

  const titles = async (filter: object): Promise<string[]> =>
    (await listEntries(desk.context, { ...desk.call, ...filter })).entries.map(({ title }) => title);

  it('lists the last changed first, by collection, locale and state, without content', async () => {
    const live = await desk.create({ title: 'Live' });
    const changed = await desk.create({ title: 'Changed' });
    await desk.create({ title: 'Deutsch' }, { locale: 'de' });
    await desk.create({ name: 'Ines' }, { collection: 'people' });
    await desk.publish(live, changed);
    await desk.save(changed, { title: 'Changed again' });
    expect(await titles({})).toEqual(['Changed again', 'Ines', 'Deutsch', 'Live']);
    expect(await titles({ collection: 'posts', locale: 'en' })).toEqual(['Changed again', 'Live']);
    expect(await titles({ state: 'live' })).toEqual(['Live']);
    expect(await titles({ state: 'changed' })).toEqual(['Changed again']);
    expect(await titles({ state: 'withdrawn' })).toEqual([]);
    const { entries } = await listEntries(desk.context, { ...desk.call, state: 'live' });
    expect(entries[0]).not.toHaveProperty('draft');
    expect(entries[0]).toMatchObject({ livePath: '/blog/live/', createdBy: desk.editor.userId });
  });

  it('gives the list in pages that neither repeat nor leave out an entry', async () => {
    const all = await titles({});
    const pages: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listEntries(desk.context, { ...desk.call, cursor, limit: 1 });
      pages.push(...page.entries.map(({ title }) => title));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(pages).toEqual(all);
  });

  it('refuses to list a collection or a locale that the site does not have', async () => {
    await expect(titles({ collection: 'nothing' })).rejects.toMatchObject({ code: 'unknown-collection' });
    await expect(titles({ locale: 'fr' })).rejects.toMatchObject({ code: 'unknown-locale' });
  });

  it('lets every role read', async () => {
    const entry = await desk.create({ title: 'Readable' });
    const viewer = { actor: await desk.actor('viewer'), correlationId: null };
    expect(await readEntry(desk.context, { ...viewer, entryId: entry.id })).toEqual(entry);
  });

  it('follows a publication from accepted to live, with the first release that contains it', async () => {
    const { publication } = await desk.publish(await desk.create({ title: 'Followed' }));
    const seq = publication?.seq ?? 0;
    const look = () => publicationState(desk.context, { ...desk.call, seq });
    const accepted = await look();
    expect(accepted).toMatchObject({ seq, state: 'accepted', liveAt: null, release: null, changedPaths: [] });

    await addRelease({ seq: seq - 1, paths: ['/before/'] });
    const number = await addRelease({ seq, paths: ['/blog/', '/blog/followed/'], finished: false });
    expect(await look()).toEqual(accepted);

    await desk.database.write((tx) => finishRelease(tx, { number, finishedAt: AT, timings: {} }));
    await addRelease({ seq: seq + 1, paths: ['/after/'] });
    expect(await look()).toMatchObject({
      state: 'live',
      liveAt: AT,
      release: number,
      changedPaths: ['/blog/', '/blog/followed/'],
    });
  });

  it('tells of what came into the log later than the moment that its pages carry', async () => {
    const entry = await desk.create({ title: 'Planned before' });
    const at = desk.context.now().toISOString();
    const { seq } = await desk.logHead();
    const { publication } = await publishBundle(desk.context, {
      ...desk.call,
      items: [{ action: 'publish', entryId: entry.id, expectedVersionId: entry.draft.versionId }],
      basis: { seq, at },
    });
    const state = await publicationState(desk.context, { ...desk.call, seq: publication?.seq ?? 0 });
    expect(state.committedAt).toBe(at);
    expect(Date.parse(state.acceptedAt)).toBeGreaterThan(Date.parse(at));
    const { publications } = await listPublications(desk.context, { ...desk.call, limit: 1 });
    expect(publications[0]).toMatchObject({ committedAt: at, acceptedAt: state.acceptedAt });
  });

  it('says of a redirect where it leads, also when that is an entry, and where it led until it was removed', async () => {
    const { entries } = await desk.publish(await desk.create({ title: 'Led to' }));
    const entryId = entries[0]?.id ?? '';
    const path = '/was-elsewhere/';
    await setRedirect(desk.context, { ...desk.call, path, status: 302, to: { kind: 'entry', entryId } });
    await removeRedirect(desk.context, { ...desk.call, path });
    const { publications } = await listPublications(desk.context, { ...desk.call, limit: 2 });
    const redirect = { status: 302, to: { kind: 'entry', entryId }, title: 'Led to' };
    expect(publications.map(({ items }) => items)).toMatchObject([
      [{ kind: 'redirect-removed', path, redirect }],
      [{ kind: 'redirect', path, redirect }],
    ]);
  });

  it('says of a publication which one it took back, and of nothing else', async () => {
    const taken = (await desk.publish(await desk.create({ title: 'Taken back' }))).publication?.seq ?? 0;
    await revertPublication(desk.context, { ...desk.call, seq: taken });
    const { publications } = await listPublications(desk.context, { ...desk.call, limit: 2 });
    expect(publications.map(({ takesBack }) => takesBack)).toEqual([taken, null]);
  });

  it('says of a release how many addresses it changed, and of a rollback who asked for it', async () => {
    const { seq } = await desk.logHead();
    const correlationId = 'asked-for-once';
    await addRelease({ seq, paths: [] });
    await addRelease({ seq, paths: ['/one/', '/two/'] });
    await addRelease({ seq, paths: ['/one/'], rolledBackBy: correlationId });
    const { userId } = desk.editor;
    await desk.database.write((tx) =>
      appendAudit(tx, {
        at: AT,
        actorId: userId,
        action: 'release.rollback',
        subject: 'release:1',
        correlationId,
        details: {},
      }),
    );
    const { releases } = await listReleases(desk.context, { ...desk.call, limit: 3 });
    expect(releases.map(({ changedCount, rolledBackBy }) => [changedCount, rolledBackBy?.id])).toEqual([
      [1, userId],
      [2, undefined],
      [0, undefined],
    ]);
  });

  it('knows no publication that the log does not have', async () => {
    const { seq } = await desk.logHead();
    await expect(publicationState(desk.context, { ...desk.call, seq: seq + 1 })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  type AddedRelease = { seq: number; paths: string[]; finished?: boolean; rolledBackBy?: string };

  function addRelease({ finished = true, paths, rolledBackBy, seq }: AddedRelease): Promise<number> {
    return desk.database.write(async (tx) => {
      const number = await insertRelease(tx, {
        target: 'disk:test',
        seq,
        publicationHash: '',
        templateBuild: '',
        reason: rolledBackBy === undefined ? 'publication' : 'rollback',
        pagesRendered: paths.length,
        createdAt: AT,
        finishedAt: finished ? AT : null,
        timings: {},
        correlationId: rolledBackBy ?? null,
        work: {},
      });
      const files = paths.map((path) => ({
        file: `${path.slice(1)}index.html`,
        path,
        change: 'created' as const,
        before: null,
        after: { hash: 'h', contentType: 'text/html', redirect: null },
        cause: null,
      }));
      await insertReleaseFiles(tx, { number, files });
      return number;
    });
  }
});
