import type { Database } from '../store/database.ts';
import { listSessionsOf } from '../store/sessions.ts';
import { hashToken } from './secret-token.ts';
import { hasEnded } from './session-lifetime.ts';

/** A session as its user sees it. The id opens nothing. */
export type OwnSession = {
  id: string;
  createdAt: string;
  lastSeenAt: string;
  expiresAt: string;
  userAgent: string | null;
  address: string | null;
  isCurrent: boolean;
};

/** Those that are open, the one that was used last first. */
export async function listOwnSessions(
  database: Database,
  { userId, token, now }: { userId: string; token: string; now: Date },
): Promise<OwnSession[]> {
  const current = hashToken(token);
  const sessions = await listSessionsOf(database.db, { userId });
  return sessions
    .filter((session) => !hasEnded(session, now))
    .map(({ address, createdAt, expiresAt, id, lastSeenAt, tokenHash, userAgent }) => {
      const isCurrent = tokenHash === current;
      return { id, createdAt, lastSeenAt, expiresAt, userAgent, address, isCurrent };
    });
}
