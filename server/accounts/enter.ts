import type { Transaction } from 'kysely';
import { insertPendingSignIn } from '../store/pending-sign-ins.ts';
import type { Tables } from '../store/tables.ts';
import { openSession, type Opening, type SignedIn } from './open-session.ts';
import { listSecondFactors, lockSecondFactors, type SecondFactor } from './second-factor.ts';
import { createSecretToken } from './secret-token.ts';

/** Time to find the telephone or the key; a browser that is left at this point does not stay halfway in. */
const PENDING_LIFETIME_MS = 10 * 60_000;

/** The right password has been given, and something else is asked for. The token belongs into a cookie of its own: it opens nothing by itself. */
export type Halfway = { token: string; secondFactors: SecondFactor[]; expiresAt: string };

export type Entered = ({ state: 'signed-in' } & SignedIn) | ({ state: 'halfway' } & Halfway);

/** For who has proven to be somebody by one thing: it is a session where they need nothing more. */
export async function enter(tx: Transaction<Tables>, opening: Opening): Promise<Entered> {
  const { now, user } = opening;
  const userId = user.id;
  await lockSecondFactors(tx, { userId });
  const secondFactors = await listSecondFactors(tx, { userId });
  if (secondFactors.length === 0) return { state: 'signed-in', ...(await openSession(tx, opening)) };
  const { token, tokenHash } = createSecretToken();
  const expiresAt = new Date(now.getTime() + PENDING_LIFETIME_MS).toISOString();
  await insertPendingSignIn(tx, { tokenHash, userId, createdAt: now.toISOString(), expiresAt });
  return { state: 'halfway', token, secondFactors, expiresAt };
}
