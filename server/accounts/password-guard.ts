import { AppError } from '../errors.ts';
import { createAttemptCounts } from './attempt-counts.ts';
import { networkOf } from './network-of.ts';

/** Enough for a person who has forgotten which password it was; 960 guesses a day are too few to find one. */
const ATTEMPTS_PER_WINDOW = 10;
const WINDOW_MS = 15 * 60_000;
/** More than a whole office gets wrong on a Monday; far too few to try a list of stolen passwords. */
const ATTEMPTS_OF_NETWORK = 100;
/** Of an account, from wherever its holder has not been before. */
const ATTEMPTS_OF_STRANGERS = 100;
const STRANGERS_WINDOW_MS = 60 * 60_000;

/**
 * Slows down password guessing within this process. It counts by account *and* network address together: a stranger who
 * guesses at somebody's account uses up their own attempts, never those of the account's holder elsewhere. One who tries many accounts from one network, or one
 * account from many, is stopped too; whoever has signed in before, with this browser from here, is not kept out by that.
 */
export type PasswordGuard = {
  /** Counts an attempt before its password is looked at, so that many at once do not slip through. */
  admit(attempt: PasswordAttempt): void;
  /** As `admit`, for whoever has not been seen here before. */
  admitStranger(attempt: PasswordAttempt): void;
  /** The password was right: forget the attempts before it. */
  clear(attempt: PasswordAttempt): void;
};

export type PasswordAttempt = { email: string; address: string | null; now: Date };

export function createPasswordGuard(): PasswordGuard {
  const counts = createAttemptCounts({ max: ATTEMPTS_PER_WINDOW, windowMs: WINDOW_MS });
  const networks = createAttemptCounts({ max: ATTEMPTS_OF_NETWORK, windowMs: WINDOW_MS });
  const strangers = createAttemptCounts({ max: ATTEMPTS_OF_STRANGERS, windowMs: STRANGERS_WINDOW_MS });
  return {
    admit(attempt) {
      const refused = counts.add(keyOf(attempt), attempt.now);
      if (refused !== null) throw tooManyAttempts(refused.waitMs);
    },
    admitStranger({ address, email, now }) {
      const ofNetwork = networks.add(address === null ? '' : networkOf(address), now);
      if (ofNetwork !== null) throw tooManyOfNetwork(ofNetwork.waitMs);
      const ofAccount = strangers.add(email, now);
      if (ofAccount !== null) throw tooManyOfAccount(ofAccount.waitMs);
    },
    clear(attempt) {
      const { address, email } = attempt;
      counts.forget(keyOf(attempt));
      // One more, not all: somebody with an account could wipe out what they have tried on others.
      networks.takeBack(address === null ? '' : networkOf(address));
      strangers.takeBack(email);
    },
  };
}

function keyOf({ email, address }: PasswordAttempt): string {
  return `${email}\n${address === null ? '' : networkOf(address)}`;
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
