import type { Kysely } from 'kysely';
import type { PasskeyChallengeTable } from './account-tables.ts';
import type { Tables } from './tables.ts';

/** What a passkey was asked to sign, and for what. */
export type AskedChallenge = {
  /** SHA-256 of it. */
  challengeHash: string;
  purpose: PasskeyChallengeTable['purpose'];
  /** Null: whoever it is says so by the passkey. */
  userId: string | null;
  /** Of the sign-in that it finishes; null for everything else. */
  pendingHash: string | null;
};

/** In the place of what the same user was asked for the same before. */
export async function putPasskeyChallenge(
  tx: Kysely<Tables>,
  challenge: AskedChallenge & { createdAt: string; expiresAt: string },
): Promise<void> {
  const { pendingHash, purpose, userId } = challenge;
  if (userId !== null)
    await tx
      .deleteFrom('passkey_challenge')
      .where('purpose', '=', purpose)
      .where('user_id', '=', userId)
      .where('pending_hash', 'is not distinct from', pendingHash)
      .execute();
  await tx
    .insertInto('passkey_challenge')
    .values({
      challenge_hash: challenge.challengeHash,
      purpose,
      user_id: userId,
      pending_hash: pendingHash,
      created_at: challenge.createdAt,
      expires_at: challenge.expiresAt,
    })
    .execute();
}

type Open = AskedChallenge & { now: string };

/** Whether it was asked, for this and of them, and has been neither used nor left to expire. */
export async function isPasskeyChallengeOpen(
  tx: Kysely<Tables>,
  { challengeHash, now, pendingHash, purpose, userId }: Open,
): Promise<boolean> {
  const row = await tx
    .selectFrom('passkey_challenge')
    .select('challenge_hash')
    .where('challenge_hash', '=', challengeHash)
    .where('purpose', '=', purpose)
    .where('user_id', 'is not distinct from', userId)
    .where('pending_hash', 'is not distinct from', pendingHash)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether it was there: of two that come at once, one gets it. */
export async function deletePasskeyChallenge(
  tx: Kysely<Tables>,
  { challengeHash }: { challengeHash: string },
): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('passkey_challenge')
    .where('challenge_hash', '=', challengeHash)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function deletePasskeyChallengesOf(
  tx: Kysely<Tables>,
  { userId }: { userId: string },
): Promise<void> {
  await tx.deleteFrom('passkey_challenge').where('user_id', '=', userId).execute();
}

export async function deleteExpiredPasskeyChallenges(
  tx: Kysely<Tables>,
  { now }: { now: string },
): Promise<void> {
  await tx.deleteFrom('passkey_challenge').where('expires_at', '<=', now).execute();
}
