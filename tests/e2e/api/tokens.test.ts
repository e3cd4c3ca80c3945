import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiTokenListSchema, newApiTokenSchema } from '../../../model/api/api-token.ts';
import { sessionSchema } from '../../../model/api/account.ts';
import { problemSchema } from '../../../model/api/problem.ts';
import type { Role } from '../../../server/accounts/actor.ts';
import type { Scope } from '../../../server/accounts/api-token.ts';
import { ROUTES } from '../../../server/api/routes.ts';
import { newId } from '../../../server/store/new-id.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client, Reply } from './client.ts';
import { countRows } from './count-rows.ts';

const TOKENS = '/api/v1/tokens';
const ENTRIES = '/api/v1/entries';
const AUTHOR = { collection: 'authors', content: { name: 'Ada' } };
const closed = ROUTES.filter(({ access }) => access === 'cookie');
const FOREIGN = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' };

const code = ({ json, status }: Reply): [number, string] => [status, problemSchema.parse(json).code];
const bearer = (token: string): Record<string, string> => ({ Authorization: `Bearer ${token}` });
const userOf = async (person: Client) => sessionSchema.parse((await person.get('/api/v1/session')).json).user;
const make = async (person: Client, more: { scopes?: Scope[]; expiresAt?: string | null } = {}) => {
  const reply = await person.post(TOKENS, { name: 'The build', scopes: ['read', 'write'], ...more });
  expect(reply.status).toBe(201);
  return newApiTokenSchema.parse(reply.json);
};

