import { AppError } from '../errors.ts';
import type { Database } from './database.ts';
import { isMissingOnPostgres } from './dialects/postgres-errors.ts';
import { isMissingOnSqlite } from './dialects/sqlite-errors.ts';
import { assertSchemaCurrent } from './migrate.ts';

/** An operator who was told brings the schema up to date within minutes. */
const RETRY_AFTER_SECONDS = 30;

/**
 * The error to answer with in place of one that says that a table or a column is missing: `schema-not-current` if the schema was
 * changed under the running process, and the same error if it was not, for then the statement is wrong.
 */
export async function explainMissingSchema(database: Database, error: unknown): Promise<unknown> {
  if (!isMissingSchema(error)) return error;
  try {
    await assertSchemaCurrent(database);
    return error;
  } catch (schemaError) {
    if (!(schemaError instanceof AppError)) return error;
    return new AppError(schemaError.code, schemaError.message, {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      cause: error,
    });
  }
}

function isMissingSchema(error: unknown): boolean {
  return isMissingOnPostgres(error) || isMissingOnSqlite(error);
}
