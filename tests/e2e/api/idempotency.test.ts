import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entrySchema } from '../../../model/api/entry.ts';
import { claimKey } from '../../../server/store/idempotency-keys.ts';
import { newId } from '../../../server/store/new-id.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client, Reply } from './client.ts';

const ENTRIES = '/api/v1/entries';

describe.each(DIALECTS)('a write with an Idempotency-Key on %s', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  let editor: Client;

  beforeAll(async () => {
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database);
    editor = await server.signInAs('editor');
  });
  afterAll(async () => {
    await server.close();
    await test.close();
  });

  const post = (title: string, key: string, client = editor): Promise<Reply> =>
    client.post(ENTRIES, { collection: 'posts', content: { title } }, { 'Idempotency-Key': key });
  const count = async (title: string): Promise<number> =>
    (await test.database.db.selectFrom('entry').select('id').where('title', '=', title).execute()).length;

  it('is done once, and answered the same when it is sent again', async () => {
    const key = newId();
    const first = await post('Once', key);
    const again = await post('Once', key);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.json).toEqual(first.json);
    for (const name of ['etag', 'location']) expect(again.headers[name]).toBe(first.headers[name]);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(await count('Once')).toBe(1);
  });

  it('is done once however many come at the same time', async () => {
    const key = newId();
    const replies = await Promise.all(Array.from({ length: 8 }, () => post('At once', key)));
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 201));
    expect(new Set(replies.map(({ json }) => entrySchema.parse(json).id)).size).toBe(1);
    expect(await count('At once')).toBe(1);
  });

  it('saves a draft once: the second time it meets no conflict with itself', async () => {
    const { json, headers } = await post('To be saved', newId());
    const { id } = entrySchema.parse(json);
    const save = (): Promise<Reply> =>
      editor.put(
        `${ENTRIES}/${id}/draft`,
        { content: { title: 'Saved' } },
        { 'If-Match': headers.etag ?? '', 'Idempotency-Key': `save-${id}` },
      );
    const replies = [await save(), ...(await Promise.all([save(), save()]))];
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(replies.map(({ headers: { etag } }) => etag)).size).toBe(1);
    const without = await editor.put(
      `${ENTRIES}/${id}/draft`,
      { content: { title: 'Other' } },
      { 'If-Match': headers.etag ?? '' },
    );
    expect(without.status).toBe(412);
  });

  it('may be mended under its key where it was refused', async () => {
    const key = newId();
    const refused = await editor.post(ENTRIES, { collection: 'nothing' }, { 'Idempotency-Key': key });
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect((await post('Mended', key)).status).toBe(201);
  });

  it('is refused with another request, and is nobody else’s', async () => {
    const key = newId();
    await post('Mine', key);
    expect((await post('Another', key)).json).toMatchObject({ code: 'key-reused', status: 422 });
    expect(await count('Another')).toBe(0);
    const other = await server.signInAs('editor');
    expect((await post('Theirs', key, other)).status).toBe(201);
  });

  it.each(['', 'a b', 'x'.repeat(256)])('is refused where its key cannot be one: %j', async (key) => {
    const reply = await post('Never', key);
    expect(reply.json).toMatchObject({
      code: 'invalid-input',
      errors: [{ path: 'header.Idempotency-Key', message: expect.any(String) }],
    });
    expect(await count('Never')).toBe(0);
  });

  it('says that it was done where the answer is lost', async () => {
    const key = newId();
    const done = await post('Lost', key);
    expect(done.status).toBe(201);
    // As a process leaves it that ended between the commit and the answer.
    const old = '2026-01-01T00:00:00.000Z';
    await test.database.write((tx) =>
      tx
        .updateTable('idempotency_key')
        .set({ answer: null, created_at: old })
        .where('key', '=', key)
        .execute(),
    );
    expect((await post('Lost', key)).json).toMatchObject({ code: 'answer-lost', status: 409 });
    expect(await count('Lost')).toBe(1);
  });

  it('keeps the key with what was done, or neither', async () => {
    const key = newId();
    const { user } = (await editor.get('/api/v1/session')).json as { user: { id: string } };
    const request = {
      userId: user.id,
      key,
      requestHash: 'of another request',
      now: new Date().toISOString(),
    };
    await expect(
      test.database.write(async (tx) => {
        await claimKey(tx, request);
        throw new Error('the disk is full');
      }),
    ).rejects.toThrow('the disk is full');
    expect((await post('Neither', key)).status).toBe(201);
    expect((await post('Neither', key)).headers['idempotency-replayed']).toBe('true');
  });
});
