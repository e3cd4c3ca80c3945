import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { lockJobKey } from './add-job.ts';
import type { HeldJob } from './take-jobs.ts';
import type { Tables } from './tables.ts';

/*
 * What became of a job. Each answers whether the caller still held it: if not, somebody else has taken it up, and nothing is stored.
 */

type Attempt = Pick<HeldJob, 'id' | 'attempts'>;

export async function finishJob(
  tx: Kysely<Tables>,
  { attempts, id }: Attempt,
  { now }: { now: string },
): Promise<boolean> {
  return await settle(tx, { id, attempts }, (query) =>
    query.set({
      state: 'done',
      last_error: null,
      finished_at: now,
      payload: sql`case when is_forgotten = 1 then ${'{}'} else payload end`,
    }),
  );
}

/** It is not tried again, unless somebody asks for that. */
export async function buryJob(
  tx: Kysely<Tables>,
  attempt: Attempt,
  { error, now }: { error: string; now: string },
): Promise<boolean> {
  return await settle(tx, attempt, (query) =>
    query.set({ state: 'dead', last_error: error, finished_at: now }),
  );
}

export async function postponeJob(
  tx: Kysely<Tables>,
  { uniqueKey, ...attempt }: Attempt & Pick<HeldJob, 'uniqueKey'>,
  { error, runAt }: { error: string; runAt: string },
): Promise<boolean> {
  const unique_key = await keyWhileWaiting(tx, uniqueKey);
  return await settle(tx, attempt, (query) =>
    query.set({ state: 'waiting', run_at: runAt, last_error: error, unique_key }),
  );
}

/** As if it had not been taken: the attempt does not count. */
export async function giveBackJob(
  tx: Kysely<Tables>,
  { uniqueKey, ...attempt }: Attempt & Pick<HeldJob, 'uniqueKey'>,
): Promise<boolean> {
  const unique_key = await keyWhileWaiting(tx, uniqueKey);
  return await settle(tx, attempt, (query) =>
    query.set({ state: 'waiting', attempts: attempt.attempts - 1, unique_key }),
  );
}

/** Another one may have been asked for since this one was taken: then this one waits without the key. */
async function keyWhileWaiting(tx: Kysely<Tables>, key: string | null): Promise<string | null> {
  if (key === null) return null;
  await lockJobKey(tx, { key });
  const other = await tx
    .selectFrom('job')
    .select('id')
    .where('unique_key', '=', key)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  return other === undefined ? key : null;
}

type Update = ReturnType<typeof updateHeld>;

async function settle(
  tx: Kysely<Tables>,
  attempt: Attempt,
  change: (query: Update) => Update,
): Promise<boolean> {
  const { numUpdatedRows } = await change(updateHeld(tx, attempt)).executeTakeFirst();
  return numUpdatedRows > 0n;
}

function updateHeld(tx: Kysely<Tables>, { attempts, id }: Attempt) {
  return tx
    .updateTable('job')
    .set({ locked_by: null, lease_until: null })
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    .where('state', '=', 'running');
}
