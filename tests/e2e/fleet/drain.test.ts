import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { entrySchema, type Entry } from '../../../model/api/entry.ts';
import { ask } from '../../support/ask.ts';
import { DIALECTS } from '../../support/databases.ts';
import { nginxPath } from '../../support/start-nginx.ts';
import type { Reply } from '../api/client.ts';
import { readEvents } from '../api/read-events.ts';
import type { RunningCommand } from '../cli/run-stillpress.ts';
import { openFleet, type Fleet } from './open-fleet.ts';

const TIMEOUT_MS = 240_000;

/** What the database has others wait for is under way for as long as the test likes. */
describe.skipIf(!DIALECTS.includes('postgres') || nginxPath === null)(
  'a web process behind nginx that is told to end',
  { timeout: TIMEOUT_MS },
  () => {
    let fleet: Fleet;
    let web: RunningCommand;

    beforeAll(async () => {
      fleet = await openFleet({ webPlaces: 1 });
      [web] = await Promise.all([fleet.startWeb(fleet.places[0]), fleet.startWorker()]);
      await fleet.signIn();
    }, TIMEOUT_MS);

    afterAll(() => fleet.close());

    async function createEntry(name: string): Promise<Entry> {
      const reply = await fleet.owner.post('/api/v1/entries', { collection: 'authors', content: { name } });
      return entrySchema.parse(reply.json);
    }

    function save({ draft, id }: Entry): Promise<Reply> {
      const headers = { 'If-Match': `"${draft.versionId}"`, 'Idempotency-Key': randomUUID() };
      return fleet.owner.put(`/api/v1/entries/${id}/draft`, { content: { name: 'saved' } }, headers);
    }

    async function countWaiting(): Promise<number> {
      const { rows } = await sql<{ pid: number }>`
        select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
      `.execute(fleet.database.database.db);
      return rows.length;
    }

    async function readiness(): Promise<unknown> {
      const { status, text } = await ask(fleet.places[0]?.port ?? 0, '/readyz');
      return { status, body: JSON.parse(text) as unknown };
    }

    test('is not ready from then on, answers what is under way, ends its streams whole, and ends well', async () => {
      const entries = [await createEntry('One'), await createEntry('Two')];
      const stream = await readEvents(fleet.owner, { port: fleet.nginx.port });
      await stream.until((told) => told.length > 0);

      const saves = await fleet.database.database.write(async (tx) => {
        await sql`select id from entry for update`.execute(tx);
        const running = entries.map(save);
        await vi.waitFor(async () => expect(await countWaiting()).toBe(entries.length), 4_000);
        web.signal('SIGTERM');
        const ending = { status: 503, body: { checks: { start: { ok: false, reason: 'shutting-down' } } } };
        await vi.waitFor(async () => expect(await readiness()).toMatchObject(ending), 1_000);
        return { running };
      });

      const answers = await Promise.all(saves.running);
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      await stream.ended;
      expect([stream.status, stream.isWhole()]).toEqual([200, true]);
      expect(await web.ended).toEqual({ code: 0, signal: null });
      const stored = await fleet.database.database.db.selectFrom('version').select('id').execute();
      const saved = answers.map(({ json }) => entrySchema.parse(json).draft.versionId);
      expect(stored.map(({ id }) => id)).toEqual(expect.arrayContaining(saved));
    });

    test('leaves visitors their pages, and editors a word on when to try again', async () => {
      expect((await fleet.nginx.ask('/')).status).toBe(200);
      const { headers, status } = await fleet.owner.get('/api/v1/session');
      expect({ status, retry: headers['retry-after'] }).toEqual({ status: 503, retry: expect.any(String) });
    });
  },
);
