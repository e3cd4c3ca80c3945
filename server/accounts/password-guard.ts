import type { Database } from '../store/database.ts';
import { networkOf } from './network-of.ts';
import { createSharedAttempts } from './shared-attempts.ts';

/** Enough for a person who has forgotten which password it was; 960 guesses a day are too few to find one. */
const ATTEMPTS_PER_WINDOW = 10;
const WINDOW_MS = 15 * 60_000;
/** More than a whole office gets wrong on a Monday; far too few to try a list of stolen passwords. */
const ATTEMPTS_OF_NETWORK = 100;
/** Of an account, from wherever its holder has not been before. */
const ATTEMPTS_OF_STRANGERS = 100;
const STRANGERS_WINDOW_MS = 60 * 60_000;

/**
 * Slows down password guessing over all processes. It counts by account *and* network address together: a stranger who
 * guesses at somebody's account uses up their own attempts, never those of the account's holder elsewhere. One who tries many accounts from one network, or one
 * account from many, is stopped too; whoever has signed in before, with this browser from here, is not kept out by that.
 */
export type PasswordGuard = {
  /** Counts an attempt before its password is looked at, so that many at once do not slip through. */
  admit(attempt: PasswordAttempt): Promise<void>;
  /** As `admit`, for whoever has not been seen here before. */
  admitStranger(attempt: PasswordAttempt): Promise<void>;
  /** The password was right: forget the attempts before it. */
  clear(attempt: PasswordAttempt): Promise<void>;
};

export type PasswordAttempt = { email: string; address: string | null; now: Date };

export function createPasswordGuard(database: Database): PasswordGuard {
  const counts = createSharedAttempts(database, {
    what: 'password',
    max: ATTEMPTS_PER_WINDOW,
    windowMs: WINDOW_MS,
    refusal: refusal(
      `There were ${ATTEMPTS_PER_WINDOW} attempts to sign in to this account from this network.`,
    ),
  });
  const networks = createSharedAttempts(database, {
    what: 'password, network',
    max: ATTEMPTS_OF_NETWORK,
    windowMs: WINDOW_MS,
    refusal: refusal('There were too many attempts to sign in from this network.'),
  });
  const strangers = createSharedAttempts(database, {
    what: 'password, stranger',
    max: ATTEMPTS_OF_STRANGERS,
    windowMs: STRANGERS_WINDOW_MS,
    refusal: refusal(
      'There were too many attempts to sign in to this account. A new password by mail lets its holder in.',
    ),
  });
  return {
    admit: (attempt) => counts.admit(keyOf(attempt), attempt.now),
    async admitStranger({ address, email, now }) {
      await networks.admit(networkOf(address), now);
      await strangers.admit(email, now);
    },
    async clear(attempt) {
      const { address, email } = attempt;
      await counts.forget(keyOf(attempt));
      // One more, not all: somebody with an account could wipe out what they have tried on others.
      await networks.takeBack(networkOf(address));
      await strangers.takeBack(email);
    },
  };
}

function keyOf({ email, address }: PasswordAttempt): string {
  return `${email}\n${networkOf(address)}`;
}

function refusal(says: string) {
  return { code: 'too-many-attempts', says } as const;
}
