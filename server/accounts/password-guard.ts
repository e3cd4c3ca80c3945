import { createHash } from 'node:crypto';
import { AppError } from '../errors.ts';
import { networkOf } from './network-of.ts';

/** Enough for a person who has forgotten which password it was; 960 guesses a day are too few to find one. */
const ATTEMPTS_PER_WINDOW = 10;
const WINDOW_MS = 15 * 60_000;
/** About 2 MB. Beyond it the oldest count is forgotten. */
const COUNTS_MAX = 10_000;

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
  const counts = new Map<string, { attempts: number; endsAt: number }>();

  return {
    admit(attempt) {
      const key = keyOf(attempt);
      const nowMs = attempt.now.getTime();
      const known = counts.get(key);
      const count =
        known !== undefined && known.endsAt > nowMs ? known : { attempts: 0, endsAt: nowMs + WINDOW_MS };
      if (count.attempts >= ATTEMPTS_PER_WINDOW) throw tooManyAttempts(count.endsAt - nowMs);
      count.attempts += 1;
      // A Map keeps its keys in order of insertion: deleting first makes the first key the one that was not tried for longest.
      counts.delete(key);
      counts.set(key, count);
      const [oldest] = counts.keys();
      if (counts.size > COUNTS_MAX && oldest !== undefined) counts.delete(oldest);
    },
    clear(attempt) {
      counts.delete(keyOf(attempt));
    },
  };
}

function keyOf({ email, address }: PasswordAttempt): string {
  const origin = address === null ? '' : networkOf(address);
  return createHash('sha256').update(`${email}\n${origin}`).digest('base64url');
}

function tooManyAttempts(remainingMs: number): AppError {
  const minutes = Math.ceil(remainingMs / 60_000);
  return new AppError(
    'too-many-attempts',
    `There were ${ATTEMPTS_PER_WINDOW} attempts to sign in to this account from this network. Try again in ${minutes} min.`,
    { retryAfterSeconds: Math.ceil(remainingMs / 1_000) },
  );
}