describe.each(DIALECTS)('API tokens on %s', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  beforeAll(async () => {
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database);
  });
  afterAll(async () => {
    await server.close();
    await test.close();
  });

  /** Somebody with a session, a token of theirs, and a program that has the token alone. */
  const holder = async (role: Role, more: { scopes?: Scope[]; expiresAt?: string | null } = {}) => {
    const person = await server.signInAs(role);
    const { id, token } = await make(person, more);
    const program = server.client();
    const get = (path: string) => program.get(path, bearer(token));
    const post = (path: string, body?: unknown, headers = {}) =>
      program.post(path, body, { ...bearer(token), ...headers });
    return { person, id, token, get, post };
  };

  it('are shown once, in a form that is known by its beginning, and kept as a hash', async () => {
    const person = await server.signInAs('author');
    const made = await make(person);
    expect(made.token).toMatch(/^sp_[\w-]{43}$/);
    const days = (Date.parse(made.expiresAt ?? '') - Date.parse(made.createdAt)) / 86_400_000;
    expect(days).toBe(90);
    const list = await person.get(TOKENS);
    expect(apiTokenListSchema.parse(list.json).tokens).toMatchObject([
      { id: made.id, name: 'The build', scopes: ['read', 'write'], lastUsedAt: null },
    ]);
    expect(list.text).not.toContain(made.token);
    const rows = await test.database.db.selectFrom('api_token').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(made.token);
    expect(list.text).not.toContain(rows[0]?.token_hash);
  });

  it('are not shown again to who sends the request again', async () => {
    const person = await server.signInAs('author');
    const key = { 'Idempotency-Key': newId() };
    const ask = () => person.post(TOKENS, { name: 'The build', scopes: ['read'] }, key);
    const { token } = newApiTokenSchema.parse((await ask()).json);
    const again = await ask();
    expect([again.status, problemSchema.parse(again.json).code]).toEqual([409, 'answer-lost']);
    expect(apiTokenListSchema.parse((await person.get(TOKENS)).json).tokens).toHaveLength(1);
    const rows = await test.database.db.selectFrom('idempotency_key').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('do without a cookie what their owner may, also from a page of another site', async () => {
    const { get, person, post } = await holder('author');
    expect((await get(ENTRIES)).status).toBe(200);
    const made = await post(ENTRIES, AUTHOR, FOREIGN);
    expect([made.status, made.headers['set-cookie']]).toEqual([201, undefined]);
    expect(made.json).toMatchObject({ createdBy: (await userOf(person)).id });
    const { tokens } = apiTokenListSchema.parse((await person.get(TOKENS)).json);
    expect(tokens[0]?.lastUsedAt).not.toBeNull();
  });

  it('get no more than their owner has, from the next request on', async () => {
    const { get, person, post } = await holder('editor');
    const owner = await server.signInAs('owner');
    const { id } = await userOf(person);
    expect((await post(ENTRIES, AUTHOR)).status).toBe(201);
    expect(code(await get('/api/v1/audit'))).toEqual([403, 'not-allowed']);
    await owner.put(`/api/v1/users/${id}/role`, { role: 'viewer' });
    expect(code(await post(ENTRIES, AUTHOR))).toEqual([403, 'not-allowed']);
  });

  it('read alone, or write alone, where that is their scope', async () => {
    const reading = await holder('editor', { scopes: ['read'] });
    expect((await reading.get(ENTRIES)).status).toBe(200);
    const refused = await reading.post(ENTRIES, AUTHOR);
    expect(code(refused)).toEqual([403, 'token-not-allowed']);
    expect(refused.headers['www-authenticate']).toBe('Bearer error="insufficient_scope", scope="write"');
    const writing = await holder('editor', { scopes: ['write'] });
    expect((await writing.post(ENTRIES, AUTHOR)).status).toBe(201);
    expect(code(await writing.get(ENTRIES))).toEqual([403, 'token-not-allowed']);
  });

  it('are refused by what concerns accounts, and by the event stream', () => {
    expect(closed.map(({ operationId }) => operationId).toSorted()).toEqual([
      'activateUser',
      'addPasskey',
      'beginPasskey',
      'beginPasskeyProof',
      'changePassword',
      'changePreferences',
      'changeProfile',
      'changeRole',
      'changeSignInPolicy',
      'confirmTotp',
      'createApiToken',
      'createInvite',
      'createRole',
      'deactivateUser',
      'deleteApiToken',
      'deleteRole',
      'disableTotp',
      'endOtherSessions',
      'endOwnSession',
      'endSessionsOfUser',
      'enrolTotp',
      'listApiTokens',
      'listOwnSessions',
      'readPreferences',
      'readSecondFactors',
      'readSession',
      'redefineRole',
      'removePasskey',
      'renamePasskey',
      'renewRecoveryCodes',
      'resetSecondFactorsOfUser',
      'signOut',
      'streamEvents',
      'withdrawInvite',
    ]);
  });

  it.each(closed.map(({ method, path }) => [method, path] as const))(
    'are refused by %s %s',
    async (method, path) => {
      const { token } = await holder('owner');
      const before = await countRows(test.database);
      const headers = { ...bearer(token), 'Content-Type': 'application/json' };
      const address = path.replaceAll(/:\w+/g, newId());
      const reply = await server.client().send(method, address, { headers, body: '{}' });
      expect(code(reply)).toEqual([403, 'token-not-allowed']);
      expect(await countRows(test.database)).toEqual(before);
    },
  );

  it('are refused beside a cookie, whosever that is', async () => {
    const { person, token } = await holder('author');
    for (const cookie of [
      'stillpress_session=x',
      [...person.cookies].map((pair) => pair.join('=')).join('; '),
    ]) {
      const reply = await server.client().post(ENTRIES, AUTHOR, { ...bearer(token), Cookie: cookie });
      expect(code(reply)).toEqual([400, 'two-credentials']);
    }
  });

  it.each(['', 'sp_', 'sp_made-up', 'x'.repeat(10_000)])(
    'are refused where nobody was given them: %j',
    async (token) => {
      const reply = await server.client().get(ENTRIES, { Authorization: `Bearer ${token}` });
      expect(code(reply)).toEqual([401, 'not-signed-in']);
      expect(reply.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
    },
  );

  it('do not open a session, nor does a session open as a token', async () => {
    const { person, token } = await holder('author');
    const cookie = person.cookies.get('stillpress_session') ?? '';
    expect(code(await server.client().get(ENTRIES, bearer(cookie)))).toEqual([401, 'not-signed-in']);
    expect((await server.client().get(ENTRIES, { Cookie: `stillpress_session=${token}` })).status).toBe(401);
  });

  it('end when they are deleted, by their owner alone', async () => {
    const { get, id, person } = await holder('author');
    const other = await server.signInAs('owner');
    expect(code(await other.send('DELETE', `${TOKENS}/${id}`))).toEqual([404, 'token-not-found']);
    expect((await get(ENTRIES)).status).toBe(200);
    expect((await person.send('DELETE', `${TOKENS}/${id}`)).status).toBe(204);
    expect((await get(ENTRIES)).status).toBe(401);
  });

  it('end with their time', async () => {
    const { get, id } = await holder('author', { expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    expect((await get(ENTRIES)).status).toBe(200);
    const over = new Date(Date.now() - 1).toISOString();
    await test.database.write((tx) =>
      tx.updateTable('api_token').set({ expires_at: over }).where('id', '=', id).execute(),
    );
    expect((await get(ENTRIES)).status).toBe(401);
    const lasting = await holder('author', { expiresAt: null });
    expect((await lasting.get(ENTRIES)).status).toBe(200);
  });

  it('end when their owner is deactivated, for good', async () => {
    const { get, person } = await holder('author');
    const owner = await server.signInAs('owner');
    const { id } = await userOf(person);
    await owner.post(`/api/v1/users/${id}/deactivate`);
    expect((await get(ENTRIES)).status).toBe(401);
    await owner.post(`/api/v1/users/${id}/activate`);
    expect((await get(ENTRIES)).status).toBe(401);
  });

  it('do a write with an Idempotency-Key once', async () => {
    const { post } = await holder('author');
    const key = { 'Idempotency-Key': newId() };
    const [first, again] = [await post(ENTRIES, AUTHOR, key), await post(ENTRIES, AUTHOR, key)];
    expect([again.headers['idempotency-replayed'], again.json]).toEqual(['true', first.json]);
  });

  it('are refused where they could do nothing, or are over already', async () => {
    const person = await server.signInAs('author');
    for (const body of [
      { name: '', scopes: ['read'] },
      { name: 'x', scopes: [] },
      { name: 'x', scopes: ['root'] },
      { name: 'x', scopes: ['read'], expiresAt: '2026-01-01T00:00:00Z' },
      { name: 'x', scopes: ['read'], expiresAt: 'tomorrow' },
    ])
      expect(code(await person.post(TOKENS, body))).toEqual([422, 'invalid-input']);
    expect(apiTokenListSchema.parse((await person.get(TOKENS)).json).tokens).toEqual([]);
  });

  it('stay out of the log', async () => {
    const { get, token } = await holder('author');
    await get(ENTRIES);
    expect(server.logLines.join('')).not.toContain(token);
  });
});
