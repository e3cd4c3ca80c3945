import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entrySchema } from '../../../model/api/entry.ts';
import { problemSchema } from '../../../model/api/problem.ts';
import type { Role } from '../../../server/accounts/actor.ts';
import { ROUTES } from '../../../server/api/routes.ts';
import type { Route } from '../../../server/api/route.ts';
import { newId } from '../../../server/store/new-id.ts';
import { openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { PASSWORD, startApiServer, type ApiServer } from './api-server.ts';
import type { Client } from './client.ts';
import { countRows } from './count-rows.ts';

let test: TestDatabase;
let server: ApiServer;
beforeAll(async () => {
  test = await openTestDatabase('sqlite');
  server = await startApiServer(test.database);
});
afterAll(async () => {
  await server.close();
  await test.close();
});

const addressOf = ({ path }: Route): string => path.replaceAll(/:\w+/g, newId());
const sessionRoutes = ROUTES.filter(({ access }) => access !== 'public');
const writingRoutes = ROUTES.filter(({ method }) => method !== 'GET');

async function createPost(client: Client): Promise<{ id: string; match: Record<string, string> }> {
  const reply = await client.post('/api/v1/entries', {
    collection: 'posts',
    content: { title: `Post ${newId()}` },
  });
  const { id, draft } = entrySchema.parse(reply.json);
  return { id, match: { 'If-Match': `"${draft.versionId}"` } };
}

describe('without a session', () => {
  it('has routes to look at, and only these without one', () => {
    expect(sessionRoutes.length).toBeGreaterThan(9);
    const open = ROUTES.filter(({ access }) => access === 'public').map(({ operationId }) => operationId);
    expect(open.toSorted()).toEqual([
      'acceptInvite',
      'acceptOwnerLink',
      'beginPasskeySignIn',
      'beginPasskeyStep',
      'findPreviews',
      'finishSignIn',
      'finishSignInWithPasskey',
      'readDocumentation',
      'readDocumentationFile',
      'readInvite',
      'readOpenApiDocument',
      'readOwnerLink',
      'requestPasswordReset',
      'resetPassword',
      'signIn',
      'signInWithPasskey',
    ]);
  });

  it.each(sessionRoutes.map((route) => [route.method, route.path, route] as const))(
    'refuses %s %s',
    async (method, _, route) => {
      const before = await countRows(test.database);
      for (const cookie of [
        '',
        'stillpress_session=made-up',
        'stillpress_session=made-up; stillpress_session.sig=x',
      ]) {
        const headers = { 'If-Match': `"${newId()}"`, 'Content-Type': 'application/json', Cookie: cookie };
        const reply = await server.client().send(method, addressOf(route), { headers, body: '{}' });
        expect([reply.status, problemSchema.parse(reply.json).code]).toEqual([401, 'not-signed-in']);
      }
      expect(await countRows(test.database)).toEqual(before);
    },
  );

  it('refuses a session that has been signed out, and one whose user was disabled', async () => {
    const editor = await server.signInAs('editor');
    await test.database.write((tx) =>
      tx
        .updateTable('user')
        .set({ disabled_at: new Date().toISOString() })
        .where('role', '=', 'editor')
        .execute(),
    );
    expect((await editor.get('/api/v1/entries')).status).toBe(401);
    await test.database.write((tx) =>
      tx.updateTable('user').set({ disabled_at: null }).where('role', '=', 'editor').execute(),
    );
    expect((await editor.get('/api/v1/entries')).status).toBe(401);
  });
});

describe('roles', () => {
  it.each<[Role, number[]]>([
    ['viewer', [403, 403, 403, 403]],
    ['contributor', [201, 403, 403, 403]],
    ['author', [201, 403, 403, 403]],
    ['editor', [201, 200, 202, 202]],
  ])('lets a %s create, save, publish and withdraw an entry of somebody else: %j', async (role, statuses) => {
    const owner = await server.signInAs('owner');
    const { id, match } = await createPost(owner);
    const somebody = await server.signInAs(role);
    const content = { title: 'Changed', slug: `changed-by-${role}` };
    const created = await somebody.post('/api/v1/entries', { collection: 'posts', content });
    const saved = await somebody.put(`/api/v1/entries/${id}/draft`, { content }, match);
    const current = saved.status === 200 ? { 'If-Match': saved.headers.etag ?? '' } : match;
    const published = await somebody.post(`/api/v1/entries/${id}/publish`, undefined, current);
    const withdrawn = await somebody.post(`/api/v1/entries/${id}/withdraw`, undefined, current);
    expect([created, saved, published, withdrawn].map(({ status }) => status)).toEqual(statuses);
  });

  it('lets everybody with an account read', async () => {
    const { id } = await createPost(await server.signInAs('owner'));
    const viewer = await server.signInAs('viewer');
    expect((await viewer.get(`/api/v1/entries/${id}`)).status).toBe(200);
    expect((await viewer.get('/api/v1/entries')).status).toBe(200);
  });
});

describe('requests that another site makes a browser send', () => {
  const foreign = [
    ['a foreign origin', { Origin: 'https://evil.example' }],
    ['the origin of a sandboxed preview', { Origin: 'null' }],
    ['a neighbouring origin', { Origin: 'http://site.example', 'Sec-Fetch-Site': 'same-site' }],
    ['our host over another protocol', { Origin: 'https://127.0.0.1' }],
    ['no origin, but from across sites', { 'Sec-Fetch-Site': 'cross-site' }],
    [
      'our origin, but from across sites',
      { Origin: 'http://admin.example:4000', 'Sec-Fetch-Site': 'cross-site' },
    ],
  ] as const;

  it.each(
    writingRoutes.flatMap((route) =>
      foreign.map(([name, headers]) => [`${route.method} ${route.path}`, name, { route, headers }] as const),
    ),
  )('refuses %s from %s', async (_, __, { route, headers }) => {
    const editor = await server.signInAs('editor');
    const before = await countRows(test.database);
    const sent = {
      headers: { 'If-Match': `"${newId()}"`, 'Content-Type': 'application/json', ...headers },
      body: '{}',
    };
    const reply = await editor.send(route.method, addressOf(route), sent);
    expect([reply.status, problemSchema.parse(reply.json).code]).toEqual([403, 'cross-site-request']);
    expect(await countRows(test.database)).toEqual(before);
  });

  it.each([
    ['the admin', { Origin: 'http://admin.example:4000', 'Sec-Fetch-Site': 'same-origin' }],
    ['the address that was asked', { Origin: 'http://127.0.0.1:PORT' }],
    ['the address bar', { 'Sec-Fetch-Site': 'none' }],
    ['a program that is no browser', {}],
  ])('takes them from %s', async (_, headers: Record<string, string>) => {
    const editor = await server.signInAs('editor');
    const own = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace('PORT', String(server.port))]),
    );
    const entry = { collection: 'authors', content: { name: 'Ada' } };
    expect((await editor.post('/api/v1/entries', entry, own)).status).toBe(201);
  });
});

