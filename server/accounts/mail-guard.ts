import { AppError } from '../errors.ts';
import { createAttemptCounts } from './attempt-counts.ts';
import { networkOf } from './network-of.ts';

/** A household or an office behind one address, on the day on which all of them have forgotten it. */
const RESETS_PER_WINDOW = 20;
/** A newsroom that is invited from a list. */
const INVITES_PER_WINDOW = 100;
const WINDOW_MS = 15 * 60_000;

/**
 * Bounds within this process how many mails strangers, and people who may invite, have us send. It counts by who asks, and never by whom the mail is for: a
 * stranger who asks for the mails of an account uses up their own requests. How many links an account gets is bounded where they are made.
 */
export type MailGuard = {
  admitReset(request: { address: string | null; now: Date }): void;
  admitInvite(request: { userId: string; now: Date }): void;
};

export function createMailGuard(): MailGuard {
  const resets = createAttemptCounts({ max: RESETS_PER_WINDOW, windowMs: WINDOW_MS });
  const invites = createAttemptCounts({ max: INVITES_PER_WINDOW, windowMs: WINDOW_MS });
  return {
    admitReset({ address, now }) {
      const refused = resets.add(networkOf(address), now);
      if (refused !== null)
        throw tooMany(`${RESETS_PER_WINDOW} requests for a new password from this network`, refused);
    },
    admitInvite({ now, userId }) {
      const refused = invites.add(userId, now);
      if (refused !== null) throw tooMany(`${INVITES_PER_WINDOW} invites by you`, refused);
    },
  };
}

function tooMany(what: string, { waitMs }: { waitMs: number }): AppError {
  const minutes = Math.ceil(waitMs / 60_000);
  return new AppError('too-many-requests', `There were ${what} lately. Try again in ${minutes} min.`, {
    retryAfterSeconds: Math.ceil(waitMs / 1_000),
  });
}
