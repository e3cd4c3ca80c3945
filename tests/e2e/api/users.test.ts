import { afterAll, beforeAll, expect, it } from 'vitest';
import { accountListSchema, sessionSchema } from '../../../model/api/account.ts';
import { problemSchema } from '../../../model/api/problem.ts';
import { openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { PASSWORD, startApiServer, type ApiServer } from './api-server.ts';
import type { Client } from './client.ts';

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

const idOf = async (client: Client) =>
  sessionSchema.parse((await client.get('/api/v1/session')).json).user.id;
const createPost = async (client: Client) =>
  (await client.post('/api/v1/entries', { collection: 'authors', content: { name: 'Ada' } })).status;

it('lets a change of the role take effect on a session that is open', async () => {
  const [owner, somebody] = [await server.signInAs('owner'), await server.signInAs('viewer')];
  const address = `/api/v1/users/${await idOf(somebody)}/role`;
  expect(await createPost(somebody)).toBe(403);
  expect((await owner.put(address, { role: 'editor' })).status).toBe(200);
  expect(await createPost(somebody)).toBe(201);
  expect((await owner.put(address, { role: 'viewer' })).status).toBe(200);
  expect(await createPost(somebody)).toBe(403);
});

it('ends the open sessions of somebody who is deactivated, for good', async () => {
  const [owner, somebody] = [await server.signInAs('owner'), await server.signInAs('editor')];
  const id = await idOf(somebody);
  const { users } = accountListSchema.parse((await owner.get('/api/v1/users')).json);
  const email = users.find((user) => user.id === id)?.email;
  const signIn = async () =>
    (await server.client().post('/api/v1/session', { email, password: PASSWORD })).status;

  expect((await owner.post(`/api/v1/users/${id}/deactivate`)).status).toBe(200);
  expect([(await somebody.get('/api/v1/session')).status, await signIn()]).toEqual([401, 401]);
  expect((await owner.post(`/api/v1/users/${id}/activate`)).status).toBe(200);
  expect([(await somebody.get('/api/v1/session')).status, await signIn()]).toEqual([401, 201]);
});

it('does not bring the sessions back when the user is activated before they were asked for', async () => {
  const [owner, somebody] = [await server.signInAs('owner'), await server.signInAs('editor')];
  const id = await idOf(somebody);
  await owner.post(`/api/v1/users/${id}/deactivate`);
  await owner.post(`/api/v1/users/${id}/activate`);
  expect((await somebody.get('/api/v1/session')).status).toBe(401);
});

it('refuses a role that there is not, and fields beside it', async () => {
  const owner = await server.signInAs('owner');
  const address = `/api/v1/users/${await idOf(owner)}/role`;
  for (const body of [{ role: 'root' }, { role: 'admin', passwordHash: 'x' }, {}]) {
    const reply = await owner.put(address, body);
    expect([reply.status, problemSchema.parse(reply.json).code]).toEqual([422, 'invalid-input']);
  }
});
