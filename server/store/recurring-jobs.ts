import type { Kysely } from 'kysely';
import { addJob, keyOf, lockJobKey } from './add-job.ts';
import type { JobKind } from './add-job.ts';
import type { Tables } from './tables.ts';

/** The key under which the occurrences of a recurring job follow each other. */
export const RECURRING_KEY = 'recurring';

/**
 * Sees to it that the next occurrence of a recurring job waits, once over all processes. `runAt` is what the schedule says by the clock
 * of the caller, which may be a little behind: an occurrence that is on record is not added again. While one waits or runs, the next
 * is not added; one that was missed runs once.
 */
export async function ensureRecurringJob(
  tx: Kysely<Tables>,
  kind: JobKind,
  { now, runAt }: { now: string; runAt: string },
): Promise<void> {
  const key = keyOf(kind, RECURRING_KEY);
  await lockJobKey(tx, { key });
  const rows = await tx
    .selectFrom('job')
    .select(['id', 'state', 'attempts', 'run_at as runAt'])
    .where('unique_key', '=', key)
    .where((is) => is.or([is('state', 'in', ['waiting', 'running']), is('run_at', '>=', runAt)]))
    .execute();
  const waiting = rows.find(({ state }) => state === 'waiting');
  if (rows.some(({ state }) => state !== 'waiting')) return;
  if (waiting === undefined) {
    await addJob(tx, kind, { payload: {}, now, runAt, uniqueKey: RECURRING_KEY });
  } else if (waiting.attempts === 0 && waiting.runAt > now && waiting.runAt !== runAt) {
    // Its schedule has been changed.
    await tx.updateTable('job').set({ run_at: runAt }).where('id', '=', waiting.id).execute();
  }
}
