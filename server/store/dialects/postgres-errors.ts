import { DatabaseError } from 'pg';
import { AppError } from '../../errors.ts';

const RETRY_AFTER_SECONDS = 5;

/** SQLSTATEs, or their first two characters, that say: this server cannot serve now. */
const UNAVAILABLE_STATES: readonly string[] = [
  '08', // the connection failed
  '53', // out of connections, memory or disk
  '57P', // shutting down, crashed, starting up
  '58', // an error of the system below it
  '25006', // a standby that was not promoted yet
  '25P03', // our transaction stood still for too long
  '57014', // statement_timeout
  '55P03', // lock_timeout
];

/** What the socket says when there is no server, or no longer one. */
const UNAVAILABLE_SYSTEM_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);

/** pg reports some losses of the connection by nothing but these texts. */
const UNAVAILABLE_MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|Client was closed)/;

/** A migration has changed the type of a column that this connection has a prepared statement for. A new connection has none. */
const STALE_PLAN = 'RevalidateCachedQuery';

/** Whether the server, or the way to it, is to blame, and not the statement. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (error instanceof DatabaseError)
    return error.routine === STALE_PLAN || UNAVAILABLE_STATES.some((state) => code.startsWith(state));
  return UNAVAILABLE_SYSTEM_CODES.has(code) || UNAVAILABLE_MESSAGES.test(error.message);
}

/** Strangers read the message over HTTP: what the driver says of hosts and users is in the cause, for the log and the command line. */
export function databaseUnavailable(cause: unknown): AppError {
  return new AppError(
    'database-unavailable',
    'PostgreSQL cannot be reached, or does not serve now. Try again in a moment; if it goes on, look at DATABASE_URL and at the log of PostgreSQL.',
    { retryAfterSeconds: RETRY_AFTER_SECONDS, cause },
  );
}

/** Another transaction was in the way and ours was undone: the same work can simply be done again. */
export function isTransactionConflict(error: unknown): boolean {
  return error instanceof DatabaseError && (error.code === '40001' || error.code === '40P01');
}

/** undefined_table, undefined_column */
const MISSING_STATES: ReadonlySet<string | undefined> = new Set(['42P01', '42703']);

/** A statement names a table or a column that is not there. */
export function isMissingOnPostgres(error: unknown): boolean {
  return error instanceof DatabaseError && MISSING_STATES.has(error.code);
}
