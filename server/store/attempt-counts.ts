import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export type Attempt = { key: string; max: number; now: string; endsAt: string };

/** Counts one more; where there were too many already, counts nothing and says until when that holds. */
export async function countAttempt(
  db: Kysely<Tables>,
  { endsAt, key, max, now }: Attempt,
): Promise<{ endsAt: string } | null> {
  await db.deleteFrom('attempt_count').where('key', '=', key).where('ends_at', '<=', now).execute();
  const counted = await db
    .insertInto('attempt_count')
    .values({ key, attempts: 1, ends_at: endsAt })
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet((expression) => ({ attempts: expression('attempt_count.attempts', '+', 1) }))
        .where('attempt_count.attempts', '<', max),
    )
    .returning('attempts')
    .executeTakeFirst();
  if (counted !== undefined) return null;
  const full = await db
    .selectFrom('attempt_count')
    .select('ends_at as endsAt')
    .where('key', '=', key)
    .executeTakeFirst();
  return full ?? null;
}

export async function forgetAttempts(db: Kysely<Tables>, { key }: { key: string }): Promise<void> {
  await db.deleteFrom('attempt_count').where('key', '=', key).execute();
}

/** One of those that were counted was none. */
export async function takeBackAttempt(db: Kysely<Tables>, { key }: { key: string }): Promise<void> {
  await db
    .updateTable('attempt_count')
    .set((expression) => ({ attempts: expression('attempts', '-', 1) }))
    .where('key', '=', key)
    .where('attempts', '>', 0)
    .execute();
}

/** Those whose time is over. */
export async function deleteExpiredAttempts(db: Kysely<Tables>, { now }: { now: string }): Promise<void> {
  await db.deleteFrom('attempt_count').where('ends_at', '<=', now).execute();
}
