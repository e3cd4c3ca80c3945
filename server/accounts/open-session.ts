import type { Transaction } from 'kysely';
import { insertSession } from '../store/sessions.ts';
import type { Tables } from '../store/tables.ts';
import type { AccountUser } from './account-user.ts';
import { createSecretToken } from './secret-token.ts';
import { SESSION_ABSOLUTE_LIMIT_MS } from './session-lifetime.ts';

/** Where somebody signs in from: shown to them in the list of their sessions. */
export type Client = { address: string | null; userAgent: string | null };

/** The token belongs into the cookie and nowhere else. */
export type SignedIn = { token: string; user: AccountUser; expiresAt: string };

/** Longer ones are not browsers. */
const USER_AGENT_MAX_CHARACTERS = 300;

export async function openSession(
  tx: Transaction<Tables>,
  { user, client, now }: { user: AccountUser; client: Client; now: Date },
): Promise<SignedIn> {
  const { token, tokenHash } = createSecretToken();
  const expiresAt = new Date(now.getTime() + SESSION_ABSOLUTE_LIMIT_MS).toISOString();
  await insertSession(tx, {
    tokenHash,
    userId: user.id,
    createdAt: now.toISOString(),
    lastSeenAt: now.toISOString(),
    expiresAt,
    userAgent: client.userAgent?.slice(0, USER_AGENT_MAX_CHARACTERS).toWellFormed() ?? null,
    address: client.address,
  });
  return { token, user, expiresAt };
}
