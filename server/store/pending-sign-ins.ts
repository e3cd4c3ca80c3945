import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export type PendingSignIn = {
  /** SHA-256 of the token in the cookie. */
  tokenHash: string;
  userId: string;
  createdAt: string;
  expiresAt: string;
};

export async function insertPendingSignIn(tx: Kysely<Tables>, pending: PendingSignIn): Promise<void> {
  await tx
    .insertInto('pending_sign_in')
    .values({
      token_hash: pending.tokenHash,
      user_id: pending.userId,
      created_at: pending.createdAt,
      expires_at: pending.expiresAt,
    })
    .execute();
}

/** Whose it is; null if it is unknown or has expired. */
export async function readPendingSignIn(
  tx: Kysely<Tables>,
  { now, tokenHash }: { tokenHash: string; now: string },
): Promise<{ userId: string } | null> {
  const row = await tx
    .selectFrom('pending_sign_in')
    .select('user_id as userId')
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row ?? null;
}

/** Whether it was there: of two that come at once, one gets it. */
export async function deletePendingSignIn(
  tx: Kysely<Tables>,
  { tokenHash }: { tokenHash: string },
): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('pending_sign_in')
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function deletePendingSignInsOf(
  tx: Kysely<Tables>,
  { userId }: { userId: string },
): Promise<void> {
  await tx.deleteFrom('pending_sign_in').where('user_id', '=', userId).execute();
}

export async function deleteExpiredPendingSignIns(
  tx: Kysely<Tables>,
  { now }: { now: string },
): Promise<void> {
  await tx.deleteFrom('pending_sign_in').where('expires_at', '<=', now).execute();
}
