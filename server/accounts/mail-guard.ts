import type { Database } from '../store/database.ts';
import { networkOf } from './network-of.ts';
import { createSharedAttempts } from './shared-attempts.ts';

/** A household or an office behind one address, on the day on which all of them have forgotten it. */
const RESETS_PER_WINDOW = 20;
/** A newsroom that is invited from a list. */
const INVITES_PER_WINDOW = 100;
const WINDOW_MS = 15 * 60_000;

/**
 * Bounds over all processes how many mails strangers, and people who may invite, have us send. It counts by who asks, and never by whom the mail is for: a
 * stranger who asks for the mails of an account uses up their own requests. How many links an account gets is bounded where they are made.
 */
export type MailGuard = {
  admitReset(request: { address: string | null; now: Date }): Promise<void>;
  admitInvite(request: { userId: string; now: Date }): Promise<void>;
};

export function createMailGuard(database: Database): MailGuard {
  const resets = createSharedAttempts(database, {
    what: 'reset',
    max: RESETS_PER_WINDOW,
    windowMs: WINDOW_MS,
    refusal: refusal(`${RESETS_PER_WINDOW} requests for a new password from this network`),
  });
  const invites = createSharedAttempts(database, {
    what: 'invite',
    max: INVITES_PER_WINDOW,
    windowMs: WINDOW_MS,
    refusal: refusal(`${INVITES_PER_WINDOW} invites by you`),
  });
  return {
    admitReset: ({ address, now }) => resets.admit(networkOf(address), now),
    admitInvite: ({ now, userId }) => invites.admit(userId, now),
  };
}

function refusal(what: string) {
  return { code: 'too-many-requests', says: `There were ${what} lately.` } as const;
}
