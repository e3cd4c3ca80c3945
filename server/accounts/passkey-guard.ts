import type { Database } from '../store/database.ts';
import { networkOf } from './network-of.ts';
import { createSharedAttempts } from './shared-attempts.ts';

/** A newsroom behind one address on a Monday morning. */
const SIGN_INS_PER_WINDOW = 100;
const WINDOW_MS = 15 * 60_000;

/** Bounds over all processes how many sign-ins with a passkey are begun from one network: each of them is kept until it ends or expires. */
export type PasskeyGuard = { admit(attempt: { address: string | null; now: Date }): Promise<void> };

export function createPasskeyGuard(database: Database): PasskeyGuard {
  const counts = createSharedAttempts(database, {
    what: 'passkey',
    max: SIGN_INS_PER_WINDOW,
    windowMs: WINDOW_MS,
    refusal: {
      code: 'too-many-attempts',
      says: `${SIGN_INS_PER_WINDOW} sign-ins with a passkey were begun from this network lately.`,
      instead: 'sign in with your password',
    },
  });
  return { admit: ({ address, now }) => counts.admit(networkOf(address), now) };
}
