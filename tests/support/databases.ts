import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { openDatabase } from '../../server/store/database.ts';
import type { Database, DialectName } from '../../server/store/database.ts';
import { migrateUp } from '../../server/store/migrate.ts';
import { createPostgresDatabase, dropPostgresDatabase } from './postgres/test-database.ts';
import type { PostgresDatabase } from './postgres/test-database.ts';

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
  const { postgresName, sqliteFolder } = inject('migrated');
  const original = dialect === 'postgres' ? postgresName : sqliteFolder;
  const isCopy = migrated && original !== '';
  let postgres: PostgresDatabase | null = null;
  if (dialect === 'postgres')
    postgres = await createPostgresDatabase(inject('postgresUrl'), isCopy ? { copyOf: original } : {});
  else if (isCopy) await cp(original, dataDir, { recursive: true });
  const database = await openDatabase({ databaseUrl: postgres?.url, dataDir });
  if (migrated && !isCopy) await migrateUp(database);
  return {
    database,
    ...(postgres !== null && { databaseUrl: postgres.url }),
    dataDir,
    close: async () => {
      await database.close();
      if (postgres !== null) await dropPostgresDatabase(inject('postgresUrl'), postgres.name);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
