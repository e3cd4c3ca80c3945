import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../server/store/database.ts';
import { migrateUp } from '../../server/store/migrate.ts';
import { startChild } from '../support/child-process.ts';
import { DIALECTS, openTestDatabase } from '../support/databases.ts';
import type { TestDatabase } from '../support/databases.ts';
import { roundsOf } from '../support/exhaustive.ts';
import { recordFaults } from '../support/fault-record.ts';
import { findPostgresBinaries } from '../support/postgres/find-binaries.ts';
import { startCluster } from '../support/postgres/start-cluster.ts';
import { createSavingEditor, expectAllStored } from './acknowledged-saves.ts';
import { startApiServer } from '../e2e/api/api-server.ts';

/** A process takes a second to start: few kills, and the many are in kill.test.ts. */
const KILLS = {
  sqlite: roundsOf({ few: 5, all: 20, of: 'kills of a web process on SQLite' }),
  postgres: roundsOf({ few: 3, all: 10, of: 'kills of a web process on PostgreSQL' }),
};
const CRASHES = 3;
/** Long enough for some saves to be acknowledged, short enough to hit others under way. */
const MAX_LIFE_MS = 150;
const TIMEOUT_MS = 180_000;

describe.each(DIALECTS)('a web process that is killed while editors save, on %s', (dialect) => {
  test('loses none of the saves that it answered with 200', { timeout: TIMEOUT_MS }, async () => {
    const opened = await openTestDatabase(dialect);
    try {
      const editor = await createSavingEditor(opened.database);
      for (let kill = 0; kill < KILLS[dialect]; kill++) {
        const before = editor.acknowledged.size;
        await saveUntilKilled(opened, editor);
        expect(editor.acknowledged.size).toBeGreaterThan(before);
      }
      await expectAllStored(opened.database, editor.acknowledged);
    } finally {
      await opened.close();
    }
  });
});

async function saveUntilKilled(
  { dataDir, databaseUrl }: TestDatabase,
  editor: Awaited<ReturnType<typeof createSavingEditor>>,
): Promise<void> {
  const child = startChild(join(import.meta.dirname, 'api-child.ts'), [
    JSON.stringify({ dataDir, databaseUrl }),
  ]);
  const port = Number(await child.nextLine());
  let dying = false;
  await editor.saveThrough(port, {
    onAcknowledged: () => {
      if (dying) return;
      dying = true;
      void sleep(Math.random() * MAX_LIFE_MS).then(() => child.process.kill('SIGKILL'));
    },
  });
  await child.ended;
  recordFaults('a web process is killed');
}

const binaries = DIALECTS.includes('postgres') ? findPostgresBinaries() : null;

/** The server of all the other tests is not for killing: this one has its own. */
describe.skipIf(binaries === null)('a PostgreSQL server that is killed while editors save', () => {
  test(
    'has every save that was answered with 200 when it is back, and is found again by itself',
    { timeout: TIMEOUT_MS },
    async () => {
      const cluster = await startCluster(binaries ?? '');
      const database = await openDatabase({ databaseUrl: cluster.url, dataDir: '/nonexistent' });
      try {
        await migrateUp(database);
        const editor = await createSavingEditor(database);
        const server = await startApiServer(database);
        try {
          const finished = Promise.withResolvers<void>();
          const saving = editor.saveThrough(server.port, { until: finished.promise });
          for (let crash = 0; crash < CRASHES; crash++) {
            await untilMoreThan(editor.acknowledged.size + 20, editor.acknowledged);
            await cluster.crash();
            recordFaults('PostgreSQL is killed');
          }
          await untilMoreThan(editor.acknowledged.size + 20, editor.acknowledged);
          finished.resolve();
          await saving;
        } finally {
          await server.close();
        }
        await expectAllStored(database, editor.acknowledged);
      } finally {
        await database.close();
        await cluster.stop();
      }
    },
  );
});

async function untilMoreThan(count: number, saves: ReadonlyMap<string, unknown>): Promise<void> {
  while (saves.size <= count) await sleep(5);
}
