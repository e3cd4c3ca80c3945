import type { TestProject } from 'vitest/node';
import { reportUnavailable } from './components.ts';
import { findPostgresBinaries } from './postgres/find-binaries.ts';
import { startCluster } from './postgres/start-cluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A superuser's URL of a Postgres server for tests, or '' when none could be had. */
    postgresUrl: string;
  }
}

/**
 * Vitest's global set-up: one Postgres server for the whole run, from `TEST_DATABASE_URL`, else from the machine's own
 * binaries, else from those that `npm test` has downloaded. `TEST_POSTGRES` narrows the choice (CONTRIBUTING.md).
 */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const url = process.env['TEST_DATABASE_URL'] ?? '';
  if (url !== '') {
    project.provide('postgresUrl', url);
    return undefined;
  }
  const binFolder = findPostgresBinaries();
  if (binFolder === null) {
    reportUnavailable('postgres', 'TEST_DATABASE_URL is not set, and no Postgres binaries were found');
    project.provide('postgresUrl', '');
    return undefined;
  }
  const cluster = await startCluster(binFolder);
  project.provide('postgresUrl', cluster.url);
  return cluster.stop;
}
