import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { deletePasskey, readPasskeyOf } from '../store/passkeys.ts';
import { checkProof, clearGuard, useProof, type ProvenChange } from './factor-proof.ts';
import { forgetLastCodes } from './forget-last-codes.ts';
import { requireSamePassword, requireUserByPassword } from './own-second-factor.ts';
import { passkeyNotFound } from './passkey.ts';
import { lockSecondFactors } from './second-factor.ts';
import { tellOfChange } from './tell-of-change.ts';
import { writeWithPasskey } from './use-passkey.ts';

/** Takes what taking away the app takes. It may be the very passkey that is shown for it. */
export async function removePasskey(
  database: Database,
  change: ProvenChange & { id: string },
): Promise<void> {
  const { correlationId, id, now, userId } = change;
  const user = await requireUserByPassword(database, change);
  const proof = await checkProof(database, change);
  await writeWithPasskey(database, async (tx) => {
    await lockSecondFactors(tx, { userId });
    await requireSamePassword(tx, user);
    const passkey = await readPasskeyOf(tx, { id, userId });
    if (passkey === null) throw passkeyNotFound(id);
    await useProof(tx, { change, proof });
    await deletePasskey(tx, { id, userId });
    await forgetLastCodes(tx, { userId });
    await tellOfChange(tx, { ...change, what: 'passkey-removed', to: user.email });
    await appendAudit(tx, {
      at: now.toISOString(),
      actorId: userId,
      action: 'user.remove-passkey',
      subject: `user:${userId}`,
      correlationId,
      details: { passkey: id, name: passkey.name },
    });
  });
  await clearGuard(change);
}
