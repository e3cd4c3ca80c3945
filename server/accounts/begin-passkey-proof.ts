import type { PasskeyRequest } from '../../model/api/passkey.ts';
import type { Database } from '../store/database.ts';
import { listPasskeysOf } from '../store/passkeys.ts';
import { createChallenge } from './passkey-challenge.ts';
import { requestOptions } from './passkey-options.ts';
import { noPasskey } from './passkey.ts';
import { relyingPartyOf } from './relying-party.ts';

/** What a passkey signs for who is signed in and changes what they sign in with. */
export async function beginPasskeyProof(
  database: Database,
  { adminUrl, now, userId }: { userId: string; adminUrl: string; now: Date },
): Promise<PasskeyRequest> {
  const party = relyingPartyOf(adminUrl);
  return await database.write(async (tx) => {
    const allowed = await listPasskeysOf(tx, { userId });
    if (allowed.length === 0) throw noPasskey();
    const challenge = await createChallenge(tx, { purpose: 'prove', userId, pendingHash: null, now });
    return requestOptions({ challenge, party, allowed });
  });
}
