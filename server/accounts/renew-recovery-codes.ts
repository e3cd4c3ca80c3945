import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { replaceRecoveryCodes } from '../store/recovery-codes.ts';
import {
  admitCode,
  requireSamePassword,
  requireUserByPassword,
  type CodeProof,
  type OwnFactorChange,
} from './own-second-factor.ts';
import { createRecoveryCodes } from './recovery-code.ts';
import { hasSecondFactor, lockSecondFactors, noSecondFactor, notACode, useCode } from './second-factor.ts';
import { tellOfChange } from './tell-of-change.ts';

/** In the place of those that there were. They are known to whoever asked for them, and to nobody after that. */
export async function renewRecoveryCodes(
  database: Database,
  change: OwnFactorChange & CodeProof,
): Promise<string[]> {
  const { client, code, codeGuard, correlationId, now, userId } = change;
  const user = await requireUserByPassword(database, change);
  await admitCode(database, { userId, client, code, guard: codeGuard, now });
  const { codeHashes, codes } = createRecoveryCodes();
  const at = now.toISOString();
  await database.write(async (tx) => {
    await lockSecondFactors(tx, { userId });
    await requireSamePassword(tx, user);
    if (!(await hasSecondFactor(tx, { userId }))) throw noSecondFactor();
    if ((await useCode(tx, { userId, code, now })) === null) throw notACode();
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
  codeGuard.clear({ userId, address: client.address, now });
  return codes;
}
