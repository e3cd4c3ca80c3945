import Sqlite from 'better-sqlite3';
import { DatabaseError } from 'pg';

/** Whether a write failed because a row with the same key is there already. On Postgres its transaction is then lost. */
export function isUniqueViolation(error: unknown): boolean {
  if (error instanceof DatabaseError) return error.code === '23505';
  return (
    error instanceof Sqlite.SqliteError &&
    (error.code === 'SQLITE_CONSTRAINT_UNIQUE' || error.code === 'SQLITE_CONSTRAINT_PRIMARYKEY')
  );
}
