import { AppError } from '../errors.ts';
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
  });
  const networks = createSharedAttempts(database, {
    what: 'password, network',
    max: ATTEMPTS_OF_NETWORK,
    windowMs: WINDOW_MS,
  });
  const strangers = createSharedAttempts(database, {
    what: 'password, stranger',
    max: ATTEMPTS_OF_STRANGERS,
    windowMs: STRANGERS_WINDOW_MS,
  });
  return {
    async admit(attempt) {
      const refused = await counts.add(keyOf(attempt), attempt.now);
      if (refused !== null) throw tooManyAttempts(refused.waitMs);
    },
    async admitStranger({ address, email, now }) {
      const ofNetwork = await networks.add(networkOf(address), now);
      if (ofNetwork !== null) throw tooManyOfNetwork(ofNetwork.waitMs);
      const ofAccount = await strangers.add(email, now);
      if (ofAccount !== null) throw tooManyOfAccount(ofAccount.waitMs);
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

function tooManyAttempts(waitMs: number): AppError {
  return refusal(
    `There were ${ATTEMPTS_PER_WINDOW} attempts to sign in to this account from this network.`,
    waitMs,
  );
}

function tooManyOfNetwork(waitMs: number): AppError {
  return refusal('There were too many attempts to sign in from this network.', waitMs);
}

function tooManyOfAccount(waitMs: number): AppError {
  return refusal(
    'There were too many attempts to sign in to this account. A new password by mail lets its holder in.',
    waitMs,
  );
}

function refusal(what: string, waitMs: number): AppError {
  const minutes = Math.ceil(waitMs / 60_000);
  return new AppError('too-many-attempts', `${what} Try again in ${minutes} min.`, {
    retryAfterSeconds: Math.ceil(waitMs / 1_000),
  });
}
