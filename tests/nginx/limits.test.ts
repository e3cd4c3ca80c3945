import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../support/ask.ts';
import { swapLive, writeTree } from '../support/live-folder.ts';
import { nginxPath, startNginx, type TestNginx } from '../support/start-nginx.ts';

/** Of private networks: those of this machine take the place of one of them. */
const BEHIND_PROXY = readFileSync(join(import.meta.dirname, '../../deploy/caddy/behind-proxy.conf'), 'utf8');

describe.skipIf(nginxPath === null)('what one address may ask of the web processes', () => {
  let web: Server;
  let nginx: TestNginx;
  let visitors = 0;

  beforeAll(async () => {
    web = createServer((request, response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(request.headers));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => web.once('listening', resolve));
    const address = web.address();
    nginx = await startNginx({
      webPort: typeof address === 'object' ? (address?.port ?? 0) : 0,
      moreServers: BEHIND_PROXY.replace('10.0.0.0/8', '127.0.0.0/8'),
    });
    await writeTree(join(nginx.targetRoot, 'tree-a'), { 'a/index.html': 'page a', '404.html': 'Lost' });
    await swapLive(nginx.targetRoot, 'tree-a');
  });

  afterAll(async () => {
    await nginx.stop();
    web.closeAllConnections();
    web.close();
  });

  /** As somebody else than all before. */
  function createVisitor() {
    visitors += 1;
    const headers = { 'X-Forwarded-For': `203.0.113.${visitors}` };
    return {
      ask: (path: string, method = 'GET') => nginx.ask(path, { method, headers }),
      /** Fifty at a time, each of them a connection. */
      askMany: async (count: number, path: string, method = 'GET') => {
        const answers: Answer[] = [];
        while (answers.length < count) {
          const asked = Array.from({ length: 50 }, () => nginx.ask(path, { method, headers }));
          answers.push(...(await Promise.all(asked)));
        }
        return answers;
      },
    };
  }

  test('is far more than a person does, and beyond that it is told to come again', async () => {
    const [busy, other] = [createVisitor(), createVisitor()];
    expect(statusesOf(await busy.askMany(100, '/api/v1/entries'))).toEqual(new Set([200]));
    // What becomes free meanwhile is 50 a second.
    const answers = await busy.askMany(3_000, '/api/v1/entries');
    expect(statusesOf(answers)).toEqual(new Set([200, 429]));
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'retry-after': '2',
      'cache-control': 'no-store',
    });
    expect(JSON.parse(refused?.text ?? '{}')).toMatchObject({ code: 'address-too-busy', status: 429 });
    expect((await other.ask('/api/v1/entries')).status).toBe(200);
    expect((await busy.ask('/a/')).status).toBe(200);
  });

  test.each([
    '/api/v1/session',
    '/api/v1/session/second-factor',
    '/api/v1/password-resets',
    '/api/v1/invites/x',
  ])('is few tries to get in by POST %s, and none of them takes anything else away', async (path) => {
    const [guessing, other] = [createVisitor(), createVisitor()];
    const statuses = (await guessing.askMany(150, path, 'POST')).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeLessThan(100);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(20);
    expect(statuses).toContain(429);
    expect((await guessing.ask('/api/v1/entries')).status).toBe(200);
    expect((await other.ask(path, 'POST')).status).toBe(200);
  });

  test('is not counted for pages and files of the site', async () => {
    expect(statusesOf(await createVisitor().askMany(1_500, '/a/'))).toEqual(new Set([200]));
  });

  test('is that of the address which the proxy has added, not of those that a visitor claims', async () => {
    const headers = { 'X-Forwarded-For': '6.6.6.6, 192.168.1.1, 198.51.100.7' };
    const seen: Record<string, string> = JSON.parse((await nginx.ask('/api/x', { headers })).text);
    expect(seen['x-forwarded-for']).toBe('198.51.100.7');
  });
});

function statusesOf(answers: readonly Answer[]): Set<number> {
  return new Set(answers.map(({ status }) => status));
}
