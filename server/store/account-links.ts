import type { Kysely } from 'kysely';
import type { AccountLinkTable, Tables } from './tables.ts';

/** A link that makes or opens an account, once. */
export type StoredAccountLink = {
  /** SHA-256 of the token in the link. */
  tokenHash: string;
  purpose: AccountLinkTable['purpose'];
  userId: string | null;
  createdAt: string;
  expiresAt: string;
};

export async function insertAccountLink(tx: Kysely<Tables>, link: StoredAccountLink): Promise<void> {
  await tx
    .insertInto('account_link')
    .values({
      token_hash: link.tokenHash,
      purpose: link.purpose,
      user_id: link.userId,
      created_at: link.createdAt,
      expires_at: link.expiresAt,
      used_at: null,
    })
    .execute();
}

/** Marks the link as used and returns it; null if it is unknown, used or expired. Of two that come at once, one gets it. */
export async function useAccountLink(
  tx: Kysely<Tables>,
  { tokenHash, purpose, now }: { tokenHash: string; purpose: AccountLinkTable['purpose']; now: string },
): Promise<StoredAccountLink | null> {
  const row = await tx
    .updateTable('account_link')
    .set({ used_at: now })
    .where('token_hash', '=', tokenHash)
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning([
      'token_hash as tokenHash',
      'purpose',
      'user_id as userId',
      'created_at as createdAt',
      'expires_at as expiresAt',
    ])
    .executeTakeFirst();
  return row ?? null;
}

/** The links that a new one replaces. */
export async function deleteUnusedLinks(
  tx: Kysely<Tables>,
  { purpose }: { purpose: AccountLinkTable['purpose'] },
): Promise<void> {
  await tx.deleteFrom('account_link').where('purpose', '=', purpose).where('used_at', 'is', null).execute();
}

/** Until when the link may be used; null if it is unknown, used or expired. */
export async function readOpenLink(
  tx: Kysely<Tables>,
  { tokenHash, purpose, now }: { tokenHash: string; purpose: AccountLinkTable['purpose']; now: string },
): Promise<{ expiresAt: string } | null> {
  const row = await tx
    .selectFrom('account_link')
    .select('expires_at as expiresAt')
    .where('token_hash', '=', tokenHash)
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row ?? null;
}
