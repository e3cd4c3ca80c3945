import type { Kysely } from 'kysely';
import { compileOnce } from './compile-once.ts';
import type { Tables } from './tables.ts';

/** A target that stays at a release, whatever is published: after a rollback, until somebody resumes. */
export type TargetPin = {
  target: string;
  releaseNumber: number;
  /** What that release shows: publications up to here. */
  seq: number;
  /** Withdrawals apply in spite of the pin; those up to here have been. */
  withdrawalsSeq: number;
  pinnedAt: string;
  pinnedBy: string | null;
  /** null: the installation itself. */
  pinnedByName: string | null;
  reason: string | null;
};

export type NewPin = Omit<TargetPin, 'seq' | 'pinnedByName'>;

/** Replaces an earlier pin of the target. */
export async function pinTarget(tx: Kysely<Tables>, pin: NewPin): Promise<void> {
  const values = {
    release_number: pin.releaseNumber,
    withdrawals_seq: pin.withdrawalsSeq,
    pinned_at: pin.pinnedAt,
    pinned_by: pin.pinnedBy,
    reason: pin.reason,
  };
  await tx
    .insertInto('target_pin')
    .values({ target: pin.target, ...values })
    .onConflict((conflict) => conflict.column('target').doUpdateSet(values))
    .execute();
}

/** Says whether there was a pin. */
export async function unpinTarget(tx: Kysely<Tables>, { target }: { target: string }): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('target_pin')
    .where('target', '=', target)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Where nobody is to be kept from anything: in a copy. */
export async function forgetPins(tx: Kysely<Tables>): Promise<void> {
  await tx.deleteFrom('target_pin').execute();
}

/** Once the withdrawals up to this publication are applied. */
export async function advancePin(
  tx: Kysely<Tables>,
  { target, withdrawalsSeq }: { target: string; withdrawalsSeq: number },
): Promise<void> {
  await tx
    .updateTable('target_pin')
    .set({ withdrawals_seq: withdrawalsSeq })
    .where('target', '=', target)
    .execute();
}

export async function readPin(tx: Kysely<Tables>, { target }: { target: string }): Promise<TargetPin | null> {
  const { rows } = await selectPin(tx, { target });
  return rows[0] ?? null;
}

const selectPin = compileOnce((db, { target }: { target: string }) =>
  selectPins(db).where('pin.target', '=', target),
);

/** Of whichever target: an installation has one. */
export async function readAnyPin(tx: Kysely<Tables>): Promise<TargetPin | null> {
  const row = await selectPins(tx).orderBy('pin.target').limit(1).executeTakeFirst();
  return row ?? null;
}

function selectPins(tx: Kysely<Tables>) {
  return tx
    .selectFrom('target_pin as pin')
    .innerJoin('release', 'release.number', 'pin.release_number')
    .leftJoin('user', 'user.id', 'pin.pinned_by')
    .select([
      'pin.target',
      'pin.release_number as releaseNumber',
      'release.seq',
      'pin.withdrawals_seq as withdrawalsSeq',
      'pin.pinned_at as pinnedAt',
      'pin.pinned_by as pinnedBy',
      'user.name as pinnedByName',
      'pin.reason',
    ]);
}
