import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentSessionSchema } from '../../../model/api/account.ts';
import { problemSchema } from '../../../model/api/problem.ts';
import type { Preferences } from '../../../model/api/preferences.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { PASSWORD, startApiServer, type ApiServer } from './api-server.ts';

const PATH = '/api/v1/profile/preferences';

const view = (name: string): Preferences['views'][number] => ({
  id: name,
  collection: 'posts',
  name,
  choice: { state: 'draft', sort: 'title' },
  columns: ['state'],
});

describe.each(DIALECTS)('preferences through the API on %s', (dialect) => {
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

  it('are empty at first, kept as a whole, and there wherever somebody signs in', async () => {
    const client = await server.signInAs('viewer');
    expect((await client.get(PATH)).json).toEqual({ views: [], columns: {} });
    const first: Preferences = { views: [view('A'), view('B')], columns: { posts: ['saved'] } };
    const answer = await client.put(PATH, first);
    expect([answer.status, answer.json]).toEqual([200, first]);
    await client.put(PATH, { ...first, views: [view('B')] });
    const { user } = currentSessionSchema.parse((await client.get('/api/v1/session')).json);
    const elsewhere = server.client();
    await elsewhere.post('/api/v1/session', { email: user.email, password: PASSWORD });
    expect((await elsewhere.get(PATH)).json).toEqual({ ...first, views: [view('B')] });
  });

  it("are one's own", async () => {
    const editor = await server.signInAs('editor');
    expect((await editor.get(PATH)).json).toEqual({ views: [], columns: {} });
    await editor.put(PATH, { views: [], columns: { tags: [] } });
    const other = await server.signInAs('editor');
    expect((await other.get(PATH)).json).toEqual({ views: [], columns: {} });
  });

  it('are no store for anything else, and not for very much', async () => {
    const client = await server.signInAs('author');
    const refused = async (body: unknown): Promise<unknown> => {
      const { json, status } = await client.put(PATH, body);
      return [status, problemSchema.parse(json).code];
    };
    const none: Preferences = { views: [], columns: {} };
    expect(await refused({ ...none, notes: 'of mine' })).toEqual([422, 'invalid-input']);
    expect(await refused({ ...none, views: [{ ...view('A'), name: ' ' }] })).toEqual([422, 'invalid-input']);
    expect(await refused({ ...none, views: Array.from({ length: 51 }, () => view('A')) })).toEqual([
      422,
      'invalid-input',
    ]);
    const columns = Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`c${index}`, []]));
    expect(await refused({ ...none, columns })).toEqual([422, 'invalid-input']);
    expect((await client.get(PATH)).json).toEqual(none);
  });
});
