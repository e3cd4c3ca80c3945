import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entrySchema } from '../../../model/api/entry.ts';
import { DIALECTS } from '../../support/databases.ts';
import { nginxPath } from '../../support/start-nginx.ts';
import { createClient, type Client } from '../api/client.ts';
import { readEvents } from '../api/read-events.ts';
import type { RunningCommand } from '../cli/run-stillpress.ts';
import { openFleet, type Fleet } from './open-fleet.ts';
import { findLostSaves, startSteadyEditor } from './steady-editor.ts';

const TIMEOUT_MS = 180_000;

/** In order: three web processes and two workers behind nginx, and then fewer. */
describe.skipIf(!DIALECTS.includes('postgres') || nginxPath === null)(
  'three web processes and two workers behind nginx',
  { timeout: TIMEOUT_MS },
  () => {
    let fleet: Fleet;
    let webs: RunningCommand[];
    /** The owner's browser, as each process sees it. */
    let atEach: Client[];

    beforeAll(async () => {
      fleet = await openFleet({ webPlaces: 3 });
      await Promise.all([fleet.startWorker(), fleet.startWorker()]);
      webs = await Promise.all(fleet.places.map((place) => fleet.startWeb(place)));
      await fleet.signIn();
      atEach = fleet.places.map(({ port }) => {
        const client = createClient(port);
        for (const [name, value] of fleet.owner.cookies) client.cookies.set(name, value);
        return client;
      });
    }, TIMEOUT_MS);

    afterAll(() => fleet.close());

    async function createAuthor() {
      const body = { collection: 'authors', content: { name: 'Ada' } };
      return entrySchema.parse((await fleet.owner.post('/api/v1/entries', body)).json);
    }

    test('know one session, and all forget it when it ends', async () => {
      const other = await fleet.signIn();
      const look = async (): Promise<number[]> => {
        const clients = fleet.places.map(({ port }) => createClient(port));
        for (const client of clients)
          for (const [name, value] of other.cookies) client.cookies.set(name, value);
        const replies = await Promise.all(clients.map((client) => client.get('/api/v1/entries')));
        return replies.map(({ status }) => status);
      };
      expect(await look()).toEqual([200, 200, 200]);
      const cookies = new Map(other.cookies);
      await other.send('DELETE', '/api/v1/session');
      for (const [name, value] of cookies) other.cookies.set(name, value);
      expect(await look()).toEqual([401, 401, 401]);
    });

    test('do once what is sent to all of them under one key', async () => {
      const body = { collection: 'authors', content: { name: 'Once' } };
      const key = { 'Idempotency-Key': 'sent-to-all-of-them' };
      const replies = await Promise.all(atEach.map((client) => client.post('/api/v1/entries', body, key)));
      expect(replies.map(({ status }) => status)).toEqual([201, 201, 201]);
      expect(new Set(replies.map(({ json }) => entrySchema.parse(json).id)).size).toBe(1);
    });

    test('let one of those win who save what they have all seen', async () => {
      const { draft, id } = await createAuthor();
      const match = { 'If-Match': `"${draft.versionId}"` };
      const replies = await Promise.all(
        atEach.map((client, index) =>
          client.put(`/api/v1/entries/${id}/draft`, { content: { name: `By ${index}` } }, match),
        ),
      );
      expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(replies.filter(({ status }) => status === 412)).toHaveLength(2);
    });

    test('tell each other who has an entry open, and what changes', async () => {
      const { id } = await createAuthor();
      const readers = await Promise.all(fleet.places.map(({ port }) => readEvents(fleet.owner, { port })));
      await Promise.all(readers.map((reader) => reader.until((told) => told.length > 0)));
      const [first, second, third] = atEach;
      expect(
        (await first?.put(`/api/v1/entries/${id}/presence`, { clientId: 'a', blockId: null }))?.status,
      ).toBe(200);
      const seen = (kind: string) => (told: readonly { kind: string }[]) =>
        told.some((event) => event.kind === kind && JSON.stringify(event).includes(id));
      await Promise.all(readers.map((reader) => reader.until(seen('presence.opened'))));
      expect((await second?.get(`/api/v1/entries/${id}/presence`))?.text).toContain('"clientId":"a"');
      const { draft } = entrySchema.parse((await third?.get(`/api/v1/entries/${id}`))?.json);
      const match = { 'If-Match': `"${draft.versionId}"` };
      await third?.put(`/api/v1/entries/${id}/draft`, { content: { name: 'Told' } }, match);
      await Promise.all(readers.map((reader) => reader.until(seen('entry.saved'))));
      for (const reader of readers) reader.close();
    });

    test('lose no save when one of them is killed: another one answers', async () => {
      const editors = await Promise.all(
        [1, 2].map(async () => await startSteadyEditor(await fleet.signIn())),
      );
      const untilSaved = () => Promise.all(editors.map((editor) => editor.untilSaved(20)));
      await untilSaved();
      for (const index of [0, 1]) {
        webs[index]?.signal('SIGKILL');
        await webs[index]?.ended;
        await untilSaved();
      }
      await fleet.startWeb(fleet.places[0]);
      await untilSaved();
      await Promise.all(editors.map((editor) => editor.stop()));
      for (const editor of editors) {
        expect(editor.troubles).toEqual([]);
        expect(await findLostSaves(fleet.database.database, editor)).toEqual([]);
      }
    });

    test('are asked by nobody to try one password after the other', async () => {
      const guess = { email: 'owner@example.org', password: 'is it this one, or another' };
      const clients = Array.from({ length: 60 }, () => createClient(fleet.nginx.port));
      const replies = await Promise.all(clients.map((client) => client.post('/api/v1/session', guess)));
      const statuses = replies.map(({ status }) => status);
      expect(new Set(statuses)).toEqual(new Set([401, 429]));
      expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(30);
    });
  },
);
