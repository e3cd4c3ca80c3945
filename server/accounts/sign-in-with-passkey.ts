import type { ShownPasskey } from '../../model/api/passkey.ts';
import { AppError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { findPasskey } from '../store/passkeys.ts';
import { readUser } from '../store/users.ts';
import { accountUserOf } from './account-user.ts';
import type { Mailing } from './mailing.ts';
import { openSession, type Client, type SignedIn } from './open-session.ts';
import { requireChallenge, takeChallenge } from './passkey-challenge.ts';
import { relyingPartyOf } from './relying-party.ts';
import { lockSecondFactors } from './second-factor.ts';
import { usePasskey, writeWithPasskey } from './use-passkey.ts';
import { verifyShown, wrongPasskey } from './verify-passkey.ts';

export type PasskeySignIn = {
  passkey: ShownPasskey;
  client: Client;
  mailing: Mailing;
  now: Date;
  correlationId: string | null;
};

/** Without a password: the passkey is one factor, and the PIN, the finger or the face that it has asked for is the other. */
export async function signInWithPasskey(database: Database, signIn: PasskeySignIn): Promise<SignedIn> {
  const { client, correlationId, mailing, now, passkey: shown } = signIn;
  const party = relyingPartyOf(mailing.adminUrl);
  const { clientDataJSON, id: credentialId } = shown;
  const asked = { purpose: 'sign-in', userId: null, pendingHash: null, now } as const;
  const challenge = await requireChallenge(database.db, { ...asked, clientDataJSON });
  const passkey = await findPasskey(database.db, { credentialId });
  const verified = await verifyShown(shown, { challenge, party, passkey });
  if (!verified.isHolderVerified) throw holderNotVerified();
  const { userId } = verified;
  return await writeWithPasskey(database, async (tx) => {
    await lockSecondFactors(tx, { userId });
    await takeChallenge(tx, challenge);
    const user = await readUser(tx, { id: userId });
    if (user === null || user.disabledAt !== null) throw wrongPasskey(party);
    await usePasskey(tx, { verified, party, now, correlationId });
    return await openSession(tx, { user: accountUserOf(user), client, now, mailing, correlationId });
  });
}

function holderNotVerified(): AppError {
  return new AppError(
    'wrong-passkey',
    'This passkey has not made sure that it is you, by a PIN, a finger or a face, which it takes to sign in without a password. Set that up on the device, or sign in with your password and then this passkey.',
  );
}
