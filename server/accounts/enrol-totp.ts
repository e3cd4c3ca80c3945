import { AppError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { putUnconfirmedTotp, readTotp } from '../store/totp.ts';
import { checkProof, clearGuard, useProofIfAny, type ProvenChange } from './factor-proof.ts';
import { requireSamePassword, requireUserByPassword } from './own-second-factor.ts';
import { isConfirmed, lockSecondFactors } from './second-factor.ts';
import { createTotpSecret, totpUri } from './totp.ts';
import { writeWithPasskey } from './use-passkey.ts';

/** What an app is given. It is shown this once. */
export type TotpEnrolment = { secret: string; uri: string };

/** The app counts for nothing until `confirmTotp` has seen a code of it. */
export async function enrolTotp(
  database: Database,
  change: ProvenChange & { issuer: string },
): Promise<TotpEnrolment> {
  const { issuer, now, userId } = change;
  const user = await requireUserByPassword(database, change);
  const proof = await checkProof(database, change);
  const secret = createTotpSecret();
  await writeWithPasskey(database, async (tx) => {
    await lockSecondFactors(tx, { userId });
    await requireSamePassword(tx, user);
    if (isConfirmed(await readTotp(tx, { userId }))) throw totpExists();
    await useProofIfAny(tx, { change, proof });
    await putUnconfirmedTotp(tx, { userId, secret, createdAt: now.toISOString() });
  });
  await clearGuard(change);
  return { secret, uri: totpUri({ secret, issuer, label: user.email }) };
}

export function totpExists(): AppError {
  return new AppError(
    'totp-exists',
    'Your account has an app that makes codes already. Take it away with POST /api/v1/profile/totp/disable, then set up another one.',
  );
}
