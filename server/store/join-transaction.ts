import type { Transaction } from 'kysely';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

/** The same database, but what is done with it takes part in a transaction that is open already: all of it is committed, or none. */
export function joinTransaction(database: Database, tx: Transaction<Tables>): Database {
  const join: Database['write'] = (work) => work(tx);
  return { ...database, db: tx, write: join, writeStatement: join, read: join };
}
