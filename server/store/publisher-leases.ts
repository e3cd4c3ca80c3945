import type { Kysely, Selectable, Transaction } from 'kysely';
import { AppError } from '../errors.ts';
import { compileOnce } from './compile-once.ts';
import { isPostgres } from './dialects/is-postgres.ts';
import type { PublisherLeaseTable } from './publisher-lease-table.ts';
import type { Tables } from './tables.ts';

/**
 * The lease of a target. No clock of any machine decides when it has run out: whoever wants it watches whether it still moves. Whoever has it may lose it
 * without noticing, and therefore shows its epoch with all that it writes.
 */
export type PublisherLease = Selectable<PublisherLeaseTable>;

export type LeaseEpoch = { target: string; epoch: number };

export async function readLease(
  db: Kysely<Tables>,
  { target }: { target: string },
): Promise<PublisherLease | null> {
  return (await selectLease(db, target).executeTakeFirst()) ?? null;
}

export type NewHolder = Pick<PublisherLease, 'target' | 'process' | 'taken_at'> & { holder: string };

/** What a claim relies on; `beat` is null where it need not have stood still. */
export type SeenLease = { epoch: number; beat: number | null };

/** Returns the new epoch; null where the lease is not (any more) what was seen. Waits for transactions of the one before. */
export async function claimLease(
  tx: Transaction<Tables>,
  { next, seen }: { next: NewHolder; seen: SeenLease | null },
): Promise<number | null> {
  const query = selectLease(tx, next.target);
  const current = (await (isPostgres(tx) ? query.forUpdate() : query).executeTakeFirst()) ?? null;
  if (current === null) {
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('publisher_lease')
      .values({ ...next, epoch: 1, beat: 0, seen_at: null })
      .onConflict((conflict) => conflict.column('target').doNothing())
      .executeTakeFirst();
    return numInsertedOrUpdatedRows === 1n ? 1 : null;
  }
  if (current.epoch !== seen?.epoch || ![null, current.beat].includes(seen.beat)) return null;
  const epoch = current.epoch + 1;
  await tx
    .updateTable('publisher_lease')
    .set({ ...next, epoch, beat: 0, seen_at: null })
    .where('target', '=', next.target)
    .execute();
  return epoch;
}

/** A sign of life. Says whether the lease is still that of this epoch. */
export async function renewLease(
  db: Kysely<Tables>,
  { epoch, now, target }: LeaseEpoch & { now: string },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('publisher_lease')
    .set((expression) => ({ beat: expression('beat', '+', 1), seen_at: now }))
    .where('target', '=', target)
    .where('epoch', '=', epoch)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Whoever comes next need not wait. */
export async function giveLeaseBack(db: Kysely<Tables>, { epoch, target }: LeaseEpoch): Promise<void> {
  await db
    .updateTable('publisher_lease')
    .set({ holder: null })
    .where('target', '=', target)
    .where('epoch', '=', epoch)
    .execute();
}

/** Throws `Deposed` where another process has taken the lease. Until the end of the transaction, none can. */
export async function requireLease(tx: Transaction<Tables>, { epoch, target }: LeaseEpoch): Promise<void> {
  const [found] = (await selectEpoch(tx, { target })).rows;
  if (found?.epoch !== epoch) throw new Deposed();
}

/** Another process publishes: whatever this one still has under way comes to nothing. */
export class Deposed extends AppError {
  constructor() {
    super(
      'publisher-busy',
      'Another process has begun to publish to this target, since this one gave no sign of life. It writes nothing more.',
    );
  }
}

/** A sign of life does not wait for this lock; a claim does. */
const selectEpoch = compileOnce((db, { target }: { target: string }) => {
  const query = db.selectFrom('publisher_lease').select('epoch').where('target', '=', target);
  return isPostgres(db) ? query.forKeyShare() : query;
});

function selectLease(db: Kysely<Tables>, target: string) {
  return db.selectFrom('publisher_lease').selectAll().where('target', '=', target);
}
