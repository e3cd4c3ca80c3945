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
    installQueue: () => installQueue(directUrl),
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

/** Its tables let nobody see rows but their owner, whatever was granted. What is granted decides here: who works off jobs need not own them. */
async function installQueue(databaseUrl: string): Promise<void> {
  await runMigrations({ connectionString: databaseUrl, logger: new Logger(() => () => {}) });
  await changeSchema(databaseUrl, async (tx) => {
    const { rows } = await sql<{ table: string }>`select relname as table from pg_class
      where relnamespace = 'graphile_worker'::regnamespace and relrowsecurity
        and not exists (select from pg_policy where polrelid = pg_class.oid and polname = 'as_granted')`.execute(
      tx,
    );
    for (const { table } of rows)
      await sql`create policy as_granted on ${sql.id('graphile_worker', table)} using (true) with check (true)`.execute(
        tx,
      );
  });
}

/** Of what may have been taken down. */
const ERASED_FROM = [
  'version',
  'entry',
  'entry_text',
  'audit',
  'webhook_delivery',
  'webhook_attempt',
  'proof_request',
];

/** A plain VACUUM leaves the bytes in the tables' free space; a full one writes them anew. Archives and replicas are beyond a client. */
async function scrub(databaseUrl: string): Promise<void> {
  const kysely = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: createPostgresPool({ databaseUrl, limited: false }) }),
  });
  const statement = `vacuum (full) ${ERASED_FROM.join(', ')}`;
  try {
    if (!(await mayRewrite(kysely))) throw leftInTables(statement);
    await sql.raw(statement).execute(kysely);
  } finally {
    await kysely.destroy();
  }
}

/** PostgreSQL passes over the tables of others, and only warns of it. */
async function mayRewrite(kysely: Kysely<Tables>): Promise<boolean> {
  const { rows } = await sql<{ may: boolean }>`select bool_and(case
      when pg_has_role(relowner, 'usage') then true
      when current_setting('server_version_num')::integer >= 170000 then has_table_privilege(oid, 'maintain')
      else false
    end) as may
    from pg_class where oid in (${sql.join(ERASED_FROM.map((name) => sql`to_regclass(${name})`))})`.execute(
    kysely,
  );
  return rows[0]?.may === true;
}

function leftInTables(statement: string): AppError {
  return new AppError(
    'erasure-incomplete',
    `What was taken down is gone from every page and table. Its bytes may still lie in the free space of the tables, which the role of DATABASE_URL may not rewrite: run "${statement}" as their owner.`,
  );
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
