import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { sessionSchema } from '../../../model/api/account.ts';
import { entrySchema } from '../../../model/api/entry.ts';
import { STREAMS_PER_USER_MAX } from '../../../server/api/events/event-hub.ts';
import { appendEvent, deleteOldEvents } from '../../../server/store/events.ts';
import { newId } from '../../../server/store/new-id.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client } from './client.ts';
import { makeRole } from './limited-role.ts';
import { readEvents, type EventReader } from './read-events.ts';

const TITLE = 'Nothing that a stream should say';

describe.each(DIALECTS)('the event stream on %s', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  let editor: Client;
  const open: EventReader[] = [];

  beforeAll(async () => {
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database, { heartbeatMs: 50 });
    editor = await server.signInAs('editor');
  });
  afterEach(() => {
    for (const reader of open.splice(0)) reader.close();
  });
  afterAll(async () => {
    await server.close();
    await test.close();
  });

  const read = async (client = editor, { after, query = '' }: { after?: string; query?: string } = {}) => {
    const headers: Record<string, string> = after === undefined ? {} : { 'Last-Event-ID': after };
    const reader = await readEvents(client, {
      port: server.port,
      path: `/api/v1/events${query}`,
      headers,
    });
    open.push(reader);
    return reader;
  };
  const begin = async (client = editor) => {
    const reader = await read(client);
    await reader.until((told) => told.length > 0);
    return reader;
  };
  const create = async (title: string) => {
    const reply = await editor.post('/api/v1/entries', { collection: 'posts', content: { title } });
    return { ...entrySchema.parse(reply.json), requestId: reply.headers['x-request-id'] };
  };

  it('begins with `ready`, and tells what changes: what, who and when, and nothing of the content', async () => {
    const reader = await begin();
    expect([reader.status, reader.told[0]?.kind]).toEqual([200, 'ready']);
    expect(reader.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    expect(reader.text()).toMatch(/^retry: \d+$/m);
    const { draft, id, requestId } = await create(TITLE);
    const match = { 'If-Match': `"${draft.versionId}"` };
    const saved = await editor.put(
      `/api/v1/entries/${id}/draft`,
      { content: { title: TITLE, slug: 'a' } },
      match,
    );
    const { versionId } = entrySchema.parse(saved.json).draft;
    const published = await editor.post(`/api/v1/entries/${id}/publish`, undefined, {
      'If-Match': `"${versionId}"`,
    });
    expect(published.status).toBe(202);
    await editor.post(`/api/v1/entries/${id}/withdraw`, undefined, { 'If-Match': `"${versionId}"` });
    const admin = await server.signInAs('admin');
    await admin.post(`/api/v1/entries/${id}/takedown`, { reason: TITLE });

    await reader.until((told) => told.length >= 6);
    const actor = { id: await userIdOf(editor), name: 'editor' };
    expect(reader.told.slice(1)).toEqual([
      event('entry.created', { actor, correlationId: requestId, versionId: draft.versionId }),
      event('entry.saved', { actor, versionId }),
      event('entry.published', { actor, publication: 1 }),
      event('entry.withdrawn', { actor, publication: 2 }),
      event('entry.taken-down', { actor: { id: await userIdOf(admin), name: 'admin' } }),
    ]);
    expect(reader.text()).not.toContain(TITLE);

    function event(kind: string, about: Record<string, unknown>): unknown {
      return {
        id: expect.any(String),
        at: expect.any(String),
        correlationId: expect.any(String),
        entryIds: [id],
        kind,
        ...about,
      };
    }
  });

  it('goes on after the last event that was told, whether named in the header or in the address', async () => {
    const first = await begin();
    for (const title of ['One', 'Two', 'Three']) await create(title);
    await first.until((told) => told.length === 4);
    first.close();
    await create('While nobody listens');
    const after = first.told[2]?.id ?? '';
    const older = first.told[1]?.id ?? '';
    for (const reader of [
      await read(editor, { after }),
      await read(editor, { query: `?after=${after}` }),
      await read(editor, { after, query: `?after=${older}` }),
    ]) {
      await reader.until((told) => told.length === 2);
      expect(reader.told[0]).toEqual(first.told[3]);
      expect(reader.told[1]).toMatchObject({ kind: 'entry.created' });
    }
  });

  it('says `reset` where it cannot go on, and goes on from there', async () => {
    const first = await begin();
    const tooOld = first.told[0]?.id ?? '';
    await create('Later');
    await first.until((told) => told.length === 2);
    await test.database.write((tx) => deleteOldEvents(tx, { before: '2999-01-01T00:00:00.000Z' }));
    let newest = first.told[1]?.id;
    for (const after of [tooOld, newId(), 'not an id', '%']) {
      const reader = await read(editor, { after });
      await reader.until((told) => told.length === 1);
      expect(reader.told).toEqual([{ id: newest, kind: 'reset' }]);
      await create('After the reset');
      await reader.until((told) => told.length === 2);
      expect(reader.told[1]?.kind).toBe('entry.created');
      newest = reader.told[1]?.id;
    }
  });

  it('tells of accounts those alone who may read them', async () => {
    const owner = await server.signInAs('owner');
    const [ofOwner, ofEditor] = [await begin(owner), await begin()];
    const id = await userIdOf(await server.signInAs('viewer'));
    expect((await owner.put(`/api/v1/users/${id}/role`, { role: 'author' })).status).toBe(200);
    await create('Seen by both');
    await ofOwner.until((told) => told.length === 3);
    await ofEditor.until((told) => told.length === 2);
    expect(ofOwner.told[1]).toMatchObject({ kind: 'user.role-changed', userId: id });
    expect(ofEditor.told.map(({ kind }) => kind)).toEqual(['ready', 'entry.created']);
  });

  it('tells of roles those who may list them, and everybody whose own has changed', async () => {
    const owner = await server.signInAs('owner');
    const ownerIs = { id: await userIdOf(owner), name: 'owner' };
    const manager = await server.signInAs(await makeRole(owner, [{ actions: ['role.manage'] }]));
    const grants = [{ actions: ['entry.read'], collections: ['posts'] }];
    const role = await makeRole(owner, grants, 'Reader of posts');
    const [holder, other] = [await server.signInAs(role), await server.signInAs('editor')];
    const [ofOwner, ofManager, ofHolder, ofOther] = [
      await begin(owner),
      await begin(manager),
      await begin(holder),
      await begin(other),
    ];
    const spare = await makeRole(owner, [{ actions: ['webhook.manage'] }]);
    const change = { name: spare.name, grants: [{ actions: ['user.read'] }] };
    expect((await owner.put(`/api/v1/roles/${spare.id}`, change)).status).toBe(200);
    expect((await owner.send('DELETE', `/api/v1/roles/${spare.id}`)).status).toBe(204);
    const narrower = { name: role.name, grants: [{ ...grants[0], whose: 'own' }] };
    expect((await owner.put(`/api/v1/roles/${role.id}`, narrower)).status).toBe(200);
    const holderId = await userIdOf(holder);
    // As long as they have it.
    const isOwn = ({ kind, roleId }: { kind: string; roleId?: unknown }) =>
      kind === 'role.changed' && roleId === role.id;
    for (const reader of [ofHolder, ofManager]) await reader.until((told) => told.some(isOwn));
    expect((await owner.put(`/api/v1/users/${holderId}/role`, { role: 'viewer' })).status).toBe(200);
    await create('Seen by all');
    for (const reader of [ofOwner, ofHolder, ofOther])
      await reader.until((told) => told.some(({ kind }) => kind === 'entry.created'));
    const heard = [ofOwner, ofManager, ofHolder, ofOther].map(({ told }) =>
      told.slice(1).map(({ actor, kind, roleId, userId }) => [kind, roleId ?? userId, actor]),
    );
    const ofRoles = [
      ['role.created', spare.id, ownerIs],
      ['role.changed', spare.id, ownerIs],
      ['role.deleted', spare.id, ownerIs],
      ['role.changed', role.id, ownerIs],
    ];
    const created = ['entry.created', undefined, expect.objectContaining({ name: 'editor' })];
    expect(heard).toEqual([
      [...ofRoles, ['user.role-changed', holderId, ownerIs], created],
      ofRoles,
      [['role.changed', role.id, null], ['user.role-changed', holderId, null], created],
      [created],
    ]);
  });

  it('goes by the role that the reader has now', async () => {
    const owner = await server.signInAs('owner');
    const admin = await server.signInAs('admin');
    const reader = await begin(admin);
    await owner.put(`/api/v1/users/${await userIdOf(admin)}/role`, { role: 'editor' });
    await create('After the change');
    await reader.until((told) => told.some(({ kind }) => kind === 'entry.created'));
    // That the role has changed is told with all else that an admin may know no more: without who did it.
    expect(reader.told.map(({ actor, kind }) => [kind, actor])).toEqual([
      ['ready', undefined],
      ['user.role-changed', null],
      ['entry.created', expect.objectContaining({ name: 'editor' })],
    ]);
  });

  it('ends with the session, and tells nothing of what comes after', async () => {
    const owner = await server.signInAs('owner');
    const [leaving, dismissed] = [await server.signInAs('editor'), await server.signInAs('editor')];
    const readers = [await begin(leaving), await begin(dismissed)];
    await owner.post(`/api/v1/users/${await userIdOf(dismissed)}/deactivate`);
    await leaving.send('DELETE', '/api/v1/session');
    await create('None of their business');
    await Promise.all(readers.map(({ ended }) => ended));
    for (const { isWhole } of readers) expect(isWhole()).toBe(true);
    for (const { told } of readers) expect(told.map(({ kind }) => kind)).toEqual(['ready']);
    expect((await read(leaving)).status).toBe(401);
  });

  it('ends with a session that was deleted beside this process', async () => {
    const somebody = await server.signInAs('viewer');
    const reader = await begin(somebody);
    const userId = await userIdOf(somebody);
    await test.database.write((tx) => tx.deleteFrom('session').where('user_id', '=', userId).execute());
    await reader.ended;
    expect(reader.told.map(({ kind }) => kind)).toEqual(['ready']);
  });

  it('hears of what another process commits', async () => {
    const reader = await begin();
    // Beside the server: its own commits are signalled to it.
    await test.database.write((tx) =>
      appendEvent(tx, {
        at: '2026-03-01T08:00:00.000Z',
        kind: 'release.live',
        actorId: null,
        correlationId: null,
        about: { release: 7, publication: 3 },
      }),
    );
    await reader.until((told) => told.length === 2);
    expect(reader.told[1]).toMatchObject({ kind: 'release.live', release: 7, publication: 3, actor: null });
  });

  it('is alive while nothing happens', async () => {
    const reader = await begin();
    const beats = () => reader.text().split(': still here').length - 1;
    await vi.waitFor(() => expect(beats()).toBeGreaterThan(1), 15_000);
  });

  it('is refused where somebody has too many, until they close one', async () => {
    const somebody = await server.signInAs('editor');
    const readers = await Promise.all(Array.from({ length: STREAMS_PER_USER_MAX + 3 }, () => read(somebody)));
    const refused = readers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(3);
    expect(refused[0]?.headers['retry-after']).toBe('30');
    readers.find(({ status }) => status === 200)?.close();
    for (;;) {
      if ((await read(somebody)).status === 200) break;
      await pause();
    }
    expect((await begin()).status).toBe(200);
  });

  it('ends at once when the process is told to stop', async () => {
    const stopping = await startApiServer(test.database);
    const reader = await readEvents(editor, { port: stopping.port });
    await reader.until((told) => told.length === 1);
    stopping.events.close();
    await reader.ended;
    const late = await readEvents(editor, { port: stopping.port });
    await late.ended;
    expect(late.text()).toMatch(/^retry:/);
    await stopping.close();
  });
});

async function userIdOf(client: Client): Promise<string> {
  return sessionSchema.parse((await client.get('/api/v1/session')).json).user.id;
}

async function pause(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 20));
}
