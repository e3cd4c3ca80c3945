import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entrySchema } from '../../../model/api/entry.ts';
import { problemSchema } from '../../../model/api/problem.ts';
import {
  versionComparisonSchema,
  versionListSchema,
  versionWithContentSchema,
} from '../../../model/api/version.ts';
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

describe('the versions of an entry over HTTP', () => {
  it('are listed, read, named, compared and restored', async () => {
    const { path, etag, draft } = await createPost();
    await editor.post(`${path}/publish`, undefined, { 'If-Match': etag });
    const content = { ...draft.content, title: 'A long walk' };
    const saved = await editor.put(`${path}/draft`, { content }, { 'If-Match': etag });
    const list = versionListSchema.strict().parse((await editor.get(`${path}/versions?limit=1`)).json);
    expect(list.versions).toMatchObject([{ number: 2, isDraft: true }]);
    const next = await editor.get(`${path}/versions?cursor=${list.nextCursor}`);
    const [old] = versionListSchema.parse(next.json).versions;
    expect(old).toMatchObject({ id: draft.versionId, wasPublished: true, isKept: true });

    const version = `${path}/versions/${draft.versionId}`;
    const named = await editor.put(`${version}/name`, { name: 'As published' });
    expect(versionWithContentSchema.strict().parse(named.json)).toMatchObject({
      name: 'As published',
      content: draft.content,
    });
    expect((await editor.get(version)).json).toEqual(named.json);
    const compared = await editor.get(`${path}/compare?from=${draft.versionId}`);
    expect(versionComparisonSchema.strict().parse(compared.json).differences).toMatchObject([
      { path: 'title', kind: 'text', words: [{ text: 'A ' }, { kind: 'added' }, { text: 'walk' }] },
    ]);

    expect(codeOf(await editor.post(`${version}/restore`))).toBe('precondition-required');
    expect(codeOf(await editor.post(`${version}/restore`, undefined, { 'If-Match': etag }))).toBe(
      'version-conflict',
    );
    const now = { 'If-Match': saved.headers.etag ?? '' };
    const restored = await editor.post(`${version}/restore`, undefined, now);
    const entry = entrySchema.parse(restored.json);
    expect(entry).toMatchObject({ title: 'A walk', draft: { number: 3, content: draft.content } });
    expect(restored.headers.etag).toBe(`"${entry.draft.versionId}"`);
  });

  it('are refused with what is wrong', async () => {
    const { path, draft } = await createPost();
    const version = `${path}/versions/${draft.versionId}`;
    const gone = `${path}/versions/01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10`;
    const attempts: [Promise<Reply>, string][] = [
      [editor.get(`${path}/versions?limit=0`), 'invalid-input'],
      [editor.get(`${path}/versions?cursor=later`), 'invalid-input'],
      [editor.get(`${path}/versions?before=2`), 'invalid-input'],
      [editor.get(gone), 'version-not-found'],
      [editor.get(`${path}/compare`), 'invalid-input'],
      [editor.get(`${path}/compare?from=${draft.versionId}&to=x`), 'version-not-found'],
      [editor.put(`${version}/name`, { name: 7 }), 'invalid-input'],
      [editor.put(`${version}/name`, { name: 'A', content: {} }), 'invalid-input'],
      [editor.put(`${gone}/name`, { name: 'A' }), 'version-not-found'],
      [server.client().get(version), 'not-signed-in'],
    ];
    for (const [reply, code] of attempts) expect(codeOf(await reply)).toBe(code);
  });
});

async function createPost() {
  const reply = await editor.post('/api/v1/entries', { collection: 'posts', content: { title: 'A walk' } });
  const { draft } = entrySchema.parse(reply.json);
  return { path: String(reply.headers.location), etag: String(reply.headers.etag), draft };
}

function codeOf(reply: Reply): string | undefined {
  return problemSchema.safeParse(reply.json).data?.code;
}