describe('the session cookie', () => {
  it('is signed, kept from scripts and from other sites, and not Secure over plain http', async () => {
    const lines = await cookieLines(server);
    expect(lines.map((line) => line.split('=')[0])).toEqual(['stillpress_session', 'stillpress_session.sig']);
    for (const line of lines) {
      expect(line).toMatch(/; path=\/; expires=[^;]+; samesite=lax; httponly$/);
    }
  });

  it('is Secure when the admin is served over https, or a trusted proxy says that the browser uses it', async () => {
    const secure = await startApiServer(test.database, { adminUrl: 'https://admin.example/admin' });
    const behindProxy = await startApiServer(test.database, { trustProxy: { kind: 'hops', hops: 1 } });
    const overTls = { 'X-Forwarded-Proto': 'https' };
    try {
      for (const line of [...(await cookieLines(secure)), ...(await cookieLines(behindProxy, overTls))]) {
        expect(line).toMatch(/; samesite=lax; secure; httponly$/);
      }
      expect(await cookieLines(server, overTls)).not.toContainEqual(expect.stringContaining('secure'));
    } finally {
      await secure.close();
      await behindProxy.close();
    }
  });

  it('stays good when a new key is put in front, is signed anew with it, and ends with its key', async () => {
    const before = await startApiServer(test.database, { sessionKeys: ['old key'] });
    const during = await startApiServer(test.database, { sessionKeys: ['new key', 'old key'] });
    const after = await startApiServer(test.database, { sessionKeys: ['new key'] });
    try {
      const person = await before.signInAs('viewer');
      const cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      expect((await after.client().get('/api/v1/session', { Cookie: cookie })).status).toBe(401);

      const renewed = during.client();
      const reply = await renewed.get('/api/v1/session', { Cookie: cookie });
      expect(reply.status).toBe(200);
      for (const line of reply.headers['set-cookie'] ?? []) {
        expect(line).toMatch(/; path=\/; expires=[^;]+; samesite=lax; httponly$/);
      }
      expect(renewed.cookies.get('stillpress_session')).toBe(person.cookies.get('stillpress_session'));

      const later = after.client();
      for (const [name, value] of renewed.cookies) later.cookies.set(name, value);
      const settled = await later.get('/api/v1/session');
      expect([settled.status, settled.headers['set-cookie']]).toEqual([200, undefined]);
    } finally {
      await before.close();
      await during.close();
      await after.close();
    }
  });

  it('is worth nothing with its signature changed', async () => {
    const person = await server.signInAs('viewer');
    person.cookies.set('stillpress_session.sig', 'x'.repeat(27));
    expect((await person.get('/api/v1/session')).status).toBe(401);
  });
});

it('keeps tokens and passwords out of the log', async () => {
  const person = await server.signInAs('viewer');
  await person.get('/api/v1/session');
  const token = person.cookies.get('stillpress_session') ?? '';
  expect(token.length).toBeGreaterThan(20);
  expect(server.logLines.join('')).not.toContain(token);
  expect(server.logLines.join('')).not.toContain(PASSWORD);
});

async function cookieLines(running: ApiServer, headers: Record<string, string> = {}): Promise<string[]> {
  const email = await running.createUser('viewer');
  const reply = await running.client().post('/api/v1/session', { email, password: PASSWORD }, headers);
  expect(reply.status).toBe(201);
  return reply.headers['set-cookie'] ?? [];
}
