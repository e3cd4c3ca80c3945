import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entryAuthorsSchema, entryListSchema, entrySchema } from '../../../model/api/entry.ts';
import type { CustomRole } from '../../../server/accounts/actor.ts';
import { newId } from '../../../server/store/new-id.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client } from './client.ts';
import { idOf, makeEntry, makeRole, OWN_GERMAN_POSTS, type Made } from './limited-role.ts';
import { readEvents, type EventReader } from './read-events.ts';

function tellOf({ id }: Made): (told: EventReader['told']) => boolean {
  return (told) => JSON.stringify(told).includes(id);
}

async function listed(client: Client, query: string): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = `/api/v1/entries?limit=2${query}${cursor === '' ? '' : `&cursor=${cursor}`}`;
    const reply = await client.get(page);
    expect(reply.status).toBe(200);
    const { entries, nextCursor } = entryListSchema.parse(reply.json);
    // Every page but the last is full: what is left out leaves no gaps.
    expect(nextCursor === null || entries.length === 2).toBe(true);
    ids.push(...entries.map(({ id }) => id));
    cursor = nextCursor;
  }
  return ids;
}

describe.each(DIALECTS)('what a limited role may not read, on %s,', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  let owner: Client;
  let role: CustomRole;
  let berta: Client;
  let bertaId: string;
  /** Hers, the oldest first, each followed by others that are not. */
  const own: Made[] = [];
  const others: Made[] = [];

  beforeAll(async () => {
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database);
    owner = await server.signInAs('owner');
    role = await makeRole(owner, OWN_GERMAN_POSTS);
    berta = await server.signInAs(role);
    bertaId = await idOf(berta);
    for (let count = 0; count < 5; count++) {
      own.push(await makeEntry(server, berta));
      others.push(
        await makeEntry(server, owner),
        await makeEntry(server, owner, { locale: 'en', createdBy: bertaId }),
        await makeEntry(server, owner, { collection: 'authors', createdBy: bertaId }),
      );
    }
  });
  afterAll(async () => {
    await server.close();
    await test.close();
  });

  const publish = async ({ id, versionId }: Made, client = owner) => {
    const reply = await client.post(`/api/v1/entries/${id}/publish`, undefined, {
      'If-Match': `"${versionId}"`,
    });
    expect(reply.status).toBe(202);
    return Number(reply.headers.location?.split('/').at(-1));
  };

  it.each([
    '',
    '&sort=created',
    '&sort=title',
    '&sort=-updated',
    '&collection=posts',
    '&locale=de',
    '&state=draft',
    '&q=Post',
    '&collection=posts&locale=de&q=Post',
  ])('is in no list: %s', async (query) => {
    const ids = own.map(({ id }) => id);
    expect((await listed(berta, query)).toSorted()).toEqual(ids.toSorted());
    expect((await listed(owner, query)).length).toBeGreaterThan(own.length);
  });

  it.each(['', 'sort=created', 'collection=posts', 'state=draft', 'state=live', 'q=Post'])(
    'is counted in no list, nor named for it: %s',
    async (query) => {
      const { entries } = entryListSchema.parse((await berta.get(`/api/v1/entries?limit=200&${query}`)).json);
      const counted = (await berta.get(`/api/v1/entries/count?${query}`)).json;
      expect(counted).toEqual({ count: entries.length, isExact: true });
      const { authors } = entryAuthorsSchema.parse((await berta.get('/api/v1/entries/authors')).json);
      expect(authors.map(({ id }) => id)).toEqual([bertaId]);
    },
  );

  it('is in no list that is narrowed to it', async () => {
    for (const query of ['&locale=en', '&collection=authors', `&author=${await idOf(owner)}`])
      expect(await listed(berta, query)).toEqual([]);
    expect(await listed(berta, `&author=${bertaId}`)).toHaveLength(5);
  });

  it('is in no list of a role that reaches nothing, which is refused', async () => {
    const reader = await server.signInAs(await makeRole(owner, [{ actions: ['user.read'] }]));
    for (const path of ['entries', 'publications', 'redirects', 'releases', 'publishing'])
      expect((await reader.get(`/api/v1/${path}`)).status).toBe(403);
  });

  it('is neither listed nor counted among what refers to an entry, and holds it all the same', async () => {
    const author = await makeEntry(server, owner, { collection: 'authors' });
    const content = { author: author.id };
    const mine = await makeEntry(server, owner, { content, createdBy: bertaId });
    await makeEntry(server, owner, { content });
    await makeEntry(server, owner, { content, locale: 'en' });
    const readsAuthors = [
      ...OWN_GERMAN_POSTS,
      { actions: ['entry.read', 'entry.trash', 'entry.delete'], collections: ['authors'] },
    ];
    const client = await server.signInAs(await makeRole(owner, readsAuthors));
    await test.database.write((tx) =>
      tx.updateTable('user').set({ role_id: role.id }).where('id', '=', bertaId).execute(),
    );
    const clientId = await idOf(client);
    await test.database.write((tx) =>
      tx.updateTable('entry').set({ created_by: clientId }).where('id', '=', mine.id).execute(),
    );
    expect((await client.get(`/api/v1/entries/${author.id}/backlinks`)).json).toMatchObject({
      count: 1,
      entries: [{ id: mine.id }],
    });
    expect((await owner.get(`/api/v1/entries/${author.id}/backlinks`)).json).toMatchObject({ count: 3 });
    const seen = { 'If-Match': `"${author.versionId}"` };
    expect((await client.post(`/api/v1/entries/${author.id}/trash`, undefined, seen)).status).toBe(200);
    const refused = await client.send('DELETE', `/api/v1/entries/${author.id}`, { headers: seen });
    expect(refused.json).toMatchObject({ code: 'entry-referenced', count: 1, referrers: [{ id: mine.id }] });
    await test.database.write((tx) =>
      tx.updateTable('entry').set({ locale: 'en' }).where('id', '=', mine.id).execute(),
    );
    const still = await client.send('DELETE', `/api/v1/entries/${author.id}`, { headers: seen });
    expect(still.json).toMatchObject({ code: 'entry-referenced', count: 0, referrers: [] });
  });

  it('is no translation of what may be read', async () => {
    const entry = await makeEntry(server, owner, { createdBy: bertaId });
    const path = `/api/v1/entries/${entry.id}/translations`;
    const locales = async (client: Client) =>
      ((await client.get(path)).json as { translations: { locale: string }[] }).translations.map(
        ({ locale }) => locale,
      );
    // That there is none in English is not hers to know, either.
    expect([await locales(berta), await locales(owner)]).toEqual([['de'], ['en', 'de']]);
    expect((await owner.post(path, { locale: 'en' })).status).toBe(201);
    expect([await locales(berta), await locales(owner)]).toEqual([['de'], ['en', 'de']]);
  });

  it('is no missing translation, where somebody else has made one', async () => {
    const client = await server.signInAs(
      await makeRole(owner, [{ actions: ['entry.read'], collections: ['posts'], whose: 'own' }]),
    );
    const entry = await makeEntry(server, owner, { createdBy: await idOf(client) });
    const path = `/api/v1/entries/${entry.id}/translations`;
    const missing = { locale: 'en', entry: null };
    expect((await client.get(path)).json).toMatchObject({ translations: [missing, { locale: 'de' }] });
    await owner.post(path, { locale: 'en' });
    const { translations } = (await client.get(path)).json as { translations: unknown[] };
    expect(translations).toMatchObject([{ locale: 'de', entry: { id: entry.id } }]);
  });

  it('is no source of a translation that may be read', async () => {
    const source = await makeEntry(server, owner, { locale: 'en' });
    const reply = await owner.post(`/api/v1/entries/${source.id}/translations`, { locale: 'de' });
    const { id } = entrySchema.parse(reply.json);
    await test.database.write((tx) =>
      tx.updateTable('entry').set({ created_by: bertaId }).where('id', '=', id).execute(),
    );
    const translations = await berta.get(`/api/v1/entries/${id}/translations`);
    expect(translations.json).toMatchObject({ translations: [{ locale: 'de', source: null }] });
    expect(translations.text).not.toContain(source.id);
  });

  it('is in no list of publications, and in none of the items of those that are listed', async () => {
    const [mine, foreign] = [
      await makeEntry(server, owner, { createdBy: bertaId }),
      await makeEntry(server, owner, { locale: 'en' }),
    ];
    const entries = [mine, foreign].map(({ id, versionId }) => ({ id, versionId }));
    const mixed = await owner.post('/api/v1/publications', { entries });
    const seq = Number(mixed.headers.location?.split('/').at(-1));
    const hidden = await publish(await makeEntry(server, owner));
    const redirect = { path: `/to-${newId()}/`, status: 301, to: { kind: 'entry', entryId: foreign.id } };
    expect((await owner.put('/api/v1/redirects', redirect)).status).toBe(202);
    const reply = await berta.get('/api/v1/publications?limit=1');
    expect(reply.json).toMatchObject({ publications: [{ seq, items: [{ entryId: mine.id }] }] });
    expect((reply.json as { publications: { items: unknown[] }[] }).publications[0]?.items).toHaveLength(1);
    expect(reply.text).not.toContain(foreign.id);
    expect((await berta.get(`/api/v1/publications?entry=${foreign.id}`)).json).toMatchObject({
      publications: [],
    });
    expect((await berta.get(`/api/v1/publications/${seq}`)).status).toBe(200);
    expect((await berta.get(`/api/v1/publications/${hidden}`)).status).toBe(404);
    expect((await berta.post(`/api/v1/publications/${seq}/revert`)).json).toMatchObject({
      code: 'not-allowed',
    });
    expect((await berta.post('/api/v1/publications', { entries })).json).toMatchObject({
      code: 'entry-not-found',
    });
  });

  it('has no redirects that are listed', async () => {
    const [mine, foreign] = [
      await makeEntry(server, owner, { createdBy: bertaId }),
      await makeEntry(server, owner),
    ];
    const paths = [`/mine-${newId()}/`, `/foreign-${newId()}/`, `/plain-${newId()}/`];
    const targets = [
      { kind: 'entry', entryId: mine.id },
      { kind: 'entry', entryId: foreign.id },
      { kind: 'path', path: '/' },
    ];
    for (const [index, path] of paths.entries())
      await owner.put('/api/v1/redirects', { path, status: 301, to: targets[index] });
    const redirects = (await berta.get('/api/v1/redirects')).text;
    expect(paths.map((path) => redirects.includes(path))).toEqual([true, false, true]);
    expect(redirects).not.toContain(foreign.id);
  });

  it('is not named where it is in the way', async () => {
    const slug = `way-${newId()}`;
    const foreign = await makeEntry(server, owner, { locale: 'de', content: { slug } });
    await publish(foreign);
    const mine = await makeEntry(server, owner, { createdBy: bertaId, content: { slug } });
    const refused = await berta.post(`/api/v1/entries/${mine.id}/publish`, undefined, {
      'If-Match': `"${mine.versionId}"`,
    });
    expect(refused.json).toMatchObject({ code: 'path-taken', holder: null });
    expect(refused.text).not.toContain(foreign.title);
    expect(refused.text).not.toContain(foreign.id);
  });

  it('is in the trash without its title being told', async () => {
    const foreign = await makeEntry(server, owner);
    const seen = { 'If-Match': `"${foreign.versionId}"` };
    await owner.post(`/api/v1/entries/${foreign.id}/trash`, undefined, seen);
    const reply = await berta.post(`/api/v1/entries/${foreign.id}/duplicate`);
    expect([reply.status, reply.text.includes(foreign.title)]).toEqual([404, false]);
  });

  it('is not made, either', async () => {
    for (const place of [
      { collection: 'posts', locale: 'en' },
      { collection: 'authors', locale: 'de' },
      { collection: 'settings', locale: 'de' },
    ])
      expect((await berta.post('/api/v1/entries', { ...place, content: {} })).status).toBe(403);
  });

  it('is announced to nobody', async () => {
    const reader = await readEvents(berta, { port: server.port });
    await reader.until((told) => told.length > 0);
    const foreign = await makeEntry(server, owner);
    await owner.put(`/api/v1/entries/${foreign.id}/presence`, { clientId: 'a', blockId: null });
    const mine = await makeEntry(server, berta);
    const entries = [foreign, mine].map(({ id, versionId }) => ({ id, versionId }));
    await publish(await makeEntry(server, owner, { locale: 'en' }));
    await owner.post('/api/v1/publications', { entries });
    const redirect = { path: `/to-${newId()}/`, status: 301, to: { kind: 'entry', entryId: foreign.id } };
    await owner.put('/api/v1/redirects', redirect);
    const last = await makeEntry(server, berta);
    await reader.until(tellOf(last));
    reader.close();
    const heard = reader.told.slice(1).map(({ entryIds, kind }) => [kind, entryIds]);
    expect(heard).toEqual([
      ['entry.created', [mine.id]],
      ['entry.published', [mine.id]],
      ['entry.created', [last.id]],
    ]);
  });

  it('is what the role says now: in open sessions, streams and API tokens', async () => {
    const changing = await makeRole(owner, OWN_GERMAN_POSTS);
    const client = await server.signInAs(changing);
    const token = (await client.post('/api/v1/tokens', { name: 'A program', scopes: ['read'] })).json as {
      token: string;
    };
    const program = server.client();
    const bearer = { Authorization: `Bearer ${token.token}` };
    const foreign = await makeEntry(server, owner);
    const statuses = async () => [
      (await client.get(`/api/v1/entries/${foreign.id}`)).status,
      (await program.get(`/api/v1/entries/${foreign.id}`, bearer)).status,
    ];
    const reader = await readEvents(client, { port: server.port });
    await reader.until((told) => told.length > 0);
    expect(await statuses()).toEqual([404, 404]);
    const change = async (grants: unknown) => {
      const reply = await owner.put(`/api/v1/roles/${changing.id}`, { name: changing.name, grants });
      expect(reply.status).toBe(200);
    };
    await change([{ actions: ['entry.read'], collections: ['posts'] }]);
    expect(await statuses()).toEqual([200, 200]);
    const told = await makeEntry(server, owner);
    await reader.until(tellOf(told));
    await change(OWN_GERMAN_POSTS);
    expect(await statuses()).toEqual([404, 404]);
    const secret = await makeEntry(server, owner);
    const mine = await makeEntry(server, client);
    await reader.until(tellOf(mine));
    expect(tellOf(secret)(reader.told)).toBe(false);
    reader.close();
  });
});
