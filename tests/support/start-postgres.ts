import { reportUnavailable } from './components.ts';
import { findPostgresBinaries } from './postgres/find-binaries.ts';
import { startCluster } from './postgres/start-cluster.ts';

export type TestPostgres = {
  /** Of a superuser. */
  url: string;
  stop: () => Promise<void>;
};

/**
 * One Postgres server for the whole run, from `TEST_DATABASE_URL`, else from the machine's own binaries, else from those that `npm test` has
 * downloaded; null when none could be had. `TEST_POSTGRES` narrows the choice (CONTRIBUTING.md).
 */
export async function startPostgres(): Promise<TestPostgres | null> {
  const url = process.env['TEST_DATABASE_URL'] ?? '';
  if (url !== '') return { url, stop: async () => undefined };
  const binFolder = findPostgresBinaries();
  if (binFolder === null) {
    reportUnavailable('postgres', 'TEST_DATABASE_URL is not set, and no Postgres binaries were found');
    return null;
  }
  return await startCluster(binFolder, { durable: false });
}
