import { readApiToken, readApiTokenHash } from '../store/api-tokens.ts';
import type { Database } from '../store/database.ts';
import { readSession, readSessionHash } from '../store/sessions.ts';
import type { Actor } from './actor.ts';
import { openSessions } from './open-sessions.ts';
import { hashToken } from './secret-token.ts';

/** By what somebody looks at a preview: the id of a session, of an API token, or of a link that was made for people without an account. */
export type TicketHolder = { kind: 'session' | 'token' | 'link'; id: string };

/** Of whoever asks now. */
export async function ticketHolderOf(
  database: Database,
  { actor, token }: { actor: Actor; token: string | null },
): Promise<TicketHolder | null> {
  if (actor.token !== undefined) return { kind: 'token', id: actor.token.id };
  const session = token === null ? null : await readSession(database.db, { tokenHash: hashToken(token) });
  return session === null ? null : { kind: 'session', id: session.id };
}

/** Who they are now; null once they have signed out, their token was deleted, or they may not sign in any more. */
export async function actorOfHolder(
  database: Database,
  { holder: { id, kind }, now }: { holder: TicketHolder; now: Date },
): Promise<Actor | null> {
  if (kind === 'session') {
    const tokenHash = await readSessionHash(database.db, { id });
    if (tokenHash === null) return null;
    return (await openSessions(database, { tokenHashes: [tokenHash], now })).get(tokenHash) ?? null;
  }
  const tokenHash = await readApiTokenHash(database.db, { id });
  const token = tokenHash === null ? null : await readApiToken(database.db, { tokenHash });
  if (token === null || token.user.disabledAt !== null || token.mustEnrol) return null;
  if (token.expiresAt !== null && token.expiresAt <= now.toISOString()) return null;
  return { userId: token.user.id, role: token.user.role, token: { id: token.id, name: token.name } };
}
