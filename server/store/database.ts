import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { existsSync } from 'node:fs';
import type { Log } from '../log.ts';
import type { Database } from './dialects/dialect.ts';
import { openPostgres } from './dialects/postgres.ts';
import { openSqlite, sqliteFile } from './dialects/sqlite.ts';

export type { Database, DialectName } from './dialects/dialect.ts';

export type DatabaseOptions = {
  /** A Postgres URL; without one the database is SQLite, in `dataDir`. */
  databaseUrl?: string | undefined;
  /** Past a pooler that shares connections between transactions; unless it is given, there is none. */
  databaseDirectUrl?: string | undefined;
  dataDir: string;
  log?: Log | undefined;
};

/** Opens the primary database. It neither creates nor checks tables: `migrate.ts` does. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { databaseUrl, databaseDirectUrl = databaseUrl, dataDir, log } = options;
  const database =
    databaseUrl === undefined
      ? await openSqlite({ dataDir })
      : openPostgres({ databaseUrl, directUrl: databaseDirectUrl ?? databaseUrl, log });
  const alone = refuseNesting();
  return {
    ...database,
    write: (work) => alone(() => database.write(work)),
    writeStatement: (statement) => alone(() => database.writeStatement(statement)),
  };
}

/** Whether there is a database to open: opening one that is not there makes it, on SQLite. */
export function databaseExists({ databaseUrl, dataDir }: DatabaseOptions): boolean {
  return databaseUrl !== undefined || existsSync(sqliteFile(dataDir));
}

/** A write within a write would wait for itself: on SQLite for ever, on Postgres only once it meets a lock of its own. */
function refuseNesting(): <T>(write: () => Promise<T>) => Promise<T> {
  const running = new AsyncLocalStorage<{ ended: boolean }>();
  return async (write) => {
    assert(running.getStore()?.ended !== false, 'database.write was called within a database.write');
    const state = { ended: false };
    try {
      return await running.run(state, write);
    } finally {
      state.ended = true;
    }
  };
}
