import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entrySchema } from '../../../../model/api/entry.ts';
import { problemSchema } from '../../../../model/api/problem.ts';
import { webhookWithSecretSchema } from '../../../../model/api/webhook.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../../support/databases.ts';
import { startApiServer, type ApiServer } from '../api-server.ts';
import type { Client, Reply } from '../client.ts';
import { countRows } from '../count-rows.ts';
import { sendRaw } from './raw-request.ts';

const ENTRIES = '/api/v1/entries';

type Made = { id: string; versionId: string; match: Record<string, string> };

describe.each(DIALECTS)('what belongs to another, on %s', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  let owner: Client;
  let post: Made;
  let other: Made;
  let person: Made;
  beforeAll(async () => {
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database);
    owner = await server.signInAs('owner');
    [post, other, person] = [
      await create('posts', { title: 'One', slug: 'one' }),
      await create('posts', { title: 'Other', slug: 'other' }),
      await create('authors', { name: 'Ada' }),
    ];
  });
  afterAll(async () => {
    await server.close();
    await test.close();
  });

  async function create(collection: string, content: object): Promise<Made> {
    const { draft, id } = entrySchema.parse((await owner.post(ENTRIES, { collection, content })).json);
    return { id, versionId: draft.versionId, match: { 'If-Match': `"${draft.versionId}"` } };
  }

  /** Refused with this code, and nothing has changed. */
  async function expectRefusal(ask: () => Promise<Reply>, code: string): Promise<void> {
    const before = await countRows(test.database);
    const reply = await ask();
    expect(problemSchema.parse(reply.json).code).toBe(code);
    expect(await countRows(test.database)).toEqual(before);
  }

  it('the version of another entry is no version of this one', async () => {
    const versions = `${ENTRIES}/${post.id}/versions/${other.versionId}`;
    await expectRefusal(() => owner.get(versions), 'version-not-found');
    await expectRefusal(() => owner.put(`${versions}/name`, { name: 'Mine' }), 'version-not-found');
    await expectRefusal(() => owner.post(`${versions}/restore`, undefined, post.match), 'version-not-found');
    const compare = (query: string) => owner.get(`${ENTRIES}/${post.id}/compare?${query}`);
    await expectRefusal(() => compare(`from=${other.versionId}`), 'version-not-found');
    await expectRefusal(() => compare(`from=${post.versionId}&to=${other.versionId}`), 'version-not-found');
  });

  it('the version of another entry opens no write to this one', async () => {
    const body = { content: { title: 'Taken over' } };
    await expectRefusal(
      () => owner.put(`${ENTRIES}/${post.id}/draft`, body, other.match),
      'version-conflict',
    );
    for (const action of ['publish', 'withdraw', 'trash'])
      await expectRefusal(
        () => owner.post(`${ENTRIES}/${post.id}/${action}`, undefined, other.match),
        'version-conflict',
      );
    const entries = [{ id: post.id, versionId: other.versionId }];
    await expectRefusal(() => owner.post('/api/v1/publications', { entries }), 'version-conflict');
  });

  it('an entry of another collection is neither its content nor its translation', async () => {
    const content = { title: 'By nobody', slug: 'by-nobody', author: other.id };
    const made = await create('posts', content);
    const reply = await owner.post(`${ENTRIES}/${made.id}/publish`, undefined, made.match);
    expect(reply.json).toMatchObject({ status: 422, errors: [{ path: 'author' }] });
    const translation = {
      collection: 'authors',
      locale: 'de',
      translationOf: post.id,
      content: { name: 'A' },
    };
    await expectRefusal(() => owner.post(ENTRIES, translation), 'invalid-input');
    const source = { entryId: person.id, versionId: person.versionId };
    const confirm = `${ENTRIES}/${post.id}/translations/source`;
    const answer = problemSchema.parse((await owner.put(confirm, source)).json);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });

  it('a translation confirmed by the version of another entry is refused', async () => {
    const reply = await owner.post(`${ENTRIES}/${post.id}/translations`, { locale: 'de' });
    const german = entrySchema.parse(reply.json);
    const confirm = `${ENTRIES}/${german.id}/translations/source`;
    for (const source of [
      { entryId: post.id, versionId: other.versionId },
      { entryId: other.id, versionId: other.versionId },
      { entryId: german.id, versionId: german.draft.versionId },
    ]) {
      const before = await countRows(test.database);
      const { status } = problemSchema.parse((await owner.put(confirm, source)).json);
      expect([source, status >= 400 && status < 500]).toEqual([source, true]);
      expect(await countRows(test.database)).toEqual(before);
    }
  });

  it('a delivery is sent again by its own webhook alone', async () => {
    const settings = { name: 'W', url: 'https://hooks.example.org/', events: ['release.done'] };
    const [one, two] = [
      webhookWithSecretSchema.parse((await owner.post('/api/v1/webhooks', settings)).json).webhook,
      webhookWithSecretSchema.parse((await owner.post('/api/v1/webhooks', settings)).json).webhook,
    ];
    const ping = (await owner.post(`/api/v1/webhooks/${one.id}/test`)).json as { id: string };
    await expectRefusal(
      () => owner.post(`/api/v1/webhooks/${two.id}/deliveries/${ping.id}/redeliver`),
      'delivery-not-found',
    );
  });

  it('the session of somebody else is not ended by one who may not', async () => {
    const [viewer, editor] = [await server.signInAs('viewer'), await server.signInAs('editor')];
    const { sessions } = (await editor.get('/api/v1/profile/sessions')).json as {
      sessions: { id: string }[];
    };
    const [session] = sessions;
    await viewer.send('DELETE', `/api/v1/profile/sessions/${session?.id ?? ''}`);
    expect((await editor.get('/api/v1/session')).status).toBe(200);
  });

  it.each([
    ['in capitals', (id: string) => id.toUpperCase()],
    ['with a space after it', (id: string) => `${id}%20`],
    ['with a NUL after it', (id: string) => `${id}%00`],
    ['with a slash in it that is encoded', (id: string) => `${id}%2Fdraft`],
    ['encoded twice', (id: string) => id.replaceAll('-', '%252D')],
    ['without its hyphens', (id: string) => id.replaceAll('-', '')],
    ['in braces', (id: string) => `%7B${id}%7D`],
    ['in full-width digits', (id: string) => encodeURIComponent(id.replaceAll('0', '０'))],
    ['with a wildcard', (id: string) => `${id.slice(0, -1)}%25`],
    ['with a quote', (id: string) => `${id}'%20or%20'1'='1`],
  ])('an id %s is not that id', async (_, write) => {
    const at = `${ENTRIES}/${write(post.id)}`;
    await expectRefusal(() => owner.get(at), 'entry-not-found');
    const writes: [method: string, path: string, body?: object][] = [
      ['PUT', '/draft', { content: {} }],
      ['POST', '/duplicate'],
      ['POST', '/trash'],
      ['POST', '/restore'],
      ['DELETE', ''],
      ['POST', '/publish'],
      ['POST', '/withdraw'],
      ['POST', '/takedown', { reason: 'x' }],
      ['POST', '/translations', { locale: 'de' }],
      ['PUT', '/translations/source', { entryId: other.id, versionId: other.versionId }],
      ['PUT', `/versions/${post.versionId}/name`, { name: 'x' }],
      ['POST', `/versions/${post.versionId}/restore`],
      ['PUT', '/presence', { clientId: 'w', blockId: null }],
    ];
    for (const [method, path, body = {}] of writes) {
      const headers = { 'Content-Type': 'application/json', ...post.match };
      const sent = { headers, body: JSON.stringify(body) };
      await expectRefusal(() => owner.send(method, at + path, sent), 'entry-not-found');
    }
  });

  it('an id of which a letter is encoded is that id, since an address may be written so', async () => {
    const reply = await owner.get(`${ENTRIES}/%30${post.id.slice(1)}`);
    expect(entrySchema.parse(reply.json).id).toBe(post.id);
  });

  it.each([
    '/api/v1/entries/../users',
    '/api/v1/entries/%2e%2e/users',
    '/api/v1/entries/..%2fusers',
    '/api/v1//users',
    '//api/v1/users',
    '/api/v1/./users',
    '/API/v1/users',
    '/api/v1/users;x=1',
    '/api/v1/users%00',
    '/api/v1/entries/ID/../../users',
    '/admin/../api/v1/users',
    '/blog/../api/v1/users',
  ])('%s, as bytes, leads to no list of users', async (path) => {
    const cookie = [...owner.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const lines = [`GET ${path.replace('ID', post.id)} HTTP/1.1`, `Cookie: ${cookie}`];
    const reply = await sendRaw(server.port, lines);
    expect(reply.body).not.toContain('"users"');
    expect(reply.status).toBeGreaterThanOrEqual(300);
    const control = await sendRaw(server.port, ['GET /api/v1/users HTTP/1.1', `Cookie: ${cookie}`]);
    expect(control.body).toContain('"users"');
  });
});
