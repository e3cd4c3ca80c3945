import type { ShownPasskey } from '../../model/api/passkey.ts';
import type { Database } from '../store/database.ts';
import { findPasskey } from '../store/passkeys.ts';
import { deletePendingSignIn, readPendingSignIn } from '../store/pending-sign-ins.ts';
import { readUser } from '../store/users.ts';
import { accountUserOf } from './account-user.ts';
import { signInNotPending, type SecondStep } from './finish-sign-in.ts';
import { openSession, type SignedIn } from './open-session.ts';
import { requireChallenge, takeChallenge } from './passkey-challenge.ts';
import { relyingPartyOf } from './relying-party.ts';
import { lockSecondFactors } from './second-factor.ts';
import { hashToken } from './secret-token.ts';
import { usePasskey, writeWithPasskey } from './use-passkey.ts';
import { verifyShown, wrongPasskey } from './verify-passkey.ts';

export type PasskeySecondStep = Omit<SecondStep, 'code' | 'guard'> & { passkey: ShownPasskey };

/** As `finishSignIn`, with a passkey. Nobody guesses a signature, so that attempts need not be counted. */
export async function finishWithPasskey(database: Database, step: PasskeySecondStep): Promise<SignedIn> {
  const { client, correlationId, mailing, now, passkey: shown } = step;
  const party = relyingPartyOf(mailing.adminUrl);
  const pendingHash = hashToken(step.token ?? '');
  const pending = await readPendingSignIn(database.db, { tokenHash: pendingHash, now: now.toISOString() });
  if (pending === null) throw signInNotPending();
  const { userId } = pending;
  const { clientDataJSON, id: credentialId } = shown;
  const asked = { purpose: 'second-step', userId, pendingHash, now } as const;
  const challenge = await requireChallenge(database.db, { ...asked, clientDataJSON });
  const passkey = await findPasskey(database.db, { credentialId });
  if (passkey?.userId !== userId) throw wrongPasskey(party);
  const verified = await verifyShown(shown, { challenge, party, passkey });
  return await writeWithPasskey(database, async (tx) => {
    await lockSecondFactors(tx, { userId });
    // The challenge goes with the sign-in that it was asked for, and so before it.
    await takeChallenge(tx, challenge);
    const user = await readUser(tx, { id: userId });
    const isPending = await deletePendingSignIn(tx, { tokenHash: pendingHash });
    if (!isPending || user === null || user.disabledAt !== null) throw signInNotPending();
    await usePasskey(tx, { verified, party, now, correlationId });
    return await openSession(tx, { user: accountUserOf(user), client, now, mailing, correlationId });
  });
}
