import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { openDatabase } from '../../server/store/database.ts';
import { migrateUp } from '../../server/store/migrate.ts';
import { findPostgresBinaries } from '../../tests/support/postgres/find-binaries.ts';
import { startCluster } from '../../tests/support/postgres/start-cluster.ts';
import type { DatabaseAddress } from './save-load.ts';

export type BenchDatabase = { address: DatabaseAddress; remove: () => Promise<void> };

/** In a folder of its own, with the schema in place. */
export async function makeSqlite(): Promise<BenchDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'stillpress-bench-'));
  await migrate({ dataDir });
  return { address: { dataDir }, remove: () => rm(dataDir, { recursive: true, force: true }) };
}

/** A database of its own on the server that `DATABASE_URL` names, else on one that is started for it; null if there is none. */
export async function makePostgres(): Promise<BenchDatabase | null> {
  const server = await findServer();
  if (server === null) return null;
  await requireDurability(server.url);
  const name = `stillpress_bench_${randomBytes(6).toString('hex')}`;
  await ask(server.url, `create database ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  const address = { databaseUrl: url.href, dataDir: tmpdir() };
  await migrate(address);
  return {
    address,
    remove: async () => {
      await ask(server.url, `drop database ${name} with (force)`);
      await server.stop();
    },
  };
}

async function findServer(): Promise<{ url: string; stop: () => Promise<void> } | null> {
  const url = process.env['DATABASE_URL'] ?? '';
  if (url !== '') return { url, stop: async () => {} };
  const binFolder = findPostgresBinaries();
  return binFolder === null ? null : await startCluster(binFolder);
}

/** A server that does not wait for its disk would flatter both sides. */
async function requireDurability(url: string): Promise<void> {
  for (const setting of ['fsync', 'synchronous_commit']) {
    const [row] = await ask(url, `select current_setting('${setting}') as value`);
    if (row?.['value'] === 'off')
      throw new Error(`The bench wants a durable Postgres; this one has ${setting} off.`);
  }
}

async function ask(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

async function migrate(address: DatabaseAddress): Promise<void> {
  const database = await openDatabase(address);
  await migrateUp(database);
  await database.close();
}
