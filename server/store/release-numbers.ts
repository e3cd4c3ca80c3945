import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { isPostgres } from './dialects/is-postgres.ts';
import type { Tables } from './tables.ts';

/**
 * The next release takes the number after the newest one. A release that never happened leaves a gap otherwise, and a PostgreSQL that was killed one of
 * 32, which it writes down ahead of time. Whoever is about to take a number is waited for.
 */
export async function closeNumberGap(tx: Kysely<Tables>): Promise<void> {
  if (isPostgres(tx)) {
    await sql`lock table release in share row exclusive mode`.execute(tx);
    const next = sql`(select coalesce(max(number), 0) + 1 from release)`;
    await sql`select setval(pg_get_serial_sequence('release', 'number'), ${next}, false)`.execute(tx);
  } else {
    const newest = sql`(select coalesce(max(number), 0) from release)`;
    await sql`update sqlite_sequence set seq = ${newest} where name = 'release'`.execute(tx);
  }
}
