import { AppError } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { replaceRecoveryCodes } from '../store/recovery-codes.ts';
import { deleteSessionsOf } from '../store/sessions.ts';
import { confirmTotp as markConfirmed, readTotp, useTotpStep } from '../store/totp.ts';
import { readUser } from '../store/users.ts';
import { userNotFound } from './account.ts';
import type { CodeGuard } from './code-guard.ts';
import { totpExists } from './enrol-totp.ts';
import { admitCode, type OwnFactorChange } from './own-second-factor.ts';
import { createRecoveryCodes } from './recovery-code.ts';
import {
  hasSecondFactor,
  isConfirmed,
  lockSecondFactors,
  notACode,
  WRONG_FIRST_CODE,
} from './second-factor.ts';
import { hashToken } from './secret-token.ts';
import { tellOfChange } from './tell-of-change.ts';
import { stepOfCode } from './totp.ts';

/** What nobody has confirmed by then was shown to somebody who has gone away. */
const ENROLMENT_LIFETIME_MS = 60 * 60_000;

export type TotpConfirmation = Omit<OwnFactorChange, 'current' | 'guard'> & {
  code: string;
  codeGuard: CodeGuard;
};

/**
 * From the first code of the app on, it is asked for. Ends the other sessions of the user, which were opened without it. Returns the recovery codes, which the
 * first second factor makes: they are known to whoever asked for them, and to nobody after that.
 */
export async function confirmTotp(database: Database, change: TotpConfirmation): Promise<string[]> {
  const { client, code, codeGuard, correlationId, now, token, userId } = change;
  await admitCode(database, { userId, client, code, guard: codeGuard, now });
  const { codeHashes, codes } = createRecoveryCodes();
  const at = now.toISOString();
  const isFirst = await database.write(async (tx) => {
    await lockSecondFactors(tx, { userId });
    const [user, totp] = [await readUser(tx, { id: userId }), await readTotp(tx, { userId })];
    if (user === null) throw userNotFound(userId);
    if (isConfirmed(totp)) throw totpExists();
    if (totp === null || now.getTime() - Date.parse(totp.createdAt) >= ENROLMENT_LIFETIME_MS)
      throw notEnrolling();
    const step = stepOfCode({ secret: totp.secret, code: code.replaceAll(/\s/g, ''), now });
    if (step === null || !(await useTotpStep(tx, { userId, step }))) throw notACode(WRONG_FIRST_CODE);
    const makesCodes = !(await hasSecondFactor(tx, { userId }));
    if (makesCodes) await replaceRecoveryCodes(tx, { userId, codeHashes, createdAt: at });
    await markConfirmed(tx, { userId, confirmedAt: at });
    const sessions = await deleteSessionsOf(tx, { userId, exceptTokenHash: hashToken(token) });
    await tellOfChange(tx, { ...change, what: 'totp-added', to: user.email });
    await appendAudit(tx, {
      at,
      actorId: userId,
      action: 'user.add-totp',
      subject: `user:${userId}`,
      correlationId,
      details: { sessions },
    });
    return makesCodes;
  });
  await codeGuard.clear({ userId, address: client.address, now });
  return isFirst ? codes : [];
}

function notEnrolling(): AppError {
  return new AppError(
    'not-enrolling',
    'No app waits for its first code: it was not asked for within the last hour. Begin with POST /api/v1/profile/totp.',
  );
}
