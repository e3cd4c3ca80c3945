import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { entrySchema } from '../../../model/api/entry.ts';
import { problemSchema } from '../../../model/api/problem.ts';
import { openDatabase } from '../../../server/store/database.ts';
import { startCuttingProxy } from '../../support/cutting-proxy.ts';
import { DIALECTS, openTestDatabase } from '../../support/databases.ts';
import { startApiServer } from './api-server.ts';
import type { Reply } from './client.ts';

it.runIf(DIALECTS.includes('postgres'))(
  'says that the database is away, loses nothing that it acknowledged, and goes on when it is back',
  async () => {
    const test = await openTestDatabase('postgres');
    const url = new URL(test.databaseUrl ?? '');
    const proxy = await startCuttingProxy({ host: url.hostname, port: Number(url.port) });
    url.port = String(proxy.port);
    const database = await openDatabase({ databaseUrl: url.href, dataDir: test.dataDir });
    const server = await startApiServer(database);
    try {
      const editor = await server.signInAs('editor');
      const created = await editor.post('/api/v1/entries', {
        collection: 'authors',
        content: { name: 'Ada' },
      });
      const { id, draft } = entrySchema.parse(created.json);
      const save = (name: string, versionId: string): Promise<Reply> =>
        editor.put(`/api/v1/entries/${id}/draft`, { content: { name } }, { 'If-Match': `"${versionId}"` });

      proxy.cut();
      for (const reply of [
        await save('Lost', draft.versionId),
        await editor.get('/api/v1/entries'),
        await editor.get('/api/v1/session'),
      ]) {
        const problem = problemSchema.parse(reply.json);
        expect([reply.status, problem.code]).toEqual([503, 'database-unavailable']);
        expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0);
      }

      proxy.mend();
      let reply = await editor.get(`/api/v1/entries/${id}`);
      for (let attempt = 0; reply.status === 503 && attempt < 100; attempt++) {
        await sleep(50);
        reply = await editor.get(`/api/v1/entries/${id}`);
      }
      expect(entrySchema.parse(reply.json).draft).toEqual(draft);
      const saved = await save('Ben', draft.versionId);
      expect(entrySchema.parse(saved.json).draft.content).toEqual({ name: 'Ben' });
    } finally {
      await server.close();
      await database.close();
      await proxy.close();
      await test.close();
    }
  },
);
