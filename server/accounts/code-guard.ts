import { AppError } from '../errors.ts';
import { createAttemptCounts } from './attempt-counts.ts';
import { networkOf } from './network-of.ts';

/** Enough for somebody whose clock is off, and far too few to find a code. */
const ATTEMPTS_PER_NETWORK = 10;
const NETWORK_WINDOW_MS = 15 * 60_000;
/** Whoever has a password and a thousand networks still finds one code of an app in two years. */
const ATTEMPTS_OF_STRANGERS = 20;
const STRANGERS_WINDOW_MS = 60 * 60_000;

/**
 * Slows down the guessing of codes within this process. As for passwords, it counts by account and network together. A code of six digits can be guessed from
 * many networks, so these are counted for the account as a whole as well, but for where its holder has signed in before: whoever has found
 * out a password cannot lock the holder out at home, and a recovery code opens wherever nobody else has tried.
 */
export type CodeGuard = {
  /** Counts an attempt before its code is looked at, so that many at once do not slip through. */
  admit(attempt: CodeAttempt & { isGuess: boolean }): void;
  /** The code was right: forget the attempts from this network before it. */
  clear(attempt: CodeAttempt): void;
};

export type CodeAttempt = { userId: string; address: string | null; now: Date };

export function createCodeGuard(): CodeGuard {
  const networks = createAttemptCounts({ max: ATTEMPTS_PER_NETWORK, windowMs: NETWORK_WINDOW_MS });
  const strangers = createAttemptCounts({ max: ATTEMPTS_OF_STRANGERS, windowMs: STRANGERS_WINDOW_MS });
  return {
    admit(attempt) {
      const { isGuess, now, userId } = attempt;
      const refused = networks.add(keyOf(attempt), now) ?? (isGuess ? strangers.add(userId, now) : null);
      if (refused !== null) throw tooManyCodes(refused.waitMs);
    },
    clear(attempt) {
      networks.forget(keyOf(attempt));
    },
  };
}

function keyOf({ address, userId }: CodeAttempt): string {
  return `${userId}\n${address === null ? '' : networkOf(address)}`;
}

function tooManyCodes(waitMs: number): AppError {
  const minutes = Math.ceil(waitMs / 60_000);
  return new AppError(
    'too-many-attempts',
    `There were too many wrong codes for this account. Try again in ${minutes} min, or use a recovery code.`,
    { retryAfterSeconds: Math.ceil(waitMs / 1_000) },
  );
}
