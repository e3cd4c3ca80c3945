import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemSchema } from '../../../model/api/problem.ts';
import { stopReadingMarkdown } from '../../../server/authoring/read-markdown.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client, Reply } from './client.ts';

/** It would take hours. */
const HOSTILE = '> '.repeat(100_000);
/** One is read, so many wait, and one more is too much. */
const WAITING = 20;

describe.each(DIALECTS)('Markdown that takes long, on %s,', { timeout: 120_000 }, (dialect) => {
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

  it('keeps nobody waiting for it but who sends Markdown, and who sends much of it for longer', async () => {
    const [mallory, ana] = [await server.signInAs('editor'), await server.signInAs('editor')];
    const order: string[] = [];
    const sent = Array.from({ length: 1 + WAITING + 1 }, async () => {
      const reply = await send(mallory, HOSTILE);
      const { code } = problemSchema.parse(reply.json);
      order.push(code);
      return `${reply.status} ${code} ${reply.headers['retry-after'] ?? 'at once'}`;
    });
    // Until the last of them is refused, the first one is being read.
    await Promise.race(sent);
    expect((await ana.get('/api/v1/entries?limit=1')).status).toBe(200);
    order.push('read');
    const saved = await ana.post('/api/v1/entries', { collection: 'authors', content: { name: 'A' } });
    expect(saved.status).toBe(201);
    order.push('saved without Markdown');
    expect((await send(ana, 'Good.')).status).toBe(201);
    order.push('saved');
    expect(order).toEqual(['too-much-markdown', 'read', 'saved without Markdown', 'invalid-input', 'saved']);
    await stopReadingMarkdown();
    const counts = Map.groupBy(await Promise.all(sent), (answer) => answer);
    expect(Object.fromEntries([...counts].map(([answer, { length }]) => [answer, length]))).toEqual({
      '422 invalid-input at once': 1,
      '429 too-much-markdown 5': 1,
      '503 markdown-busy 5': WAITING,
    });
  });
});

async function send(client: Client, markdown: string): Promise<Reply> {
  return await client.post('/api/v1/entries', {
    collection: 'posts',
    content: { title: 'A', body: { markdown } },
  });
}
