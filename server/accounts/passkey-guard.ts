import { AppError } from '../errors.ts';
import { createAttemptCounts } from './attempt-counts.ts';
import { networkOf } from './network-of.ts';

/** A newsroom behind one address on a Monday morning. */
const SIGN_INS_PER_WINDOW = 100;
const WINDOW_MS = 15 * 60_000;

/** Bounds within this process how many sign-ins with a passkey are begun from one network: each of them is kept until it ends or expires. */
export type PasskeyGuard = { admit(attempt: { address: string | null; now: Date }): void };

export function createPasskeyGuard(): PasskeyGuard {
  const counts = createAttemptCounts({ max: SIGN_INS_PER_WINDOW, windowMs: WINDOW_MS });
  return {
    admit({ address, now }) {
      const refused = counts.add(networkOf(address), now);
      if (refused !== null) throw tooManySignIns(refused.waitMs);
    },
  };
}

function tooManySignIns(waitMs: number): AppError {
  const minutes = Math.ceil(waitMs / 60_000);
  return new AppError(
    'too-many-attempts',
    `${SIGN_INS_PER_WINDOW} sign-ins with a passkey were begun from this network lately. Try again in ${minutes} min, or sign in with your password.`,
    { retryAfterSeconds: Math.ceil(waitMs / 1_000) },
  );
}
