import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditListSchema } from '../../../model/api/audit.ts';
import { entrySchema } from '../../../model/api/entry.ts';
import { problemSchema } from '../../../model/api/problem.ts';
import { newId } from '../../../server/store/new-id.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client } from './client.ts';

describe.each(DIALECTS)('the audit log through the API on %s', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  let admin: Client;
  let entryId: string;
  beforeAll(async () => {
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database);
    admin = await server.signInAs('admin');
    const created = await admin.post('/api/v1/entries', { collection: 'posts', content: { title: 'A' } });
    const { draft, id } = entrySchema.parse(created.json);
    entryId = id;
    const match = { 'If-Match': `"${draft.versionId}"` };
    await admin.put(`/api/v1/entries/${id}/draft`, { content: { title: 'B' } }, match);
  });
  afterAll(async () => {
    await server.close();
    await test.close();
  });

  const search = async (query = '') => {
    const reply = await admin.get(`/api/v1/audit${query}`);
    expect(reply.status).toBe(200);
    const page = auditListSchema.parse(reply.json);
    expect(page).toEqual(reply.json);
    return page;
  };
  const actionsFound = async (query: string) => (await search(query)).records.map(({ action }) => action);

  it('names who did what to what, the newest first', async () => {
    const { records } = await search(`?subject=entry:${entryId}`);
    expect(records.map(({ action }) => action)).toEqual(['entry.save', 'entry.create']);
    expect(records[0]).toMatchObject({
      actor: { id: expect.any(String), name: expect.any(String) },
      correlationId: expect.any(String),
      isErased: false,
    });
  });

  it('finds by actor, action, group and time', async () => {
    const { records } = await search();
    const [newest] = records;
    expect(await actionsFound('?action=entry.create')).toEqual(['entry.create']);
    expect(await actionsFound('?action=entry')).toEqual(['entry.save', 'entry.create']);
    expect(await actionsFound('?action=entr')).toEqual([]);
    expect(await actionsFound('?action=entry.create,entry.publish')).toEqual(['entry.create']);
    expect(await actionsFound('?action=media,entry')).toEqual(['entry.save', 'entry.create']);
    expect(await actionsFound(`?actor=${newest?.actor?.id}&action=entry`)).toHaveLength(2);
    expect(await actionsFound(`?actor=${newId()}`)).toEqual([]);
    expect(await actionsFound(`?from=${newest?.at}`)).toContain('entry.save');
    expect(await actionsFound('?before=2020-01-01T00:00:00Z')).toEqual([]);
  });

  it('goes through all of it page by page, missing and repeating nothing', async () => {
    const all = (await search()).records.map(({ id }) => id);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await search(cursor === '' ? '?limit=1' : `?limit=1&cursor=${cursor}`);
      seen.push(...page.records.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(all);
  });

  it.each([
    'cursor=nonsense',
    'actor=me',
    'action=A%20b',
    'action=a,',
    'from=yesterday',
    'limit=0',
    'limit=201',
  ])('refuses ?%s and says where the fault is', async (query) => {
    const { errors = [] } = problemSchema.parse((await admin.get(`/api/v1/audit?${query}`)).json);
    expect(errors.map(({ path }) => path)).toEqual([`query.${query.split('=')[0]}`]);
  });

  it.each(['owner', 'admin'] as const)('lets an %s read it', async (role) => {
    expect((await (await server.signInAs(role)).get('/api/v1/audit')).status).toBe(200);
  });

  it.each(['editor', 'author', 'contributor', 'viewer'] as const)('keeps it from a %s', async (role) => {
    const reply = await (await server.signInAs(role)).get('/api/v1/audit');
    expect([reply.status, problemSchema.parse(reply.json).code]).toEqual([403, 'not-allowed']);
  });
});
