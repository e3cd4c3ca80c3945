import type { Database } from '../store/database.ts';
import { listPasskeysOf } from '../store/passkeys.ts';
import { countRecoveryCodes } from '../store/recovery-codes.ts';
import { readTotp } from '../store/totp.ts';
import { passkeyOf, type Passkey } from './passkey.ts';
import { isConfirmed } from './second-factor.ts';

/** What somebody signs in with besides their password: nothing by which it could be done. */
export type OwnSecondFactors = {
  totp: { since: string } | null;
  passkeys: Passkey[];
  recoveryCodesLeft: number;
};

export async function readSecondFactors(
  database: Database,
  { userId }: { userId: string },
): Promise<OwnSecondFactors> {
  const totp = await readTotp(database.db, { userId });
  const passkeys = await listPasskeysOf(database.db, { userId });
  return {
    totp: isConfirmed(totp) ? { since: totp.confirmedAt } : null,
    passkeys: passkeys.map(passkeyOf),
    recoveryCodesLeft: await countRecoveryCodes(database.db, { userId }),
  };
}
