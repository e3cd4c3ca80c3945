import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { readEventsAfter } from '../../server/store/events.ts';
import { createSavingEditor } from '../crash/acknowledged-saves.ts';
import { startApiServer } from '../e2e/api/api-server.ts';
import type { Client } from '../e2e/api/client.ts';
import { readEvents } from '../e2e/api/read-events.ts';
import { startChild, type Child } from '../support/child-process.ts';
import { DIALECTS, openTestDatabase } from '../support/databases.ts';
import type { TestDatabase } from '../support/databases.ts';
import { freePort } from '../support/free-port.ts';
import { nginxPath, startNginx } from '../support/start-nginx.ts';

const TIMEOUT_MS = 120_000;
const CHILD = join(import.meta.dirname, '../crash/api-child.ts');
/** Each has several connections in this time, and some end in the middle of an event. */
const CONNECTION_MAX_MS = 400;
const SAVING_MS = 4_000;

describe.skipIf(nginxPath === null).each(DIALECTS)('the event stream through nginx, on %s', (dialect) => {
  test(
    'tells each reader everything once and in order, while editors save through two processes, connections break and one process is killed',
    { timeout: TIMEOUT_MS },
    async () => {
      const opened = await openTestDatabase(dialect);
      const editor = await createSavingEditor(opened.database);
      const port = await freePort();
      let [first, second] = [await startServer(opened, port), await startServer(opened, 0)];
      const nginx = await startNginx({ webPort: port });
      try {
        const client = await viewerOf(opened);
        const over = Promise.withResolvers<void>();
        const readers = Array.from({ length: 3 }, () => startReader(client, nginx.port));
        await Promise.all(readers.map(({ isReady }) => isReady));
        const saving = editor.saveThrough(second.port, { until: over.promise });
        const alsoSaving = editor.saveThrough(first.port, {});
        await sleep(SAVING_MS / 2);
        first.child.process.kill('SIGKILL');
        await Promise.all([first.child.ended, alsoSaving]);
        first = await startServer(opened, port);
        await sleep(SAVING_MS / 2);
        over.resolve();
        await saving;

        const saves = [...editor.acknowledged.keys()];
        expect(saves.length).toBeGreaterThan(100);
        for (const reader of readers) await reader.until((told) => saves.every((save) => told.has(save)));
        const { events } = await readEventsAfter(opened.database.db, { seq: 0, limit: 1_000_000 });
        const ids = events.map(({ id }) => id);
        for (const reader of readers) {
          const told = reader.stop();
          expect(reader.connections()).toBeGreaterThan(3);
          expect(told).toEqual(
            ids.slice(ids.indexOf(told[0] ?? ''), ids.indexOf(told[0] ?? '') + told.length),
          );
          expect(new Set(told).size).toBe(told.length);
        }
      } finally {
        for (const { child } of [first, second]) {
          child.process.kill('SIGKILL');
          await child.ended;
        }
        await nginx.stop();
        await opened.close();
      }
    },
  );
});

type Server = { child: Child; port: number };

async function startServer({ dataDir, databaseUrl }: TestDatabase, wanted: number): Promise<Server> {
  const child = startChild(CHILD, [JSON.stringify({ dataDir, databaseUrl, port: wanted })]);
  return { child, port: Number(await child.nextLine()) };
}

async function viewerOf({ database }: TestDatabase): Promise<Client> {
  const server = await startApiServer(database);
  const viewer = await server.signInAs('viewer');
  await server.close();
  return viewer;
}

/** Reads, is cut off, and comes back with the last id that it was told, for ever. */
function startReader(client: Client, port: number) {
  const ids: string[] = [];
  const versions = new Set<unknown>();
  const ready = Promise.withResolvers<void>();
  let connections = 0;
  const stopped = new AbortController();
  let last = '';

  async function readOnce(): Promise<void> {
    const headers: Record<string, string> = last === '' ? {} : { 'Last-Event-ID': last };
    const reader = await readEvents(client, { port, headers });
    // While nginx finds nobody behind it.
    if (reader.status !== 200) {
      reader.close();
      return;
    }
    connections += 1;
    await Promise.race([reader.ended, sleep(Math.random() * CONNECTION_MAX_MS)]);
    reader.close();
    for (const { id, kind, versionId } of reader.told) {
      expect(kind).not.toBe('reset');
      last = id;
      if (kind === 'ready') continue;
      ids.push(id);
      versions.add(versionId);
    }
    if (last !== '') ready.resolve();
  }

  const reading = (async () => {
    while (!stopped.signal.aborted) {
      await readOnce();
      await sleep(Math.random() * 20);
    }
  })();
  reading.catch(ready.reject);

  return {
    isReady: ready.promise,
    connections: () => connections,
    until: async (isEnough: (told: ReadonlySet<unknown>) => boolean): Promise<void> => {
      const giveUpAt = Date.now() + 20_000;
      while (!isEnough(versions)) {
        if (Date.now() > giveUpAt) throw new Error(`Only ${ids.length} events came`);
        await Promise.race([sleep(20), reading]);
      }
    },
    stop: (): readonly string[] => {
      stopped.abort();
      return [...ids];
    },
  };
}
