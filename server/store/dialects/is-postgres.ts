import { PostgresAdapter } from 'kysely';
import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

export function isPostgres(tx: Kysely<Tables>): boolean {
  return tx.getExecutor().adapter instanceof PostgresAdapter;
}
