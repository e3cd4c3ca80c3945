import { sql } from 'kysely';
import type { Database } from './database.ts';

/** What an operator wants to know of the database itself. */
export type DatabaseFacts = {
  /** Such as "PostgreSQL 17.2". */
  product: string;
  encoding: string;
  /** What its clock says. */
  now: Date;
  /** Whether this role may do everything on the server; false where there are no roles. */
  isSuperuser: boolean;
  /** Whether a statement ends by itself that takes too long: by the role or by this connection. */
  hasTimeLimits: boolean;
  /** Those in use and those there can be; null where there is nothing to count. */
  connections: { used: number; most: number } | null;
};

export async function readDatabaseFacts({
  db,
  dialect,
}: Pick<Database, 'db' | 'dialect'>): Promise<DatabaseFacts> {
  return dialect === 'postgres' ? await readOfPostgres(db) : await readOfSqlite(db);
}

async function readOfPostgres(db: Database['db']): Promise<DatabaseFacts> {
  const { rows } = await sql<{
    version: string;
    encoding: string;
    now: string;
    superuser: boolean;
    limited: boolean;
    used: number;
    most: number;
  }>`
    select split_part(current_setting('server_version'), ' ', 1) as version, current_setting('server_encoding') as encoding,
      clock_timestamp() as now, current_setting('is_superuser') = 'on' as superuser,
      current_setting('statement_timeout') <> '0' as limited,
      (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as used,
      current_setting('max_connections')::int as most`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('The database says nothing of itself');
  return {
    product: `PostgreSQL ${row.version}`,
    encoding: row.encoding,
    now: new Date(row.now),
    isSuperuser: row.superuser,
    hasTimeLimits: row.limited,
    connections: { used: row.used, most: row.most },
  };
}

async function readOfSqlite(db: Database['db']): Promise<DatabaseFacts> {
  const { rows } = await sql<{ version: string; encoding: string }>`
    select sqlite_version() as version, encoding from pragma_encoding`.execute(db);
  return {
    product: `SQLite ${rows[0]?.version}`,
    encoding: rows[0]?.encoding ?? '',
    now: new Date(),
    isSuperuser: false,
    hasTimeLimits: true,
    connections: null,
  };
}
