import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, runMigrations } from 'graphile-worker';
import { Kysely, PostgresDialect, sql } from 'kysely';
import type { Transaction } from 'kysely';
import { AppError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Tables } from '../tables.ts';
import type { Database } from './dialect.ts';
import { isTransactionConflict } from './postgres-errors.ts';
import { createPostgresPool } from './postgres-pool.ts';
import { ReadOnlyPlugin } from './read-only-plugin.ts';

/** The longest series of waits is half a second: past that the conflict is not an accident. */
const MAX_ATTEMPTS = 6;
const FIRST_RETRY_MAX_MS = 10;
/** Any number that no other program on this server uses for its advisory locks. */
const MIGRATION_LOCK = 5_717_309_221;

type PostgresOptions = {
  databaseUrl: string;
  /** For what a pooler that shares connections between transactions cannot do: listening, and changing the schema. */
  directUrl: string;
  log?: Log | undefined;
};

/**
 * Writes are READ COMMITTED: two publications then wait for each other on the row that numbers them, where a stricter level would
 * undo one of them each time. What a use case reads and then relies on, it locks (`readEntryForUpdate`) or states as a condition
 * of its update.
 */
export function openPostgres({ databaseUrl, directUrl, log }: PostgresOptions): Database {
  const isPooled = databaseUrl !== directUrl;
  const kysely = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: createPostgresPool({ databaseUrl, log, limited: true, isPooled }) }),
  });
  const reader = kysely.withPlugin(new ReadOnlyPlugin());
  return {
    dialect: 'postgres',
    db: reader,
    write: (work) =>
      retryConflicts(() => kysely.transaction().setIsolationLevel('read committed').execute(work)),
    writeStatement: (statement) => retryConflicts(() => statement(kysely)),
    read: (work) =>
      reader.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work),
    listenUrl: directUrl,
    installQueue: () => runMigrations({ connectionString: directUrl, logger: new Logger(() => () => {}) }),
    changeSchema: (work) => changeSchema(directUrl, work),
    scrub: () => scrub(directUrl),
    ping: async () => {
      await sql`select 1`.execute(reader);
    },
    close: () => kysely.destroy(),
  };
}

async function retryConflicts<T>(transact: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transact();
    } catch (error) {
      if (!isTransactionConflict(error)) throw error;
      if (attempt === MAX_ATTEMPTS) {
        throw new AppError(
          'database-unavailable',
          'Other changes keep getting in the way of this one. Try again.',
          {
            retryAfterSeconds: 1,
            cause: error,
          },
        );
      }
    }
    await sleep(Math.random() * FIRST_RETRY_MAX_MS * 2 ** attempt);
  }
}

/** A plain VACUUM leaves the bytes in the tables' free space; a full one writes them anew. Archives and replicas are beyond a client. */
async function scrub(databaseUrl: string): Promise<void> {
  const kysely = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: createPostgresPool({ databaseUrl, limited: false }) }),
  });
  try {
    await sql`vacuum (full) version, entry, entry_text, audit, webhook_delivery, webhook_attempt`.execute(
      kysely,
    );
  } finally {
    await kysely.destroy();
  }
}

/** The lock is released by the commit itself, so that whoever waits for it then sees what was done. */
async function changeSchema<T>(
  databaseUrl: string,
  work: (tx: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  const kysely = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: createPostgresPool({ databaseUrl, limited: false }) }),
  });
  try {
    return await kysely.transaction().execute(async (tx) => {
      await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(tx);
      return await work(tx);
    });
  } finally {
    await kysely.destroy();
  }
}
