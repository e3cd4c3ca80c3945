import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entrySchema } from '../../../model/api/entry.ts';
import { ownPresenceSchema, presenceSchema } from '../../../model/api/presence.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client } from './client.ts';
import { readEvents } from './read-events.ts';

describe.each(DIALECTS)('presence through the API on %s', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  let second: ApiServer;
  let ana: Client;
  let ben: Client;
  let path: string;
  let entryId: string;
  let versionId: string;
  let passedMs = 0;
  const now = () => new Date(Date.now() + passedMs);

  beforeAll(async () => {
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database, { now });
    second = await startApiServer(test.database, { now });
    [ana, ben] = [await server.signInAs('editor'), await second.signInAs('editor')];
    const made = await ana.post('/api/v1/entries', { collection: 'posts', content: { title: 'Shared' } });
    ({
      id: entryId,
      draft: { versionId },
    } = entrySchema.parse(made.json));
    path = `/api/v1/entries/${entryId}/presence`;
  });
  afterAll(async () => {
    await server.close();
    await second.close();
    await test.close();
  });

  it('takes two windows at two processes from meeting each other to a takeover, and both are told', async () => {
    const readers = [
      await readEvents(ana, { port: server.port }),
      await readEvents(ben, { port: second.port }),
    ];
    for (const reader of readers) await reader.until((told) => told.length === 1);
    const first = await ana.put(path, { clientId: 'a', blockId: 'b1' });
    expect([first.status, ownPresenceSchema.parse(first.json).isHolder]).toEqual([200, true]);
    const other = ownPresenceSchema.parse((await ben.put(path, { clientId: 'b', blockId: null })).json);
    expect(other).toMatchObject({ isHolder: false, present: [{ clientId: 'a', isHolder: true }, {}] });
    const taken = await ben.post(`${path}/takeover`, { clientId: 'b' });
    expect([taken.status, ownPresenceSchema.parse(taken.json).isHolder]).toEqual([200, true]);

    const save = (holder: string) =>
      ana.put(
        `/api/v1/entries/${entryId}/draft${holder}`,
        { content: { title: 'Typed', slug: 'typed' } },
        { 'If-Match': `"${versionId}"` },
      );
    const refused = await save('?holder=a');
    expect([refused.status, refused.json]).toMatchObject([
      409,
      { code: 'lease-not-held', holder: { clientId: 'b', user: { name: 'editor' } } },
    ]);
    expect((await save('')).status).toBe(200);
    expect((await ben.send('DELETE', `${path}?clientId=b`)).status).toBe(204);

    const kinds = [
      'ready',
      'presence.opened',
      'lease.given',
      'presence.opened',
      'lease.taken',
      'entry.saved',
      'presence.closed',
      'lease.given',
    ];
    for (const reader of readers) {
      await reader.until((told) => told.length >= kinds.length);
      expect(reader.told.map(({ kind }) => kind)).toEqual(kinds);
      expect(reader.told[4]).toMatchObject({
        entryIds: [entryId],
        actor: { name: 'editor' },
        presence: { clientId: 'b', isHolder: true },
        from: { clientId: 'a' },
      });
      reader.close();
    }
  });

  it('tells of a window that has fallen silent', async () => {
    await ana.put(path, { clientId: 'silent', blockId: null });
    const reader = await readEvents(ben, { port: second.port });
    await reader.until((told) => told.length === 1);
    passedMs += 31_000;
    await reader.until((told) =>
      told.some(
        ({ kind, presence }) =>
          kind === 'presence.closed' && (presence as { clientId: string }).clientId === 'silent',
      ),
    );
    reader.close();
    expect(presenceSchema.parse((await ana.get(path)).json)).toEqual({ present: [] });
  });

  it.each([
    [{ clientId: 'a' }, 'blockId'],
    [{ clientId: '', blockId: null }, 'clientId'],
    [{ clientId: 'x'.repeat(65), blockId: null }, 'clientId'],
    [{ clientId: 'a', blockId: 'a b' }, 'blockId'],
    [{ clientId: 'a', blockId: null, more: 1 }, 'more'],
  ])('says where %j is wrong', async (body, place) => {
    const reply = await ana.put(path, body);
    expect([reply.status, reply.json]).toMatchObject([422, { errors: [{ path: place }] }]);
  });
});
