import type { Kysely } from 'kysely';
import type { CustomRole, Role } from '../../model/permission.ts';
import type { AccountLinkTable } from './account-tables.ts';
import { roleColumns } from './roles.ts';
import type { Tables } from './tables.ts';

type Purpose = AccountLinkTable['purpose'];

/** A link that makes or opens an account, once. */
export type StoredAccountLink = {
  /** SHA-256 of the token in the link. */
  tokenHash: string;
  purpose: Purpose;
  /** Whose account it opens; null where it makes one. */
  userId: string | null;
  createdAt: string;
  expiresAt: string;
};

/** Whom an invite lets in. */
export type StoredInvite = {
  id: string;
  /** Lower case. */
  email: string;
  name: string | null;
  role: Role | CustomRole;
  createdBy: string | null;
};

type NamedLink = { tokenHash: string; purpose: Purpose; now: string };

export async function insertAccountLink(
  tx: Kysely<Tables>,
  link: StoredAccountLink & { invite?: StoredInvite },
): Promise<void> {
  const { invite } = link;
  await tx
    .insertInto('account_link')
    .values({
      token_hash: link.tokenHash,
      purpose: link.purpose,
      user_id: link.userId,
      created_at: link.createdAt,
      expires_at: link.expiresAt,
      used_at: null,
      id: invite?.id ?? null,
      email: invite?.email ?? null,
      name: invite?.name ?? null,
      ...(invite === undefined ? { role: null, role_id: null } : roleColumns(invite.role)),
      created_by: invite?.createdBy ?? null,
    })
    .execute();
}

/** Marks the link as used and returns it; null if it is unknown, used or expired. Of two that come at once, one gets it. */
export async function useAccountLink(
  tx: Kysely<Tables>,
  { tokenHash, purpose, now }: NamedLink,
): Promise<StoredAccountLink | null> {
  const row = await tx
    .updateTable('account_link')
    .set({ used_at: now })
    .where('token_hash', '=', tokenHash)
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning([
      'token_hash as tokenHash',
      'purpose',
      'user_id as userId',
      'created_at as createdAt',
      'expires_at as expiresAt',
    ])
    .executeTakeFirst();
  return row ?? null;
}

/** The links that a new one replaces, or that have lost their sense: of one user, or all of the purpose. */
export async function deleteUnusedLinks(
  tx: Kysely<Tables>,
  { purpose, userId }: { purpose: Purpose; userId?: string },
): Promise<void> {
  await tx
    .deleteFrom('account_link')
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .$if(userId !== undefined, (query) => query.where('user_id', '=', userId ?? ''))
    .execute();
}

/** What is past its time, used or not. Returns how many there were. */
export async function deleteExpiredLinks(
  tx: Kysely<Tables>,
  { before }: { before: string },
): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('account_link')
    .where('expires_at', '<=', before)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Until when the link may be used, and by whom; null if it is unknown, used or expired. */
export async function readOpenLink(
  tx: Kysely<Tables>,
  { tokenHash, purpose, now }: NamedLink,
): Promise<{ userId: string | null; expiresAt: string } | null> {
  const row = await tx
    .selectFrom('account_link')
    .select(['user_id as userId', 'expires_at as expiresAt'])
    .where('token_hash', '=', tokenHash)
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row ?? null;
}

/** How many links of a user can be used now. */
export async function countOpenLinks(
  tx: Kysely<Tables>,
  { userId, purpose, now }: { userId: string; purpose: Purpose; now: string },
): Promise<number> {
  const { count } = await tx
    .selectFrom('account_link')
    .select((expression) => expression.fn.countAll<number | string>().as('count'))
    .where('user_id', '=', userId)
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow();
  return Number(count);
}
