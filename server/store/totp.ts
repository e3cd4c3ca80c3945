import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export type StoredTotp = {
  /** In base32. Whoever checks a code reads it, and nobody else. */
  secret: string;
  createdAt: string;
  /** Null: a first code has not been shown yet. */
  confirmedAt: string | null;
};

/** In the place of one that was never confirmed. */
export async function putUnconfirmedTotp(
  tx: Kysely<Tables>,
  { createdAt, secret, userId }: { userId: string; secret: string; createdAt: string },
): Promise<void> {
  await tx
    .insertInto('totp')
    .values({ user_id: userId, secret, last_step: null, created_at: createdAt, confirmed_at: null })
    .onConflict((conflict) =>
      conflict
        .column('user_id')
        .doUpdateSet({ secret, created_at: createdAt })
        .where('totp.confirmed_at', 'is', null),
    )
    .execute();
}

export async function readTotp(
  tx: Kysely<Tables>,
  { userId }: { userId: string },
): Promise<StoredTotp | null> {
  const row = await tx
    .selectFrom('totp')
    .select(['secret', 'created_at as createdAt', 'confirmed_at as confirmedAt'])
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row ?? null;
}

export async function confirmTotp(
  tx: Kysely<Tables>,
  { confirmedAt, userId }: { userId: string; confirmedAt: string },
): Promise<void> {
  await tx.updateTable('totp').set({ confirmed_at: confirmedAt }).where('user_id', '=', userId).execute();
}

/** Whether the code of this time step is the first of it, and of any later one, that is accepted. */
export async function useTotpStep(
  tx: Kysely<Tables>,
  { step, userId }: { userId: string; step: number },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('totp')
    .set({ last_step: step })
    .where('user_id', '=', userId)
    .where((where) => where.or([where('last_step', 'is', null), where('last_step', '<', step)]))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function deleteTotp(tx: Kysely<Tables>, { userId }: { userId: string }): Promise<void> {
  await tx.deleteFrom('totp').where('user_id', '=', userId).execute();
}
