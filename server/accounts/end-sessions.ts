import type { Transaction } from 'kysely';
import { AppError } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { deleteSessionOf, deleteSessionsOf } from '../store/sessions.ts';
import type { Tables } from '../store/tables.ts';
import { lockUser, type UserChange } from './lock-user.ts';
import { hashToken } from './secret-token.ts';

type OwnChange = {
  userId: string;
  /** Of the session that asks. */
  token: string;
  now: Date;
  correlationId: string | null;
};

/** One of one's own, which may be the one that asks. Returns whether it was. */
export async function endOwnSession(
  database: Database,
  { correlationId, id, now, token, userId }: OwnChange & { id: string },
): Promise<boolean> {
  return await database.write(async (tx) => {
    const tokenHash = await deleteSessionOf(tx, { id, userId });
    if (tokenHash === null) throw sessionNotFound(id);
    await appendEnd(tx, { actorId: userId, id: userId, now, correlationId, sessions: 1 });
    return tokenHash === hashToken(token);
  });
}

/** All of one's own but the one that asks. Returns how many there were. */
export async function endOtherSessions(
  database: Database,
  { correlationId, now, token, userId }: OwnChange,
): Promise<number> {
  return await database.write(async (tx) => {
    const sessions = await deleteSessionsOf(tx, { userId, exceptTokenHash: hashToken(token) });
    await appendEnd(tx, { actorId: userId, id: userId, now, correlationId, sessions });
    return sessions;
  });
}

/** All of somebody's, by who looks after the accounts. Returns how many there were. */
export async function endSessionsOf(database: Database, change: UserChange): Promise<number> {
  const { actor, correlationId, id, now } = change;
  return await database.write(async (tx) => {
    await lockUser(tx, change);
    const sessions = await deleteSessionsOf(tx, { userId: id });
    await appendEnd(tx, { actorId: actor.userId, id, now, correlationId, sessions });
    return sessions;
  });
}

type End = Pick<UserChange, 'id' | 'now' | 'correlationId'> & { actorId: string | null; sessions: number };

async function appendEnd(
  tx: Transaction<Tables>,
  { actorId, correlationId, id, now, sessions }: End,
): Promise<void> {
  if (sessions === 0) return;
  await appendAudit(tx, {
    at: now.toISOString(),
    actorId,
    action: 'user.end-sessions',
    subject: `user:${id}`,
    correlationId,
    details: { sessions },
  });
}

function sessionNotFound(id: string): AppError {
  return new AppError(
    'session-not-found',
    `You have no open session with the id ${id}. GET /api/v1/profile/sessions lists those that you have.`,
  );
}
