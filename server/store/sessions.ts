import type { Kysely } from 'kysely';
import { compileOnce } from './compile-once.ts';
import { deletePasskeyChallengesOf } from './passkey-challenges.ts';
import { deletePendingSignInsOf } from './pending-sign-ins.ts';
import { lacksSecondFactor, secondFactorColumns } from './sign-in-policy.ts';
import type { Tables } from './tables.ts';
import { roleOf } from './roles.ts';
import { USER_ROLE, type StoredUser } from './users.ts';

export type StoredSession = {
  /** By which its user knows it: it opens nothing. */
  id: string;
  /** SHA-256 of the token in the cookie. */
  tokenHash: string;
  userId: string;
  createdAt: string;
  lastSeenAt: string;
  expiresAt: string;
  userAgent: string | null;
  address: string | null;
};

export async function insertSession(tx: Kysely<Tables>, session: StoredSession): Promise<void> {
  await tx
    .insertInto('session')
    .values({
      id: session.id,
      token_hash: session.tokenHash,
      user_id: session.userId,
      created_at: session.createdAt,
      last_seen_at: session.lastSeenAt,
      expires_at: session.expiresAt,
      user_agent: session.userAgent,
      address: session.address,
    })
    .execute();
}

/** The session with its user, whether or not it has expired and the user is disabled. */
export async function readSession(
  tx: Kysely<Tables>,
  { tokenHash }: { tokenHash: string },
): Promise<SessionWithUser | null> {
  const [session] = await readSessions(tx, { tokenHashes: [tokenHash] });
  return session ?? null;
}

/** Of the session that its user knows by this id. */
export async function readSessionHash(tx: Kysely<Tables>, { id }: { id: string }): Promise<string | null> {
  const [row] = (await selectSessionHash(tx, { id })).rows;
  return row?.token_hash ?? null;
}

const selectSessionHash = compileOnce((db, { id }: { id: string }) =>
  db.selectFrom('session').select('token_hash').where('id', '=', id),
);

/** Those of them that are there. */
export async function readSessions(
  tx: Kysely<Tables>,
  { tokenHashes }: { tokenHashes: readonly string[] },
): Promise<SessionWithUser[]> {
  if (tokenHashes.length === 0) return [];
  const { rows } = await selectSessions(tx, { tokenHashes });
  return rows.map((row) => {
    const { disabledAt, email, name, role, roleGrants, roleId, roleName, userCreatedAt, ...more } = row;
    const { secondFactorRoles, secondFactors, ...session } = more;
    const held = roleOf({ role, roleGrants, roleId, roleName });
    const user = { id: session.userId, email, name, role: held, createdAt: userCreatedAt, disabledAt };
    const mustEnrol = lacksSecondFactor({ role, roleId, secondFactorRoles, secondFactors });
    return Object.assign(session, { user, mustEnrol });
  });
}

const selectSessions = compileOnce((db, { tokenHashes }: { tokenHashes: readonly string[] }) =>
  db
    .selectFrom('session')
    .innerJoin('user', 'user.id', 'session.user_id')
    .leftJoin('role', 'role.id', 'user.role_id')
    .select([
      'session.id',
      'session.token_hash as tokenHash',
      'session.user_id as userId',
      'session.created_at as createdAt',
      'session.last_seen_at as lastSeenAt',
      'session.expires_at as expiresAt',
      'session.user_agent as userAgent',
      'session.address',
      'user.email',
      'user.name',
      ...USER_ROLE,
      'user.created_at as userCreatedAt',
      'user.disabled_at as disabledAt',
      ...secondFactorColumns,
    ])
    .where('session.token_hash', 'in', tokenHashes),
);

export type SessionWithUser = StoredSession & {
  user: Omit<StoredUser, 'passwordHash'>;
  /** A second factor is asked of the user, who has none. */
  mustEnrol: boolean;
};

/** A user's, the one that was used last first. */
export async function listSessionsOf(
  tx: Kysely<Tables>,
  { userId }: { userId: string },
): Promise<StoredSession[]> {
  return await tx
    .selectFrom('session')
    .select([
      'id',
      'token_hash as tokenHash',
      'user_id as userId',
      'created_at as createdAt',
      'last_seen_at as lastSeenAt',
      'expires_at as expiresAt',
      'user_agent as userAgent',
      'address',
    ])
    .where('user_id', '=', userId)
    .orderBy('last_seen_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
}

/** One of a user's. Returns the hash of its token; null if the user has no such session. */
export async function deleteSessionOf(
  tx: Kysely<Tables>,
  { id, userId }: { id: string; userId: string },
): Promise<string | null> {
  const row = await tx
    .deleteFrom('session')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .returning('token_hash as tokenHash')
    .executeTakeFirst();
  return row?.tokenHash ?? null;
}

export async function touchSession(
  tx: Kysely<Tables>,
  { tokenHash, lastSeenAt, expiresAt }: Pick<StoredSession, 'tokenHash' | 'lastSeenAt' | 'expiresAt'>,
): Promise<void> {
  await tx
    .updateTable('session')
    .set({ last_seen_at: lastSeenAt, expires_at: expiresAt })
    .where('token_hash', '=', tokenHash)
    .execute();
}

export async function deleteSession(
  tx: Kysely<Tables>,
  { tokenHash }: { tokenHash: string },
): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('session')
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** All of a user's, but for the one that is named to stay, and whoever is halfway to another or to another passkey. Returns how many there were. */
export async function deleteSessionsOf(
  tx: Kysely<Tables>,
  { userId, exceptTokenHash = null }: { userId: string; exceptTokenHash?: string | null },
): Promise<number> {
  await deletePendingSignInsOf(tx, { userId });
  await deletePasskeyChallengesOf(tx, { userId });
  const { numDeletedRows } = await tx
    .deleteFrom('session')
    .where('user_id', '=', userId)
    .$if(exceptTokenHash !== null, (query) => query.where('token_hash', '!=', exceptTokenHash ?? ''))
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Returns how many there were. */
export async function deleteExpiredSessions(tx: Kysely<Tables>, { now }: { now: string }): Promise<number> {
  const { numDeletedRows } = await tx.deleteFrom('session').where('expires_at', '<=', now).executeTakeFirst();
  return Number(numDeletedRows);
}
