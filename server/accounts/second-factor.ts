import type { Kysely, Transaction } from 'kysely';
import { AppError } from '../errors.ts';
import { lockDecision } from '../store/locks.ts';
import { countPasskeysOf } from '../store/passkeys.ts';
import { useRecoveryCode } from '../store/recovery-codes.ts';
import type { Tables } from '../store/tables.ts';
import { readTotp, useTotpStep, type StoredTotp } from '../store/totp.ts';
import { hashRecoveryCode } from './recovery-code.ts';
import { isTotpCode, stepOfCode } from './totp.ts';

/** What somebody can show besides a password. */
export type SecondFactor = 'totp' | 'passkey' | 'recovery-code';

/** A sign-in that finds none, and the making of one, wait for each other: no session slips in between that was opened by a password alone. */
export async function lockSecondFactors(
  tx: Transaction<Tables>,
  { userId }: { userId: string },
): Promise<void> {
  await lockDecision(tx, { name: `second factors of ${userId}` });
}

/** What the account asks for besides the password: any one of them is enough. None where there is no second factor. */
export async function listSecondFactors(
  tx: Kysely<Tables>,
  { userId }: { userId: string },
): Promise<SecondFactor[]> {
  const factors: SecondFactor[] = [];
  if (isConfirmed(await readTotp(tx, { userId }))) factors.push('totp');
  if ((await countPasskeysOf(tx, { userId })) > 0) factors.push('passkey');
  return factors.length === 0 ? [] : [...factors, 'recovery-code'];
}

export async function hasSecondFactor(tx: Kysely<Tables>, { userId }: { userId: string }): Promise<boolean> {
  return (await listSecondFactors(tx, { userId })).length > 0;
}

export function isConfirmed(totp: StoredTotp | null): totp is StoredTotp & { confirmedAt: string } {
  return totp !== null && totp.confirmedAt !== null;
}

type Shown = { userId: string; code: string; now: Date };

/** Uses the code up, whichever kind it is of; null if it is none that is good now. */
export async function useCode(tx: Transaction<Tables>, shown: Shown): Promise<SecondFactor | null> {
  const { userId } = shown;
  const code = shown.code.replaceAll(/\s/g, '');
  if (!isTotpCode(code)) {
    const isUsed = await useRecoveryCode(tx, { userId, codeHash: hashRecoveryCode(code) });
    return isUsed ? 'recovery-code' : null;
  }
  const totp = await readTotp(tx, { userId });
  if (!isConfirmed(totp)) return null;
  const step = stepOfCode({ secret: totp.secret, code, now: shown.now });
  return step !== null && (await useTotpStep(tx, { userId, step })) ? 'totp' : null;
}

/** For somebody who is signed in. */
export function notACode(message = WRONG_CODE): AppError {
  return new AppError('invalid-input', 'Nothing was changed: the code is not good now.', {
    issues: [{ path: 'code', message }],
  });
}

const WRONG_APP_CODE =
  'This code is wrong, has been used, or is too old. Type the one that the app shows now';

export const WRONG_CODE = `${WRONG_APP_CODE}, or a recovery code.`;

/** Where none but the app's is taken. */
export const WRONG_FIRST_CODE = `${WRONG_APP_CODE}.`;

export function noSecondFactor(): AppError {
  return new AppError(
    'no-second-factor',
    'Your account has no second factor. POST /api/v1/profile/totp sets up an app that makes codes, and POST /api/v1/profile/passkeys/options begins a passkey.',
  );
}
