import { AppError } from '../errors.ts';
import { createAttemptCounts } from './attempt-counts.ts';
import { networkOf } from './network-of.ts';

/** Enough for a person who has forgotten which password it was; 960 guesses a day are too few to find one. */
const ATTEMPTS_PER_WINDOW = 10;
const WINDOW_MS = 15 * 60_000;

/**
 * Slows down password guessing within this process. It counts by account *and* network address together: a stranger who
 * guesses at somebody's account uses up their own attempts, never those of the account's holder elsewhere.
 */
export type PasswordGuard = {
  /** Counts an attempt before its password is looked at, so that many at once do not slip through. */
  admit(attempt: PasswordAttempt): void;
  /** The password was right: forget the attempts before it. */
  clear(attempt: PasswordAttempt): void;
};

export type PasswordAttempt = { email: string; address: string | null; now: Date };

export function createPasswordGuard(): PasswordGuard {
  const counts = createAttemptCounts({ max: ATTEMPTS_PER_WINDOW, windowMs: WINDOW_MS });
  return {
    admit(attempt) {
      const refused = counts.add(keyOf(attempt), attempt.now);
      if (refused !== null) throw tooManyAttempts(refused.waitMs);
    },
    clear(attempt) {
      counts.forget(keyOf(attempt));
    },
  };
}

function keyOf({ email, address }: PasswordAttempt): string {
  return `${email}\n${address === null ? '' : networkOf(address)}`;
}

function tooManyAttempts(remainingMs: number): AppError {
  const minutes = Math.ceil(remainingMs / 60_000);
  return new AppError(
    'too-many-attempts',
    `There were ${ATTEMPTS_PER_WINDOW} attempts to sign in to this account from this network. Try again in ${minutes} min.`,
    { retryAfterSeconds: Math.ceil(remainingMs / 1_000) },
  );
}
