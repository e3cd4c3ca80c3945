import { setTimeout as sleep } from 'node:timers/promises';
import type Sqlite from 'better-sqlite3';
import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type {
  CompiledQuery,
  DatabaseConnection,
  DatabaseIntrospector,
  Dialect,
  Driver,
  Kysely,
  QueryCompiler,
  QueryResult,
} from 'kysely';
import { AppError } from '../../errors.ts';
import { giveWay } from './event-loop.ts';
import { explainSqliteError, isSqliteBusy } from './sqlite-errors.ts';

/**
 * Kysely's own SQLite driver has one connection, prepares each statement anew, and begins transactions that take the write lock
 * only when they first write, which then fails if another process has written in between. This one has a small pool, keeps
 * prepared statements, and lets the caller choose how a transaction begins.
 */
export type SqliteDriverOptions = {
  open: () => Sqlite.Database;
  maxConnections: number;
  begin: 'begin' | 'begin immediate';
};

/** How long a caller waits for its turn, in this process and then for the lock that all processes share. */
const TURN_TIMEOUT_MS = 10_000;
/** Between two attempts at a lock that another process holds. It is random: two waiting processes must not go in step. */
const LOCK_RETRY_MAX_MS = 10;
/** Distinct statement texts are few; only lists of ids of varying length make more. */
const MAX_PREPARED_STATEMENTS = 256;

export class SqlitePoolDialect implements Dialect {
  readonly #options: SqliteDriverOptions;

  constructor(options: SqliteDriverOptions) {
    this.#options = options;
  }

  createDriver(): Driver {
    return new SqlitePoolDriver(this.#options);
  }

  createQueryCompiler(): QueryCompiler {
    return new StablePlanCompiler();
  }

  createAdapter(): SqliteAdapter {
    return new SqlitePoolAdapter();
  }

  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new SqliteIntrospector(db);
  }
}

/**
 * better-sqlite3 is built with STAT4, under which the planner looks at the values of parameters, and so prepares a statement anew each
 * time one is bound: ten times what it takes to run. It does not look behind a plus sign, which changes no value, text included.
 */
class StablePlanCompiler extends SqliteQueryCompiler {
  protected override getCurrentParameterPlaceholder(): string {
    return '+?';
  }
}

class SqlitePoolAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }

  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class SqlitePoolDriver implements Driver {
  readonly #options: SqliteDriverOptions;
  readonly #all: SqliteConnection[] = [];
  readonly #idle: SqliteConnection[] = [];
  readonly #waiting: ((connection: SqliteConnection) => void)[] = [];

  constructor(options: SqliteDriverOptions) {
    this.#options = options;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<SqliteConnection> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#all.length < this.#options.maxConnections) return this.#open();
    return await this.#waitForTurn();
  }

  async releaseConnection(connection: SqliteConnection): Promise<void> {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(connection);
    else next(connection);
  }

  async beginTransaction(connection: SqliteConnection): Promise<void> {
    const giveUpAt = performance.now() + TURN_TIMEOUT_MS;
    for (;;) {
      try {
        connection.run(this.#options.begin);
        return;
      } catch (error) {
        if (!isSqliteBusy(error) || performance.now() > giveUpAt) throw explainSqliteError(error);
      }
      await sleep(Math.random() * LOCK_RETRY_MAX_MS);
    }
  }

  async commitTransaction(connection: SqliteConnection): Promise<void> {
    try {
      connection.run('commit');
    } catch (error) {
      throw explainSqliteError(error);
    }
  }

  async rollbackTransaction(connection: SqliteConnection): Promise<void> {
    connection.rollBack();
  }

  /** Whoever holds a connection may finish first. */
  async destroy(): Promise<void> {
    await Promise.allSettled(this.#all.map(() => this.acquireConnection()));
    for (const connection of this.#all) connection.close();
  }

  #open(): SqliteConnection {
    try {
      const connection = new SqliteConnection(this.#options.open());
      this.#all.push(connection);
      return connection;
    } catch (error) {
      throw explainSqliteError(error);
    }
  }

  #waitForTurn(): Promise<SqliteConnection> {
    return new Promise((resolve, reject) => {
      const take = (connection: SqliteConnection): void => {
        clearTimeout(timer);
        resolve(connection);
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(take), 1);
        reject(
          new AppError(
            'database-unavailable',
            'The database is too busy: nothing became free in time. Try again.',
            {
              retryAfterSeconds: 2,
            },
          ),
        );
      }, TURN_TIMEOUT_MS);
      this.#waiting.push(take);
    });
  }
}

class SqliteConnection implements DatabaseConnection {
  readonly #connection: Sqlite.Database;
  readonly #statements = new Map<string, Sqlite.Statement>();

  constructor(connection: Sqlite.Database) {
    this.#connection = connection;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    await giveWay();
    try {
      const statement = this.#prepare(sql);
      // Kysely types its queries; a driver returns what the database holds.
      if (statement.reader) return { rows: statement.all(parameters) as Row[] };
      const { changes, lastInsertRowid } = statement.run(parameters);
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
    } catch (error) {
      throw explainSqliteError(error);
    }
  }

  streamQuery(): never {
    throw new Error('the store reads in batches and does not stream');
  }

  run(sql: string): void {
    this.#prepare(sql).run();
  }

  /** SQLite has rolled back by itself after some errors, a full disk among them. */
  rollBack(): void {
    if (this.#connection.inTransaction) this.run('rollback');
  }

  close(): void {
    this.#statements.clear();
    this.#connection.close();
  }

  #prepare(sql: string): Sqlite.Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#connection.prepare(sql);
    if (this.#statements.size >= MAX_PREPARED_STATEMENTS) this.#statements.clear();
    this.#statements.set(sql, statement);
    return statement;
  }
}
