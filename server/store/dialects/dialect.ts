import type { Kysely, Transaction } from 'kysely';
import type { Tables } from '../tables.ts';

export type DialectName = 'sqlite' | 'postgres';

/**
 * The primary database, the same to its callers on both dialects. When the database cannot be reached, or stays locked for too
 * long, every call fails with the AppError `database-unavailable`; it works again by itself once the database is back.
 */
export type Database = {
  readonly dialect: DialectName;
  /** For a single read. It refuses to change anything: that is what `write` is for. */
  readonly db: Kysely<Tables>;
  /**
   * One transaction, committed and durable when the promise resolves. `work` may run more than once (a deadlock, a
   * serialization failure), so it does nothing but database work, and it never calls `write` itself.
   */
  write<T>(work: (tx: Transaction<Tables>) => Promise<T>): Promise<T>;
  /** A `write` of a single statement: on Postgres that is a transaction by itself, and spares two trips to the server. */
  writeStatement<T>(statement: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  /** Several reads of one consistent snapshot. */
  read<T>(work: (tx: Transaction<Tables>) => Promise<T>): Promise<T>;
  /** Where one hears of what others commit: of publications, and of jobs, which graphile-worker hands out. null where there is no such place. */
  readonly listenUrl: string | null;
  /** The tables of that, made or brought up to date. */
  installQueue(): Promise<void>;
  /** A `write` without limits of time, by one process at a time: migrations. */
  changeSchema<T>(work: (tx: Transaction<Tables>) => Promise<T>): Promise<T>;
  /**
   * What has been deleted or overwritten is gone from the database's files too, as far as a client can bring that about: after something was
   * taken down. It rewrites whole tables, and others wait meanwhile.
   */
  scrub(): Promise<void>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
};
