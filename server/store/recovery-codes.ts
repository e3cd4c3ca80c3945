import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** In the place of all that there were. */
export async function replaceRecoveryCodes(
  tx: Kysely<Tables>,
  { codeHashes, createdAt, userId }: { userId: string; codeHashes: readonly string[]; createdAt: string },
): Promise<void> {
  await deleteRecoveryCodes(tx, { userId });
  await tx
    .insertInto('recovery_code')
    .values(codeHashes.map((codeHash) => ({ user_id: userId, code_hash: codeHash, created_at: createdAt })))
    .execute();
}

/** Whether it was there: of two that come at once, one gets it. */
export async function useRecoveryCode(
  tx: Kysely<Tables>,
  { codeHash, userId }: { userId: string; codeHash: string },
): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('recovery_code')
    .where('user_id', '=', userId)
    .where('code_hash', '=', codeHash)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function countRecoveryCodes(
  tx: Kysely<Tables>,
  { userId }: { userId: string },
): Promise<number> {
  const { codes } = await tx
    .selectFrom('recovery_code')
    .select(({ fn }) => fn.countAll().as('codes'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  return Number(codes);
}

export async function deleteRecoveryCodes(tx: Kysely<Tables>, { userId }: { userId: string }): Promise<void> {
  await tx.deleteFrom('recovery_code').where('user_id', '=', userId).execute();
}
