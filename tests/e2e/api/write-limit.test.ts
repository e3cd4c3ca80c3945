import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { startApiServer, type ApiServer } from './api-server.ts';

const ENTRIES = '/api/v1/entries';

describe('too many writes', () => {
  let test: TestDatabase;
  let server: ApiServer | null = null;
  beforeEach(async () => {
    test = await openTestDatabase('sqlite');
  });
  afterEach(async () => {
    await server?.close();
    await test.close();
  });

  const write = { collection: 'posts', content: { title: 'A' } };

  it('are refused until there is room again, and reading is not', async () => {
    let passedMs = 0;
    const now = () => new Date(Date.now() + passedMs);
    server = await startApiServer(test.database, { writesPerMinute: 2, now });
    const [editor, other] = [await server.signInAs('editor'), await server.signInAs('editor')];
    for (const expected of [201, 201, 429]) {
      const reply = await editor.post(ENTRIES, write);
      expect(reply.status).toBe(expected);
      if (expected === 201) continue;
      expect(reply.json).toMatchObject({ code: 'too-many-writes' });
      expect(Number(reply.headers['retry-after'])).toBeGreaterThanOrEqual(29);
    }
    expect((await editor.get(ENTRIES)).status).toBe(200);
    expect((await other.post(ENTRIES, write)).status).toBe(201);
    passedMs = 30_000;
    expect((await editor.post(ENTRIES, write)).status).toBe(201);
  });

  it.each([
    ['what a stranger claims', { kind: 'none' }, 429],
    ['what a trusted proxy says', { kind: 'hops', hops: 1 }, 422],
  ] as const)('are counted by address: %s', async (_, trustProxy, expected) => {
    server = await startApiServer(test.database, { writesPerMinute: 1, trustProxy });
    const client = server.client();
    const attempt = (address: string) =>
      client.post('/api/v1/setup', {}, { 'X-Forwarded-For': address }).then(({ status }) => status);
    for (let host = 1; host <= 10; host++) expect(await attempt(`203.0.113.${host}`)).toBe(422);
    expect(await attempt('203.0.113.99')).toBe(expected);
  });
});
