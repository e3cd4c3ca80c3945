import type { PasskeyRequest } from '../../model/api/passkey.ts';
import type { Database } from '../store/database.ts';
import { listPasskeysOf } from '../store/passkeys.ts';
import { readPendingSignIn } from '../store/pending-sign-ins.ts';
import { signInNotPending } from './finish-sign-in.ts';
import { createChallenge } from './passkey-challenge.ts';
import { requestOptions } from './passkey-options.ts';
import { noPasskey } from './passkey.ts';
import { relyingPartyOf } from './relying-party.ts';
import { hashToken } from './secret-token.ts';

export type PasskeyStep = {
  /** Of the first step; null where the browser has none. */
  token: string | null;
  adminUrl: string;
  now: Date;
};

/** What a passkey signs for a sign-in that waits for something besides the password. */
export async function beginPasskeyStep(
  database: Database,
  { adminUrl, now, token }: PasskeyStep,
): Promise<PasskeyRequest> {
  const party = relyingPartyOf(adminUrl);
  const pendingHash = hashToken(token ?? '');
  return await database.write(async (tx) => {
    const pending = await readPendingSignIn(tx, { tokenHash: pendingHash, now: now.toISOString() });
    if (pending === null) throw signInNotPending();
    const { userId } = pending;
    const allowed = await listPasskeysOf(tx, { userId });
    if (allowed.length === 0) throw noPasskey();
    const challenge = await createChallenge(tx, { purpose: 'second-step', userId, pendingHash, now });
    return requestOptions({ challenge, party, allowed });
  });
}
