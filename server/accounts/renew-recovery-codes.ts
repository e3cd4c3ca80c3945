import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { replaceRecoveryCodes } from '../store/recovery-codes.ts';
import { checkProof, clearGuard, useProof, type ProvenChange } from './factor-proof.ts';
import { requireSamePassword, requireUserByPassword } from './own-second-factor.ts';
import { createRecoveryCodes } from './recovery-code.ts';
import { hasSecondFactor, lockSecondFactors, noSecondFactor } from './second-factor.ts';
import { tellOfChange } from './tell-of-change.ts';
import { writeWithPasskey } from './use-passkey.ts';

/** In the place of those that there were. They are known to whoever asked for them, and to nobody after that. */
export async function renewRecoveryCodes(database: Database, change: ProvenChange): Promise<string[]> {
  const { correlationId, now, userId } = change;
  const user = await requireUserByPassword(database, change);
  const proof = await checkProof(database, change);
  const { codeHashes, codes } = createRecoveryCodes();
  const at = now.toISOString();
  await writeWithPasskey(database, async (tx) => {
    await lockSecondFactors(tx, { userId });
    await requireSamePassword(tx, user);
    if (!(await hasSecondFactor(tx, { userId }))) throw noSecondFactor();
    await useProof(tx, { change, proof });
    await replaceRecoveryCodes(tx, { userId, codeHashes, createdAt: at });
    await tellOfChange(tx, { ...change, what: 'recovery-codes', to: user.email });
    await appendAudit(tx, {
      at,
      actorId: userId,
      action: 'user.renew-recovery-codes',
      subject: `user:${userId}`,
      correlationId,
      details: {},
    });
  });
  await clearGuard(change);
  return codes;
}
