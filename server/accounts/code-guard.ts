import type { Database } from '../store/database.ts';
import { networkOf } from './network-of.ts';
import { createSharedAttempts } from './shared-attempts.ts';

/** Enough for somebody whose clock is off, and far too few to find a code. */
const ATTEMPTS_PER_NETWORK = 10;
const NETWORK_WINDOW_MS = 15 * 60_000;
/** Whoever has a password and a thousand networks still finds one code of an app in two years. */
const ATTEMPTS_OF_STRANGERS = 20;
const STRANGERS_WINDOW_MS = 60 * 60_000;

/**
 * Slows down the guessing of codes over all processes. As for passwords, it counts by account and network together. A code of six digits can be guessed from
 * many networks, so these are counted for the account as a whole as well, but for where its holder has signed in before: whoever has found
 * out a password cannot lock the holder out at home, and a recovery code opens wherever nobody else has tried.
 */
export type CodeGuard = {
  /** Counts an attempt before its code is looked at, so that many at once do not slip through. */
  admit(attempt: CodeAttempt & { isGuess: boolean }): Promise<void>;
  /** The code was right: forget the attempts from this network before it. */
  clear(attempt: CodeAttempt): Promise<void>;
};

export type CodeAttempt = { userId: string; address: string | null; now: Date };

const TOO_MANY = {
  code: 'too-many-attempts',
  says: 'There were too many wrong codes for this account.',
  instead: 'use a recovery code',
} as const;

export function createCodeGuard(database: Database): CodeGuard {
  const networks = createSharedAttempts(database, {
    what: 'code',
    max: ATTEMPTS_PER_NETWORK,
    windowMs: NETWORK_WINDOW_MS,
    refusal: TOO_MANY,
  });
  const strangers = createSharedAttempts(database, {
    what: 'code, stranger',
    max: ATTEMPTS_OF_STRANGERS,
    windowMs: STRANGERS_WINDOW_MS,
    refusal: TOO_MANY,
  });
  return {
    async admit(attempt) {
      const { isGuess, now, userId } = attempt;
      await networks.admit(keyOf(attempt), now);
      if (isGuess) await strangers.admit(userId, now);
    },
    clear: (attempt) => networks.forget(keyOf(attempt)),
  };
}

function keyOf({ address, userId }: CodeAttempt): string {
  return `${userId}\n${networkOf(address)}`;
}
