import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backlinksSchema, entryListSchema, entrySchema } from '../../../model/api/entry.ts';
import { problemSchema } from '../../../model/api/problem.ts';
import { bulkResultSchema, deletedEntrySchema, trashedEntrySchema } from '../../../model/api/trash.ts';
import { openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client, Reply } from './client.ts';

let test: TestDatabase;
let server: ApiServer;
let editor: Client;
beforeAll(async () => {
  test = await openTestDatabase('sqlite');
  server = await startApiServer(test.database);
  editor = await server.signInAs('editor');
});
afterAll(async () => {
  await server.close();
  await test.close();
});

describe('the trash over HTTP', () => {
  it('takes an entry, gives it back, and deletes it for good', async () => {
    const { id, path, etag } = await createPost({ title: 'A walk' });
    const seen = { 'If-Match': etag };
    await editor.post(`${path}/publish`, undefined, seen);
    const trashed = trashedEntrySchema
      .strict()
      .parse((await editor.post(`${path}/trash`, undefined, seen)).json);
    expect(trashed).toMatchObject({ publication: { seq: 2 }, entry: { id, state: 'trashed' } });
    expect(entrySchema.parse((await editor.get(path)).json).state).toBe('trashed');
    expect(codeOf(await editor.put(`${path}/draft`, { content: { title: 'B' } }, seen))).toBe(
      'entry-trashed',
    );
    const list = entryListSchema.parse((await editor.get('/api/v1/entries?state=trashed')).json);
    expect(list.entries.map((entry) => entry.id)).toEqual([id]);

    const restored = await editor.post(`${path}/restore`, undefined, seen);
    expect(entrySchema.strict().parse(restored.json).state).toBe('withdrawn');
    expect(restored.headers.etag).toBe(etag);
    expect(codeOf(await remove(path, seen))).toBe('not-in-trash');
    await editor.post(`${path}/trash`, undefined, seen);
    expect(deletedEntrySchema.strict().parse((await remove(path, seen)).json)).toEqual({ publication: null });
    expect(codeOf(await editor.get(path))).toBe('entry-not-found');
  });

  it('asks before it deletes what others refer to', async () => {
    const author = await createPost({ name: 'Ana' }, 'authors');
    const post = await createPost({ title: 'By Ana', author: author.id });
    const seen = { 'If-Match': author.etag };
    const backlinks = backlinksSchema
      .strict()
      .parse((await editor.get(`${author.path}/backlinks?limit=5`)).json);
    expect(backlinks).toMatchObject({ count: 1, entries: [{ id: post.id }] });
    await editor.post(`${author.path}/trash`, undefined, seen);
    const refused = await remove(author.path, seen);
    expect([refused.status, refused.json]).toMatchObject([
      409,
      { code: 'entry-referenced', count: 1, referrers: [{ id: post.id, title: 'By Ana' }] },
    ]);
    expect((await remove(`${author.path}?despiteReferences=true`, seen)).status).toBe(200);
  });

  it('refuses what does not say which version was seen, and what it does not know', async () => {
    const { path, etag } = await createPost({ title: 'Refused' });
    const seen = { 'If-Match': etag };
    const attempts: [Promise<Reply>, string][] = [
      [editor.post(`${path}/trash`), 'precondition-required'],
      [editor.post(`${path}/restore`, undefined, seen), 'not-in-trash'],
      [remove(path, {}), 'precondition-required'],
      [remove(`${path}?despiteReferences=maybe`, seen), 'invalid-input'],
      [remove(`${path}?force=true`, seen), 'invalid-input'],
      [editor.get(`${path}/backlinks?limit=0`), 'invalid-input'],
      [editor.post('/api/v1/entries/bulk', { action: 'trash', entries: [] }), 'invalid-input'],
      [editor.post('/api/v1/entries/bulk', { action: 'burn', entries: [] }), 'invalid-input'],
      [server.client().post(`${path}/trash`, undefined, seen), 'not-signed-in'],
    ];
    for (const [reply, code] of attempts) expect(codeOf(await reply)).toBe(code);
  });

  it('changes many, and says of each what became of it', async () => {
    const first = await createPost({ title: 'First of two' });
    const second = await createPost({ title: 'Second of two' });
    const gone = '01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10';
    const entries = [
      { id: first.id, versionId: first.versionId },
      { id: gone, versionId: gone },
      { id: second.id, versionId: second.versionId },
    ];
    const reply = await editor.post('/api/v1/entries/bulk', { action: 'publish', entries });
    const result = bulkResultSchema.strict().parse(reply.json);
    expect(result).toMatchObject({
      done: 2,
      failed: 1,
      results: [
        { id: first.id, problem: null, entry: { state: 'live' } },
        { id: gone, problem: { code: 'entry-not-found', instance: `/api/v1/entries/${gone}` }, entry: null },
        { id: second.id, problem: null, entry: { state: 'live' } },
      ],
    });
  });

  it('copies an entry', async () => {
    const { path, id } = await createPost({ title: 'Copied' });
    const reply = await editor.post(`${path}/duplicate`);
    const copy = entrySchema.strict().parse(reply.json);
    expect([reply.status, copy.title]).toEqual([201, 'Copied (copy)']);
    expect(copy.id).not.toBe(id);
    expect(reply.headers.location).toBe(`/api/v1/entries/${copy.id}`);
    expect(reply.headers.etag).toBe(`"${copy.draft.versionId}"`);
  });
});

async function createPost(content: Record<string, unknown>, collection = 'posts') {
  const reply = await editor.post('/api/v1/entries', { collection, content });
  const { draft, id } = entrySchema.parse(reply.json);
  return {
    id,
    versionId: draft.versionId,
    path: `/api/v1/entries/${id}`,
    etag: `"${draft.versionId}"`,
  };
}

async function remove(path: string, headers: Record<string, string>): Promise<Reply> {
  return await editor.send('DELETE', path, { headers });
}

function codeOf({ json }: Reply): string {
  return problemSchema.parse(json).code;
}
