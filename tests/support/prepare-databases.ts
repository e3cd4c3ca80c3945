import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../server/store/database.ts';
import { migrateUp } from '../../server/store/migrate.ts';
import { openGatewayStarter } from './gateway/start-gateway.ts';
import { createPostgresDatabase, dropPostgresDatabase } from './postgres/test-database.ts';
import { startPostgres } from './start-postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A superuser's URL of a Postgres server for tests, or '' when none could be had. */
    postgresUrl: string;
    /** Where a migrated database is that nobody uses, to be copied; '' where there is none. */
    migrated: { sqliteFolder: string; postgresName: string };
    /** Where what first starts leave behind is kept, until the run ends. */
    startedSites: string;
    /** Whoever connects to this port of loopback is told where the S3 service of this run is. */
    gatewayStarter: number;
  }
}

/** Vitest's global set-up: a Postgres server, and databases that are migrated once for the whole run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres();
  const folder = await mkdtemp(join(tmpdir(), 'stillpress-migrated-'));
  const sqliteFolder = (await migrate({ dataDir: folder })) ? folder : '';
  const postgresName = postgres === null ? '' : await migrateOnPostgres(postgres.url);
  project.provide('postgresUrl', postgres?.url ?? '');
  project.provide('migrated', { sqliteFolder, postgresName });
  const startedSites = await mkdtemp(join(tmpdir(), 'stillpress-started-sites-'));
  project.provide('startedSites', startedSites);
  const gatewayStarter = await openGatewayStarter();
  project.provide('gatewayStarter', gatewayStarter.port);
  return async () => {
    await rm(folder, { recursive: true, force: true });
    await rm(startedSites, { recursive: true, force: true });
    await gatewayStarter.stop();
    if (postgres === null) return;
    if (postgresName !== '') await dropPostgresDatabase(postgres.url, postgresName);
    await postgres.stop();
  };
}

async function migrateOnPostgres(serverUrl: string): Promise<string> {
  const { name, url } = await createPostgresDatabase(serverUrl);
  if (await migrate({ databaseUrl: url, dataDir: tmpdir() })) return name;
  await dropPostgresDatabase(serverUrl, name);
  return '';
}

/** Where it fails, whoever needs a database migrates it and meets the reason; the other tests run. */
async function migrate(place: { dataDir: string; databaseUrl?: string }): Promise<boolean> {
  const database = await openDatabase(place);
  try {
    await migrateUp(database);
    return true;
  } catch {
    return false;
  } finally {
    await database.close();
  }
}
