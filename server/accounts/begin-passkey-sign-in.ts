import type { PasskeyRequest } from '../../model/api/passkey.ts';
import type { Database } from '../store/database.ts';
import { deleteExpiredPasskeyChallenges } from '../store/passkey-challenges.ts';
import { createChallenge } from './passkey-challenge.ts';
import type { PasskeyGuard } from './passkey-guard.ts';
import { requestOptions } from './passkey-options.ts';
import { relyingPartyOf } from './relying-party.ts';

export type PasskeySignInStart = {
  address: string | null;
  guard: PasskeyGuard;
  adminUrl: string;
  now: Date;
};

/** The same for everybody: who it is, they say by the passkey. */
export async function beginPasskeySignIn(
  database: Database,
  { address, adminUrl, guard, now }: PasskeySignInStart,
): Promise<PasskeyRequest> {
  const party = relyingPartyOf(adminUrl);
  await guard.admit({ address, now });
  return await database.write(async (tx) => {
    // Old ones go when somebody comes: they need no clock of their own.
    await deleteExpiredPasskeyChallenges(tx, { now: now.toISOString() });
    const asked = { purpose: 'sign-in', userId: null, pendingHash: null, now } as const;
    return requestOptions({ challenge: await createChallenge(tx, asked), party, allowed: null });
  });
}
