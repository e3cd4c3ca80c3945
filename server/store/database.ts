import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Log } from '../log.ts';
import type { Database } from './dialects/dialect.ts';
import { openPostgres } from './dialects/postgres.ts';
import { openSqlite } from './dialects/sqlite.ts';

export type { Database, DialectName } from './dialects/dialect.ts';

export type DatabaseOptions = {
  /** A Postgres URL; without one the database is SQLite, in `dataDir`. */
  databaseUrl?: string | undefined;
  dataDir: string;
  log?: Log | undefined;
};

/** Opens the primary database. It neither creates nor checks tables: `migrate.ts` does. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { databaseUrl, dataDir, log } = options;
  const database =
    databaseUrl === undefined ? await openSqlite({ dataDir }) : openPostgres({ databaseUrl, log });
  return { ...database, write: refuseNesting((work) => database.write(work)) };
}

/** A write within a write would wait for itself: on SQLite for ever, on Postgres only once it meets a lock of its own. */
function refuseNesting(write: Database['write']): Database['write'] {
  const running = new AsyncLocalStorage<{ ended: boolean }>();
  return async (work) => {
    assert(running.getStore()?.ended !== false, 'database.write was called within a database.write');
    const state = { ended: false };
    try {
      return await running.run(state, () => write(work));
    } finally {
      state.ended = true;
    }
  };
}
