import type { Database } from '../store/database.ts';
import { countRecoveryCodes } from '../store/recovery-codes.ts';
import { readTotp } from '../store/totp.ts';
import { isConfirmed } from './second-factor.ts';

/** What somebody signs in with besides their password: nothing by which it could be done. */
export type OwnSecondFactors = { totp: { since: string } | null; recoveryCodesLeft: number };

export async function readSecondFactors(
  database: Database,
  { userId }: { userId: string },
): Promise<OwnSecondFactors> {
  const totp = await readTotp(database.db, { userId });
  return {
    totp: isConfirmed(totp) ? { since: totp.confirmedAt } : null,
    recoveryCodesLeft: await countRecoveryCodes(database.db, { userId }),
  };
}
