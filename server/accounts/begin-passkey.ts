import type { PasskeyCreation } from '../../model/api/passkey.ts';
import type { Database } from '../store/database.ts';
import { listPasskeysOf } from '../store/passkeys.ts';
import { checkProof, clearGuard, useProofIfAny, type ProvenChange } from './factor-proof.ts';
import { requireSamePassword, requireUserByPassword } from './own-second-factor.ts';
import { createChallenge } from './passkey-challenge.ts';
import { creationOptions } from './passkey-options.ts';
import { PASSKEYS_MAX, tooManyPasskeys } from './passkey.ts';
import { relyingPartyOf } from './relying-party.ts';
import { lockSecondFactors } from './second-factor.ts';
import { writeWithPasskey } from './use-passkey.ts';

/** What a browser makes a passkey of; `addPasskey` takes it. Like the app for codes it takes the password, and a second factor where there is one. */
export async function beginPasskey(
  database: Database,
  change: ProvenChange & { site: string },
): Promise<PasskeyCreation> {
  const { mailing, now, site, userId } = change;
  const party = relyingPartyOf(mailing.adminUrl);
  const user = await requireUserByPassword(database, change);
  const proof = await checkProof(database, change);
  const options = await writeWithPasskey(database, async (tx) => {
    await lockSecondFactors(tx, { userId });
    await requireSamePassword(tx, user);
    const existing = await listPasskeysOf(tx, { userId });
    if (existing.length >= PASSKEYS_MAX) throw tooManyPasskeys();
    await useProofIfAny(tx, { change, proof });
    const challenge = await createChallenge(tx, { purpose: 'add', userId, pendingHash: null, now });
    return creationOptions({ challenge, party, site, user, existing });
  });
  await clearGuard(change);
  return options;
}
