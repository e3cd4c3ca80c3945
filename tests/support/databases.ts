import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { inject } from 'vitest';
import { openDatabase } from '../../server/store/database.ts';
import type { Database, DialectName } from '../../server/store/database.ts';
import { migrateUp } from '../../server/store/migrate.ts';

/** What a contract suite runs over. Where no Postgres could be had, the global set-up has reported so. */
export const DIALECTS: readonly DialectName[] =
  inject('postgresUrl') === '' ? ['sqlite'] : ['sqlite', 'postgres'];

export type TestDatabase = {
  database: Database;
  databaseUrl?: string;
  dataDir: string;
  /** Closes the database and removes it. */
  close(): Promise<void>;
};

/** A database of one's own, migrated unless told otherwise. */
export async function openTestDatabase(
  dialect: DialectName,
  { migrated = true }: { migrated?: boolean } = {},
): Promise<TestDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'stillpress-store-'));
  const name = `stillpress_test_${randomBytes(8).toString('hex')}`;
  const databaseUrl = dialect === 'postgres' ? await createPostgresDatabase(name) : undefined;
  const database = await openDatabase({ databaseUrl, dataDir });
  if (migrated) await migrateUp(database);
  return {
    database,
    ...(databaseUrl !== undefined && { databaseUrl }),
    dataDir,
    close: async () => {
      await database.close();
      if (databaseUrl !== undefined) await runAsAdmin(`drop database ${name} with (force)`);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function createPostgresDatabase(name: string): Promise<string> {
  await runAsAdmin(`create database ${name}`);
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  return url.href;
}

async function runAsAdmin(statement: string): Promise<void> {
  const client = new Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
