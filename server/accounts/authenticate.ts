import type { Database } from '../store/database.ts';
import { deleteSession, readSession, touchSession } from '../store/sessions.ts';
import { accountUserOf, type AccountUser } from './account-user.ts';
import type { Actor } from './actor.ts';
import { hashToken } from './secret-token.ts';
import { hasEnded, LAST_SEEN_GRAIN_MS } from './session-lifetime.ts';

export type Authenticated = {
  user: AccountUser;
  actor: Actor;
  expiresAt: string;
  /** They must have a second factor and have none: they may set one up, and nothing else. */
  mustEnrol: boolean;
};

/** Who bears this token; null if its session has ended, or its user may no longer sign in. */
export async function authenticate(
  database: Database,
  { token, now }: { token: string; now: Date },
): Promise<Authenticated | null> {
  const tokenHash = hashToken(token);
  const session = await readSession(database.db, { tokenHash });
  if (session === null) return null;
  const { expiresAt, mustEnrol, user } = session;
  if (hasEnded(session, now) || user.disabledAt !== null) {
    // Deleted, and not only refused: it must not come back when the user is enabled again.
    await database.write((tx) => deleteSession(tx, { tokenHash }));
    return null;
  }
  if (now.getTime() - Date.parse(session.lastSeenAt) >= LAST_SEEN_GRAIN_MS) {
    await database.write((tx) => touchSession(tx, { tokenHash, lastSeenAt: now.toISOString(), expiresAt }));
  }
  return { user: accountUserOf(user), actor: { userId: user.id, role: user.role }, expiresAt, mustEnrol };
}
