import type { Database } from '../store/database.ts';
import { readSessions } from '../store/sessions.ts';
import type { Actor } from './actor.ts';
import { hasEnded } from './session-lifetime.ts';

/** Who bears these sessions now, by the hash of the token; those that have ended, or are good for nothing but setting up a second factor, are not in it. It does not count as using them. */
export async function openSessions(
  database: Database,
  { now, tokenHashes }: { tokenHashes: readonly string[]; now: Date },
): Promise<ReadonlyMap<string, Actor>> {
  const sessions = await readSessions(database.db, { tokenHashes });
  return new Map(
    sessions
      .filter((session) => !hasEnded(session, now) && session.user.disabledAt === null && !session.mustEnrol)
      .map(({ tokenHash, user: { id, role } }) => [tokenHash, { userId: id, role }]),
  );
}
