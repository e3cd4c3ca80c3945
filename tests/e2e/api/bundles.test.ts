import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entrySchema } from '../../../model/api/entry.ts';
import { acceptedBundleSchema, publicationListSchema } from '../../../model/api/publication.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client, Reply } from './client.ts';

const PUBLICATIONS = '/api/v1/publications';

type Named = { id: string; versionId: string };

describe.each(DIALECTS)('a bundle on %s', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  let editor: Client;

  beforeAll(async () => {
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database);
    editor = await server.signInAs('editor');
  });
  afterAll(async () => {
    await server.close();
    await test.close();
  });

  async function create(title: string, client = editor): Promise<Named> {
    const body = { collection: 'posts', content: { title } };
    const { id, draft } = entrySchema.parse((await client.post('/api/v1/entries', body)).json);
    return { id, versionId: draft.versionId };
  }
  const publish = (entries: readonly object[], more: object = {}): Promise<Reply> =>
    editor.post(PUBLICATIONS, { entries, ...more });
  const list = async (query = '') =>
    publicationListSchema.parse((await editor.get(`${PUBLICATIONS}${query}`)).json);
  const head = async (): Promise<number> => (await list('?limit=1')).publications[0]?.seq ?? 0;

  it('publishes and withdraws in one publication, which the list shows with its items', async () => {
    const old = await create('Old news');
    expect((await publish([old])).status).toBe(202);
    const news = await create('Good news');
    const reply = await publish([news, { ...old, action: 'withdraw' }]);
    const { entries, publication } = acceptedBundleSchema.parse(reply.json);
    expect(reply.headers.location).toBe(`${PUBLICATIONS}/${publication?.seq}`);
    expect(entries.map(({ state }) => state)).toEqual(['live', 'withdrawn']);
    const [newest] = (await list()).publications;
    expect(newest).toMatchObject({ seq: publication?.seq, by: { name: 'editor' }, release: null });
    expect(newest?.items).toEqual([
      {
        kind: 'withdraw',
        entryId: old.id,
        title: 'Old news',
        collection: 'posts',
        path: null,
        previousPath: '/blog/old-news/',
        previousVersionId: old.versionId,
        redirect: null,
      },
      {
        kind: 'publish',
        entryId: news.id,
        title: 'Good news',
        collection: 'posts',
        path: '/blog/good-news/',
        previousPath: null,
        previousVersionId: null,
        redirect: null,
      },
    ]);
    const ofOld = (await list(`?entry=${old.id}`)).publications;
    expect(ofOld.map(({ items }) => items[0]?.kind)).toEqual(['withdraw', 'publish']);
  });

  it('changes nothing at all where one of its entries cannot be published', async () => {
    const fine = await create('Fine');
    const before = await head();
    const stale = { ...(await create('Stale')), versionId: fine.versionId };
    expect((await publish([fine, stale])).json).toMatchObject({ code: 'version-conflict' });
    const draft = await create('Never public');
    const withdrawal = { ...draft, action: 'withdraw' };
    expect((await publish([fine, withdrawal])).json).toMatchObject({ code: 'not-published' });
    const untitled = await editor.post('/api/v1/entries', { collection: 'posts', content: {} });
    const { id, draft: empty } = entrySchema.parse(untitled.json);
    const refused = await publish([withdrawal, fine, { id, versionId: empty.versionId }].slice(1));
    expect(refused.json).toMatchObject({
      code: 'invalid-input',
      errors: expect.arrayContaining([expect.objectContaining({ path: 'entries[1].title' })]),
    });
    expect(await head()).toBe(before);
    expect(entrySchema.parse((await editor.get(`/api/v1/entries/${fine.id}`)).json).state).toBe('draft');
  });

  it('is refused where the site has moved on since its author looked', async () => {
    const entry = await create('Planned');
    const seq = await head();
    await publish([await create('In between')]);
    const moved = await publish([entry], { basis: { seq } });
    expect(moved.json).toMatchObject({ code: 'basis-moved', status: 409, basis: { seq: seq + 1 } });
    expect((await publish([entry], { basis: { seq: seq + 1 } })).status).toBe(202);
  });

  it('and so is a single entry, published or withdrawn', async () => {
    const { id, versionId } = await create('Planned alone');
    const ask = (what: string, basis: number | string) =>
      editor.post(`/api/v1/entries/${id}/${what}?basis=${basis}`, undefined, {
        'If-Match': `"${versionId}"`,
      });
    const seq = await head();
    await publish([await create('In between')]);
    expect((await ask('publish', seq)).json).toMatchObject({ code: 'basis-moved', basis: { seq: seq + 1 } });
    expect((await ask('publish', 'x')).json).toMatchObject({ errors: [{ path: 'query.basis' }] });
    expect((await ask('publish', seq + 1)).status).toBe(202);
    expect((await ask('withdraw', seq + 1)).json).toMatchObject({ code: 'basis-moved' });
    expect((await ask('withdraw', seq + 2)).status).toBe(202);
  });

  it('says so where there is nothing to do, and names no entry twice or none', async () => {
    const entry = await create('Again');
    await publish([entry]);
    const again = await publish([entry]);
    expect([again.status, again.json]).toMatchObject([200, { publication: null }]);
    for (const entries of [[], [entry, entry]])
      expect((await publish(entries)).json).toMatchObject({
        code: 'invalid-input',
        errors: [expect.objectContaining({ path: 'entries' })],
      });
  });

  it('is read page by page', async () => {
    const whole = (await list('?limit=100')).publications.map(({ seq }) => seq);
    const pages: number[] = [];
    for (let before: number | null = whole.length + 1; before !== null;) {
      const page = await list(`?limit=2&before=${before}`);
      pages.push(...page.publications.map(({ seq }) => seq));
      before = page.nextBefore;
    }
    expect(pages).toEqual(whole);
  });

  it('needs the permission for each of its entries', async () => {
    const viewer = await server.signInAs('viewer');
    const reply = await viewer.post(PUBLICATIONS, { entries: [await create('Not yours')] });
    expect(reply.json).toMatchObject({ code: 'not-allowed' });
  });
});
