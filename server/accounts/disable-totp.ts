import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { deleteRecoveryCodes } from '../store/recovery-codes.ts';
import { deleteTotp, readTotp } from '../store/totp.ts';
import {
  admitCode,
  requireSamePassword,
  requireUserByPassword,
  type CodeProof,
  type OwnFactorChange,
} from './own-second-factor.ts';
import { isConfirmed, lockSecondFactors, noSecondFactor, notACode, useCode } from './second-factor.ts';
import { tellOfChange } from './tell-of-change.ts';

/** Takes the password and a code: whoever has found a browser open has neither. The recovery codes go with it. */
export async function disableTotp(database: Database, change: OwnFactorChange & CodeProof): Promise<void> {
  const { client, code, codeGuard, correlationId, now, userId } = change;
  const user = await requireUserByPassword(database, change);
  await admitCode(database, { userId, client, code, guard: codeGuard, now });
  await database.write(async (tx) => {
    await lockSecondFactors(tx, { userId });
    await requireSamePassword(tx, user);
    if (!isConfirmed(await readTotp(tx, { userId }))) throw noSecondFactor();
    if ((await useCode(tx, { userId, code, now })) === null) throw notACode();
    await deleteTotp(tx, { userId });
    await deleteRecoveryCodes(tx, { userId });
    await tellOfChange(tx, { ...change, what: 'totp-removed', to: user.email });
    await appendAudit(tx, {
      at: now.toISOString(),
      actorId: userId,
      action: 'user.remove-totp',
      subject: `user:${userId}`,
      correlationId,
      details: {},
    });
  });
  codeGuard.clear({ userId, address: client.address, now });
}
