import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openDatabase } from '../../server/store/database.ts';
import type { Database } from '../../server/store/database.ts';
import { migrateUp } from '../../server/store/migrate.ts';
import { createEntry } from '../contract/store/fixtures.ts';
import { startChild } from '../support/child-process.ts';
import type { Child } from '../support/child-process.ts';
import { reportUnavailable, requireComponent } from '../support/components.ts';
import { DIALECTS, openTestDatabase } from '../support/databases.ts';
import type { TestDatabase } from '../support/databases.ts';
import { recordFaults } from '../support/fault-record.ts';
import { findPostgresBinaries } from '../support/postgres/find-binaries.ts';
import { startCluster } from '../support/postgres/start-cluster.ts';
import type { RunningCluster } from '../support/postgres/start-cluster.ts';
import type { Place } from './save-child.ts';
import { STRACE_OPTIONS, countUnsynced, traceServer } from './system-calls.ts';
import type { Signs } from './system-calls.ts';

/*
 * The kill of a process does not show whether its saves were on the disk: the operating system keeps what it was given. A power cut
 * cannot be had in a test. What can be seen is that the database's log is forced to the disk before each acknowledgement.
 */

const strace = requireComponent('strace');
const SAVE_CHILD = join(import.meta.dirname, 'save-child.ts');
const SAVES = 20;
/** A few seconds, unless the machine is busy with much else. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

/** The child saves with a single loop, so that each acknowledgement needs a sync of its own. */
async function runWhileSaving(child: Child, work?: () => Promise<void>): Promise<void> {
  const pid = Number(await child.nextLine());
  child.send('go');
  await readSaves(child);
  await work?.();
  // Under strace, the child's own process: strace ends with it.
  process.kill(pid, 'SIGKILL');
  await child.ended;
  recordFaults('a process that saves is killed');
}

async function readSaves(child: Child): Promise<void> {
  for (let saves = 0; saves < SAVES; saves++)
    if ((await child.nextLine()) === null) throw new Error('The child ended, although it saves for ever');
}

describe.skipIf(strace === null)('a save on SQLite', () => {
  const SIGNS: Signs = {
    sync: /^f(data)?sync\(\d+<[^>]*\/stillpress\.sqlite-wal>\) = 0$/,
    acknowledgement: /^write\(1<[^>]*>, "0 [0-9a-f-]+/,
  };
  let opened: TestDatabase;
  beforeEach(async () => {
    opened = await openTestDatabase('sqlite');
  });
  afterEach(() => opened.close());

  async function traceSaves({ preload = [] }: { preload?: string[] } = {}) {
    const { dataDir, database } = opened;
    const places: Place[] = [{ dataDir, entryIds: [(await createEntry(database)).id] }];
    const file = join(dataDir, 'trace');
    const child = startChild(SAVE_CHILD, [JSON.stringify(places)], {
      command: [strace ?? '', ...STRACE_OPTIONS, '-o', file],
      env: { NODE_OPTIONS: preload.map((module) => `--import=${module}`).join(' ') },
    });
    await runWhileSaving(child);
    return countUnsynced(await readFile(file, 'utf8'), SIGNS);
  }

  test('is on the disk before it is acknowledged', async () => {
    const { acknowledged, unsynced } = await traceSaves();
    expect(acknowledged).toBeGreaterThanOrEqual(SAVES);
    expect(unsynced).toBe(0);
  });

  test('would be seen not to be, if SQLite were told to leave that to the operating system', async () => {
    const { unsynced } = await traceSaves({ preload: [join(import.meta.dirname, 'without-sync.ts')] });
    expect(unsynced).toBeGreaterThan(SAVES / 2);
  });
});

const binaries = DIALECTS.includes('postgres') ? findPostgresBinaries() : null;

/** On a server of its own: where others commit as well, they force this one's log to the disk too, and its session need not. */
describe.skipIf(binaries === null)('a save on Postgres', () => {
  const SIGNS: Signs = {
    sync: /^f(data)?sync\(\d+<[^>]*\/pg_wal\/[0-9A-F]+>\) = 0$/,
    acknowledgement: /^sendto\(\d+<[^>]*>, "C\\0\\0\\0\\vCOMMIT/,
  };
  let cluster: RunningCluster;
  let opened: { database: Database; databaseUrl: string; dataDir: string };
  beforeEach(async () => {
    cluster = await startCluster(binaries ?? '');
    const dataDir = await mkdtemp(join(tmpdir(), 'stillpress-durability-'));
    const database = await openDatabase({ databaseUrl: cluster.url, dataDir });
    opened = { database, databaseUrl: cluster.url, dataDir };
    await migrateUp(database);
  });
  afterEach(async () => {
    await opened.database.close();
    await cluster.stop();
    await rm(opened.dataDir, { recursive: true, force: true });
  });

  test('is asked for durably: our sessions weaken none of the settings of the server', async () => {
    const { rows } = await sql`
      select name, setting, source from pg_settings
      where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'on' order by name
    `.execute(opened.database.db);
    expect(rows).toMatchObject(['fsync', 'full_page_writes', 'synchronous_commit'].map((name) => ({ name })));
  });

  async function traceSaves({ options = '' } = {}) {
    const { dataDir, database } = opened;
    const url = new URL(opened.databaseUrl);
    url.searchParams.set('options', options);
    const entryIds = [(await createEntry(database)).id];
    const places: Place[] = [{ dataDir, databaseUrl: url.href, entryIds }];
    const child = startChild(SAVE_CHILD, [JSON.stringify(places)]);
    let trace: string | null = null;
    let pid = 0;
    await runWhileSaving(child, async () => {
      const file = join(dataDir, 'trace');
      pid = await findBackend();
      trace = await traceServer(strace ?? '', {
        pid,
        file,
        // What the child had printed before it was looked at says nothing.
        until: async () => {
          for (let seen = 0; seen < SAVES; seen = await countAcknowledged(file, pid)) await readSaves(child);
        },
      });
    });
    if (trace === null) reportUnavailable('strace', 'it cannot look at the processes of the Postgres server');
    return trace === null ? null : countUnsynced(trace, { ...SIGNS, pid });
  }

  async function countAcknowledged(file: string, pid: number): Promise<number> {
    return countUnsynced(await readFile(file, 'utf8'), { ...SIGNS, pid }).acknowledged;
  }

  /** The server's process for the one connection of the child. */
  async function findBackend(): Promise<number> {
    const { rows } = await sql<{ pid: number }>`
      select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
      and application_name = 'stillpress'
    `.execute(opened.database.db);
    expect(rows).toHaveLength(1);
    return rows[0]?.pid ?? 0;
  }

  test.skipIf(strace === null)('is on the disk before it is acknowledged', async () => {
    const counts = await traceSaves();
    expect(counts === null || counts.acknowledged > 0).toBe(true);
    expect(counts?.unsynced ?? 0).toBe(0);
  });

  test.skipIf(strace === null)(
    'would be seen not to be, if its session did not wait for the disk',
    async () => {
      const counts = await traceSaves({ options: '-c synchronous_commit=off' });
      expect(counts?.unsynced ?? 1).toBeGreaterThan(0);
    },
  );
});
