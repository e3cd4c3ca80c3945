import type { Kysely } from 'kysely';
import { compileOnce } from './compile-once.ts';
import { decodeList, encodeList } from './json.ts';
import { lacksSecondFactor, secondFactorColumns } from './sign-in-policy.ts';
import type { Tables } from './tables.ts';
import { roleOf } from './roles.ts';
import { USER_ROLE, type StoredUser } from './users.ts';

export type StoredApiToken = {
  id: string;
  userId: string;
  /** SHA-256 of the token. */
  tokenHash: string;
  name: string;
  scopes: string[];
  createdAt: string;
  /** Null: it does not expire. */
  expiresAt: string | null;
  lastUsedAt: string | null;
};

export async function insertApiToken(
  tx: Kysely<Tables>,
  token: Omit<StoredApiToken, 'lastUsedAt'>,
): Promise<void> {
  await tx
    .insertInto('api_token')
    .values({
      id: token.id,
      user_id: token.userId,
      token_hash: token.tokenHash,
      name: token.name,
      scopes: encodeList(token.scopes),
      created_at: token.createdAt,
      expires_at: token.expiresAt,
      last_used_at: null,
    })
    .execute();
}

export type ApiTokenWithUser = Pick<StoredApiToken, 'id' | 'name' | 'scopes' | 'expiresAt' | 'lastUsedAt'> & {
  user: Pick<StoredUser, 'id' | 'email' | 'name' | 'role' | 'disabledAt'>;
  /** A second factor is asked of the user, who has none. */
  mustEnrol: boolean;
};

/** The token with its user, whether or not it has expired and the user is disabled. */
export async function readApiToken(
  tx: Kysely<Tables>,
  { tokenHash }: { tokenHash: string },
): Promise<ApiTokenWithUser | null> {
  const [row] = (await selectApiToken(tx, { tokenHash })).rows;
  if (row === undefined) return null;
  const { disabledAt, email, expiresAt, id, lastUsedAt, scopes, tokenName, userId, userName } = row;
  const user = { id: userId, email, name: userName, role: roleOf(row), disabledAt };
  const mustEnrol = lacksSecondFactor(row);
  return { id, name: tokenName, scopes: decodeList(scopes), expiresAt, lastUsedAt, user, mustEnrol };
}

const selectApiToken = compileOnce((db, { tokenHash }: { tokenHash: string }) =>
  db
    .selectFrom('api_token')
    .innerJoin('user', 'user.id', 'api_token.user_id')
    .leftJoin('role', 'role.id', 'user.role_id')
    .select([
      'api_token.id',
      'api_token.name as tokenName',
      'api_token.scopes',
      'api_token.expires_at as expiresAt',
      'api_token.last_used_at as lastUsedAt',
      'api_token.user_id as userId',
      'user.email',
      'user.name as userName',
      ...USER_ROLE,
      'user.disabled_at as disabledAt',
      ...secondFactorColumns,
    ])
    .where('api_token.token_hash', '=', tokenHash),
);

/** Of the token that its user knows by this id. */
export async function readApiTokenHash(tx: Kysely<Tables>, { id }: { id: string }): Promise<string | null> {
  const row = await tx.selectFrom('api_token').select('token_hash').where('id', '=', id).executeTakeFirst();
  return row?.token_hash ?? null;
}

/** A user's, the newest first. */
export async function listApiTokensOf(
  tx: Kysely<Tables>,
  { userId }: { userId: string },
): Promise<Omit<StoredApiToken, 'tokenHash'>[]> {
  const rows = await tx
    .selectFrom('api_token')
    .select([
      'id',
      'user_id as userId',
      'name',
      'scopes',
      'created_at as createdAt',
      'expires_at as expiresAt',
      'last_used_at as lastUsedAt',
    ])
    .where('user_id', '=', userId)
    .orderBy('id', 'desc')
    .execute();
  return rows.map((row) => Object.assign(row, { scopes: decodeList(row.scopes) }));
}

export async function touchApiToken(
  tx: Kysely<Tables>,
  { id, lastUsedAt }: { id: string; lastUsedAt: string },
): Promise<void> {
  await tx.updateTable('api_token').set({ last_used_at: lastUsedAt }).where('id', '=', id).execute();
}

/** One of a user's. Returns its name; null if the user has no such token. */
export async function deleteApiTokenOf(
  tx: Kysely<Tables>,
  { id, userId }: { id: string; userId: string },
): Promise<string | null> {
  const row = await tx
    .deleteFrom('api_token')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .returning('name')
    .executeTakeFirst();
  return row?.name ?? null;
}

/** All of a user's. Returns how many there were. */
export async function deleteApiTokensOf(tx: Kysely<Tables>, { userId }: { userId: string }): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('api_token')
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
