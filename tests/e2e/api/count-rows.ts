import { sql } from 'kysely';
import type { Database } from '../../../server/store/database.ts';

const TABLES = [
  'user',
  'session',
  'account_link',
  'api_token',
  'totp',
  'passkey',
  'passkey_challenge',
  'recovery_code',
  'pending_sign_in',
  'entry',
  'version',
  'public_path',
  'publication',
  'publication_item',
  'audit',
  'job',
];

/** Jobs that recur by the clock come to be while a test runs. */
const ASKED_FOR = sql`(unique_key is null or unique_key not like '%recurring')`;

/** How much each table holds: what was refused must have left nothing behind. */
export async function countRows(database: Database): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of TABLES) {
    const { rows } = await sql<{
      count: number | string;
    }>`select count(*) as count from ${sql.table(table)} where ${table === 'job' ? ASKED_FOR : sql`true`}`.execute(
      database.db,
    );
    counts[table] = Number(rows[0]?.count);
  }
  return counts;
}
