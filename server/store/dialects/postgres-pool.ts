import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { Pool } from 'pg';
import type { PoolClient, QueryResult } from 'pg';
import type { Log } from '../../log.ts';
import { databaseUnavailable, isUnavailable } from './postgres-errors.ts';
import { postgresTypes } from './postgres-types.ts';

/** Postgres allows 100 connections by default: room for several processes, an upgrade that overlaps, and an operator. */
const MAX_CONNECTIONS = 10;
/** To connect, and to wait for a free connection. */
const CONNECT_TIMEOUT_MS = 5_000;
/** Far above the slowest query we make. */
const STATEMENT_TIMEOUT_MS = 15_000;
/** Publications wait for each other on one row; each holds it for milliseconds. */
const LOCK_TIMEOUT_MS = 5_000;
/** A transaction that stands still holds locks and keeps old rows alive. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 15_000;
/** When the network swallows packets, the server cannot tell us: this limit is kept on our side, after its own. */
const ANSWER_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 5_000;

/** Of the role. */
const WITHOUT_LIMITS = '-c statement_timeout=0 -c lock_timeout=0 -c idle_in_transaction_session_timeout=0';

export type PoolOptions = {
  databaseUrl: string;
  log?: Log | undefined;
  /** False for migrations, which may take as long as they must. */
  limited: boolean;
  /** Behind a pooler that shares connections between transactions, which knows neither limits nor names of one connection: the role has to have the limits. */
  isPooled?: boolean;
};

/** A pool that survives its server: lost connections are replaced, and what fails for want of one says so in our words. */
export function createPostgresPool({
  databaseUrl,
  isPooled = false,
  limited,
  log,
}: PoolOptions): PostgresPool {
  const pool = new Pool({
    connectionString: databaseUrl,
    application_name: 'stillpress',
    max: limited ? MAX_CONNECTIONS : 1,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    types: postgresTypes,
    ...(limited ? { query_timeout: ANSWER_TIMEOUT_MS } : { options: WITHOUT_LIMITS }),
    ...(limited &&
      !isPooled && {
        statement_timeout: STATEMENT_TIMEOUT_MS,
        lock_timeout: LOCK_TIMEOUT_MS,
        idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
      }),
  });
  const reportLoss = (error: Error): void => {
    log?.warn({ err: error }, 'a connection to Postgres was lost');
  };
  pool.on('error', reportLoss);
  // While a client is in use its errors are not the pool's: without a listener of its own one would end the process. Whoever
  // uses the client learns of the loss through the query that fails.
  pool.on('connect', (client) => client.on('error', () => {}));
  return {
    options: pool.options,
    connect: async () => guardClient(await connect(pool), { isPooled }),
    end: () => pool.end(),
  };
}

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw databaseUnavailable(error);
  }
}

function guardClient(client: PoolClient, { isPooled }: { isPooled: boolean }): PostgresPoolClient {
  let lost = false;
  const query = async (sql: string, parameters: readonly unknown[]): Promise<QueryResult> => {
    try {
      const name = isPooled || parameters.length === 0 ? undefined : nameOf(sql);
      return await client.query({ text: sql, values: [...parameters], ...(name !== undefined && { name }) });
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      lost = true;
      throw databaseUnavailable(error);
    }
  };
  return {
    // Kysely's type of it has a second form, for cursors, which the store does not use: it reads in batches.
    query: query as unknown as PostgresPoolClient['query'],
    release: (destroy) => client.release(lost || destroy === true),
  };
}

/** Distinct statement texts are few; only lists of ids of varying length make more. Each takes memory in every connection's server process. */
const MAX_PREPARED_STATEMENTS = 200;

/** All columns: more of them once the next version has migrated, and a statement that has a name may not change what it returns. */
const ALL_COLUMNS = /[\s.]\*/;

const names = new Map<string, string>();

/**
 * Under a name a connection has a statement parsed and planned once, which for the short ones of most requests is half the work.
 */
function nameOf(sql: string): string | undefined {
  const known = names.get(sql);
  if (known !== undefined || names.size >= MAX_PREPARED_STATEMENTS || ALL_COLUMNS.test(sql)) return known;
  const name = `stillpress_${names.size}`;
  names.set(sql, name);
  return name;
}
