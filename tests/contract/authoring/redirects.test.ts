import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { publishEntries } from '../../../server/authoring/publish-entries.ts';
import { removeRedirect } from '../../../server/authoring/remove-redirect.ts';
import { setRedirect } from '../../../server/authoring/set-redirect.ts';
import { readPublicationsAfter } from '../../../server/store/publications.ts';
import { readRedirects } from '../../../server/store/redirects.ts';
import { DIALECTS } from '../../support/databases.ts';
import { raceAgainstOpenTransaction } from '../../support/open-transaction.ts';
import { XSS_ADDRESSES } from '../../support/xss-corpus.ts';
import { openDesk, seen, type Desk } from './desk.ts';

describe.each(DIALECTS)('redirects on %s', (dialect) => {
  let desk: Desk;
  let seq: number;
  beforeAll(async () => {
    desk = await openDesk(dialect);
  });
  beforeEach(async () => {
    ({ seq } = await desk.logHead());
  });
  afterAll(() => desk.close());

  const set = (path: string, to: string | null) =>
    setRedirect(desk.context, {
      ...desk.call,
      path,
      status: to === null ? 410 : 301,
      to: to === null ? null : { kind: 'path', path: to },
    });
  const changes = async () =>
    (await readPublicationsAfter(desk.database.db, { seq, limit: 10 })).map(({ changes: made }) => made);

  it('are set by one publication each, written down in the audit and signalled', async () => {
    desk.signals.length = 0;
    const { publication, redirect } = await set('/one', '/two');
    expect(redirect).toEqual({ path: '/one/', status: 301, to: { kind: 'path', path: '/two/' } });
    expect(await changes()).toEqual([[{ kind: 'redirect', redirect }]]);
    expect(desk.signals).toEqual([publication]);
    expect((await desk.audit())[0]).toMatchObject({
      action: 'redirect.set',
      subject: `publication:${seq + 1}`,
      actorId: desk.editor.userId,
    });
    expect(await set('/one/', '/two/')).toEqual({ publication: null, redirect, brokenLinks: [] });
  });

  it('lead to another site as its address is written there, and nowhere else than by http and https', async () => {
    const lead = (url: string) =>
      setRedirect(context, { ...desk.call, path: '/away/', status: 302, to: { kind: 'url', url } });
    const context = { ...desk.context, siteUrl: 'https://our.example' };
    const { redirect } = await lead('HTTPS://Example.org/new?x="1"#part');
    const to = { kind: 'url', url: 'https://example.org/new?x=%221%22#part' };
    expect(redirect).toEqual({ path: '/away/', status: 302, to });
    expect(await readRedirects(desk.database.db, { paths: ['/away/'] })).toEqual([redirect]);
    expect(await changes()).toEqual([[{ kind: 'redirect', redirect }]]);
    for (const url of [
      ...XSS_ADDRESSES,
      '//example.org/',
      'https:example.org',
      'https://',
      'ftp://example.org/',
      'mailto:ada@example.org',
      'https://example.org/a b',
      'https://ada:secret@example.org/',
      'https://our.example/new/',
      `https://example.org/${'x'.repeat(2_000)}`,
    ])
      await expect(lead(url)).rejects.toMatchObject({
        code: 'invalid-input',
        details: { issues: [{ path: 'to.url' }] },
      });
    expect(await readRedirects(desk.database.db, { paths: ['/away/'] })).toEqual([redirect]);
    expect((await set('/before-away/', '/away/')).redirect.to).toEqual(to);
  });

  it('are removed, which frees the path', async () => {
    await set('/short/', '/lived/');
    ({ seq } = await desk.logHead());
    await removeRedirect(desk.context, { ...desk.call, path: '/short/' });
    expect(await changes()).toEqual([[{ kind: 'redirect-removed', path: '/short/' }]]);
    await expect(removeRedirect(desk.context, { ...desk.call, path: '/short/' })).rejects.toMatchObject({
      code: 'redirect-not-found',
    });
  });

  it('never lead to another redirect: a chain collapses, whichever end of it comes last', async () => {
    await set('/b/', '/c/');
    expect((await set('/a/', '/b/')).redirect.to).toEqual({ kind: 'path', path: '/c/' });
    ({ seq } = await desk.logHead());
    await set('/c/', '/d/');
    const to = { kind: 'path', path: '/d/' };
    expect(await changes()).toEqual([
      [
        { kind: 'redirect', redirect: { path: '/c/', status: 301, to } },
        { kind: 'redirect', redirect: { path: '/a/', status: 301, to } },
        { kind: 'redirect', redirect: { path: '/b/', status: 301, to } },
      ],
    ]);
  });

  it('lead to what is gone as it is, and are left alone when their target goes', async () => {
    await set('/before/', '/bygone/');
    await set('/bygone/', null);
    expect(await set('/after/', '/bygone/')).toMatchObject({
      redirect: { to: { kind: 'path', path: '/bygone/' } },
    });
    expect(await readRedirects(desk.database.db, { paths: ['/before/'] })).toMatchObject([
      { to: { path: '/bygone/' } },
    ]);
  });

  it('that would lead back to themselves are refused, and nothing is stored', async () => {
    await set('/from/', '/via/');
    const head = await desk.logHead();
    for (const [path, to] of [
      ['/self/', '/self'],
      ['/via/', '/from/'],
    ] as const) {
      await expect(set(path, to)).rejects.toMatchObject({
        code: 'redirect-loop',
        message: expect.stringContaining('→'),
      });
    }
    expect(await desk.logHead()).toEqual(head);
  });

  it('are refused on the path of an entry, with a slash or without', async () => {
    const entry = await desk.create({ title: 'Held' });
    await desk.publish(entry);
    for (const path of ['/blog/held/', '/blog/held']) {
      await expect(set(path, '/elsewhere/')).rejects.toMatchObject({
        code: 'path-taken',
        details: { extra: { holder: { id: entry.id, title: 'Held' } } },
      });
    }
  });

  it('give way to an entry that is published on their path, in the same publication', async () => {
    await set('/blog/arrival/', '/elsewhere/');
    const entry = await desk.create({ title: 'Arrival' });
    ({ seq } = await desk.logHead());
    await desk.publish(entry);
    expect(await changes()).toMatchObject([
      [
        { kind: 'publish', entry: { id: entry.id, path: '/blog/arrival/' } },
        { kind: 'redirect-removed', path: '/blog/arrival/' },
      ],
    ]);
    expect(await readRedirects(desk.database.db, { paths: ['/blog/arrival/'] })).toEqual([]);
  });

  it('and entries never share a path, also when both come at once', async () => {
    const entry = await desk.create({ title: 'Racing' });
    const race = await raceAgainstOpenTransaction(desk.database, {
      first: (database) =>
        setRedirect(
          { ...desk.context, database },
          { ...desk.call, path: '/blog/racing/', status: 410, to: null },
        ),
      second: () => desk.publish(entry),
    });
    expect(race.second).toMatchObject({ status: 'fulfilled' });
    expect(await readRedirects(desk.database.db, { paths: ['/blog/racing/'] })).toEqual([]);

    const other = await desk.create({ title: 'Racing too' });
    const reverse = await raceAgainstOpenTransaction(desk.database, {
      first: (database) =>
        publishEntries({ ...desk.context, database }, { ...desk.call, entries: [seen(other)] }),
      second: () => set('/blog/racing-too/', '/elsewhere/'),
    });
    expect(reverse.second).toMatchObject({ reason: { code: 'path-taken' } });
  });

  it.each([
    ['no-slash', '/ok/', 'path'],
    ['//other.example/', '/ok/', 'path'],
    ['/a?b', '/ok/', 'path'],
    ['/a/../b', '/ok/', 'path'],
    ['/ok/', 'https://other.example/', 'to.path'],
  ])('on %s to %s are refused', async (path, to, place) => {
    await expect(set(path, to)).rejects.toMatchObject({
      code: 'invalid-input',
      details: { issues: [{ path: place }] },
    });
  });

  it('are not for authors', async () => {
    const call = { actor: await desk.actor('author'), correlationId: null };
    await expect(
      setRedirect(desk.context, { ...call, path: '/a1/', status: 410, to: null }),
    ).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(removeRedirect(desk.context, { ...call, path: '/one/' })).rejects.toMatchObject({
      code: 'not-allowed',
    });
  });
});
