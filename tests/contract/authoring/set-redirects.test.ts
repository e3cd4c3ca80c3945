import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PublishedRedirect } from '../../../model/publication.ts';
import { redirectTargetOf } from '../../../model/redirect-target.ts';
import { publicationState } from '../../../server/authoring/publication-state.ts';
import { revertPublication } from '../../../server/authoring/revert-publication.ts';
import { setRedirects, type RedirectsRequest } from '../../../server/authoring/set-redirects.ts';
import { AppError } from '../../../server/errors.ts';
import { listRedirects } from '../../../server/store/redirects.ts';
import { readPublicationItems } from '../../../server/store/publications.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, type Desk } from './desk.ts';

describe.each(DIALECTS)('many redirects at once on %s', (dialect) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(dialect);
  });
  afterAll(() => desk.close());

  const set = (redirects: PublishedRedirect[], more: Partial<RedirectsRequest> = {}) =>
    setRedirects({ ...desk.context, ...more }, { ...desk.call, redirects, ...more });
  const known = async () =>
    (await listRedirects(desk.database.db)).map(({ path, to }) => [path, to === null ? null : to]);
  const head = async () => (await desk.logHead()).seq;

  it('are one publication, of each what is left of it in the end, and go back as a whole', async () => {
    const seq = await head();
    const { publication, refusals } = await set([
      line('/a', '/b/'),
      line('/b/', '/c/'),
      line('/gone/', null),
      line('/away/', 'https://example.org/'),
    ]);
    expect(publication?.seq).toBe(seq + 1);
    expect(refusals).toEqual([null, null, null, null]);
    const items = await readPublicationItems(desk.database.db, { seq: seq + 1 });
    expect(items?.map((item) => item.kind === 'redirect' && [item.redirect.path, item.previous])).toEqual([
      ['/a/', null],
      ['/b/', null],
      ['/gone/', null],
      ['/away/', null],
    ]);
    expect(await known()).toEqual([
      ['/a/', { kind: 'path', path: '/c/' }],
      ['/away/', { kind: 'url', url: 'https://example.org/' }],
      ['/b/', { kind: 'path', path: '/c/' }],
      ['/gone/', null],
    ]);
    expect((await publicationState(desk.context, { ...desk.call, seq: seq + 1 })).isAsLeft).toBe(true);
    expect((await desk.audit())[0]).toMatchObject({
      action: 'redirect.set',
      subject: `publication:${seq + 1}`,
      details: { count: 4 },
    });
    await revertPublication(desk.context, { ...desk.call, seq: seq + 1 });
    expect(await known()).toEqual([]);
  });

  it('are set but for those that are refused, each with its reason', async () => {
    const { entries } = await desk.publish(await desk.create({ title: 'In the way' }));
    const path = entries[0]?.livePath ?? '';
    const seq = await head();
    const { publication, refusals } = await set([
      line('/fine/', '/somewhere/'),
      line(path, '/somewhere/'),
      line('no-path', '/somewhere/'),
      line('/admin/', '/somewhere/'),
      line('/fine', '/elsewhere/'),
      line('/somewhere/', '/fine/'),
      { path: '/to-nobody/', status: 301, to: { kind: 'entry', entryId: crypto.randomUUID() } },
    ]);
    expect(publication?.seq).toBe(seq + 1);
    expect(refusals.map((refusal) => refusal?.code ?? null)).toEqual([
      null,
      'path-taken',
      'invalid-input',
      'path-reserved',
      'invalid-input',
      'redirect-loop',
      'entry-not-found',
    ]);
    expect(await known()).toEqual([['/fine/', { kind: 'path', path: '/somewhere/' }]]);
    expect(await set([line('/fine/', '/somewhere/')])).toMatchObject({ publication: null, refusals: [null] });
  });

  it('are only tried where somebody asks what would become of them', async () => {
    const seq = await head();
    const before = await known();
    const { publication, refusals } = await set([line('/tried/', '/x/'), line('wrong', '/x/')], {
      isTrial: true,
    });
    expect([publication, refusals.map((refusal) => refusal?.code ?? null)]).toEqual([
      null,
      [null, 'invalid-input'],
    ]);
    expect([await head(), await known()]).toEqual([seq, before]);
  });

  it('leave out those that pages would hide, whichever are found first', async () => {
    const tried: string[][] = [];
    const prove: Desk['context']['prove'] = async (changes) => {
      const paths = changes.flatMap((change) => (change.kind === 'redirect' ? [change.redirect.path] : []));
      tried.push(paths);
      const those = paths.filter((path) => path.startsWith('/hidden')).map(hidden);
      if (those.length > 0) throw new AppError('path-reserved', 'No.', { extra: { hidden: those } });
      return await Promise.resolve(null);
    };
    const { refusals } = await setRedirects(
      { ...desk.context, prove },
      {
        ...desk.call,
        redirects: [line('/hidden-1/', '/y/'), line('/seen/', '/y/'), line('/hidden-2/', '/y/')],
      },
    );
    expect(refusals.map((refusal) => refusal?.message ?? null)).toEqual([
      'No redirect can be set on /hidden-1/.',
      null,
      'No redirect can be set on /hidden-2/.',
    ]);
    expect(tried).toEqual([['/hidden-1/', '/seen/', '/hidden-2/'], ['/seen/']]);
  });

  it('are for nobody whose role sets none', async () => {
    const actor = await desk.actor('author');
    await expect(set([line('/z/', '/y/')], { actor })).rejects.toMatchObject({ code: 'not-allowed' });
  });
});

function line(path: string, to: string | null): PublishedRedirect {
  return to === null ? { path, status: 410, to: null } : { path, status: 301, to: redirectTargetOf(to) };
}

function hidden(path: string): { path: string; message: string } {
  return { path, message: `No redirect can be set on ${path}.` };
}
