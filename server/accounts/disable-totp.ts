import { AppError } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { deleteTotp, readTotp } from '../store/totp.ts';
import { checkProof, clearGuard, useProof, type ProvenChange } from './factor-proof.ts';
import { forgetLastCodes } from './forget-last-codes.ts';
import { requireSamePassword, requireUserByPassword } from './own-second-factor.ts';
import { isConfirmed, lockSecondFactors } from './second-factor.ts';
import { tellOfChange } from './tell-of-change.ts';
import { writeWithPasskey } from './use-passkey.ts';

/** Takes the password and a second factor: whoever has found a browser open has neither. The recovery codes go with the last one. */
export async function disableTotp(database: Database, change: ProvenChange): Promise<void> {
  const { correlationId, now, userId } = change;
  const user = await requireUserByPassword(database, change);
  const proof = await checkProof(database, change);
  await writeWithPasskey(database, async (tx) => {
    await lockSecondFactors(tx, { userId });
    await requireSamePassword(tx, user);
    if (!isConfirmed(await readTotp(tx, { userId }))) throw noTotp();
    await useProof(tx, { change, proof });
    await deleteTotp(tx, { userId });
    await forgetLastCodes(tx, { userId });
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
  await clearGuard(change);
}

function noTotp(): AppError {
  return new AppError(
    'no-second-factor',
    'Your account has no app that makes codes. POST /api/v1/profile/totp sets one up.',
  );
}
