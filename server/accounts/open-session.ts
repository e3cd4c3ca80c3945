import type { Transaction } from 'kysely';
import { rememberClient } from '../store/known-clients.ts';
import { insertSession } from '../store/sessions.ts';
import type { Tables } from '../store/tables.ts';
import { newId } from '../store/new-id.ts';
import type { AccountUser } from './account-user.ts';
import { hashClient } from './client-hash.ts';
import type { Mailing } from './mailing.ts';
import { createSecretToken } from './secret-token.ts';
import { SESSION_ABSOLUTE_LIMIT_MS } from './session-lifetime.ts';

/** Where somebody signs in from: shown to them in the list of their sessions. */
export type Client = { address: string | null; userAgent: string | null };

/** The token belongs into the cookie and nowhere else. */
export type SignedIn = { token: string; user: AccountUser; expiresAt: string };

/** Longer ones are not browsers. */
const USER_AGENT_MAX_CHARACTERS = 300;

export type Opening = {
  user: AccountUser;
  client: Client;
  now: Date;
  /** By which the user hears of a sign-in from where they have not been seen; null: they have just made the account. */
  mailing: Mailing | null;
  correlationId: string | null;
};

export async function openSession(tx: Transaction<Tables>, opening: Opening): Promise<SignedIn> {
  const { client, now, user } = opening;
  const { token, tokenHash } = createSecretToken();
  const expiresAt = new Date(now.getTime() + SESSION_ABSOLUTE_LIMIT_MS).toISOString();
  const userAgent = client.userAgent?.slice(0, USER_AGENT_MAX_CHARACTERS).toWellFormed() ?? null;
  await insertSession(tx, {
    id: newId(),
    tokenHash,
    userId: user.id,
    createdAt: now.toISOString(),
    lastSeenAt: now.toISOString(),
    expiresAt,
    userAgent,
    address: client.address,
  });
  await tellOfNewClient(tx, opening, { ...client, userAgent });
  return { token, user, expiresAt };
}

async function tellOfNewClient(
  tx: Transaction<Tables>,
  { correlationId, mailing, now, user }: Opening,
  client: Client,
): Promise<void> {
  const seenAt = now.toISOString();
  const known = { userId: user.id, clientHash: hashClient(client, { userId: user.id }), seenAt };
  if ((await rememberClient(tx, known)) || mailing === null) return;
  const message = { to: user.email, locale: mailing.locale, now: seenAt, correlationId };
  await mailing.mail.sendNewSignIn(tx, { ...message, ...client, at: seenAt });
}
