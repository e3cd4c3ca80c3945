import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problemSchema } from '../../../model/api/problem.ts';
import { migrateDown, migrateUp } from '../../../server/store/migrate.ts';
import { renameTable } from '../../contract/authoring/desk.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client } from './client.ts';

describe.each(DIALECTS)('a schema that changes under a running server, on %s', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  let editor: Client;
  beforeEach(async () => {
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database);
    editor = await server.signInAs('editor');
  });
  afterEach(async () => {
    await server.close();
    await test.close();
  });

  const entry = { collection: 'authors', content: { name: 'Ada' } };

  it('is named while it does not fit, and served again once it does', async () => {
    expect((await editor.get('/api/v1/entries')).status).toBe(200);
    await migrateDown(test.database, { steps: 99 });
    for (const reply of [
      await editor.get('/api/v1/entries'),
      await editor.post('/api/v1/session', { email: 'a@example.org', password: 'whatever it is' }),
    ]) {
      const problem = problemSchema.parse(reply.json);
      expect([reply.status, problem.code]).toEqual([503, 'schema-not-current']);
      expect(problem.detail).toContain('stillpress migrate up');
      expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0);
    }
    await migrateUp(test.database);
    const again = await server.signInAs('editor');
    expect((await again.post('/api/v1/entries', entry)).status).toBe(201);
  });

  it('is told from a statement of ours that is wrong', async () => {
    await renameTable(test.database, { from: 'entry', to: 'entry_elsewhere' });
    const { json, status } = await editor.post('/api/v1/entries', entry);
    expect([status, problemSchema.parse(json).code]).toEqual([500, 'internal-error']);
  });
});
