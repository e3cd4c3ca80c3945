import type { Kysely } from 'kysely';
import type { StoredInvite } from './account-links.ts';
import type { Tables } from './tables.ts';

/** An invite that can be accepted, with the name of who made it; null: the installation itself. */
export type OpenInvite = StoredInvite & {
  tokenHash: string;
  createdAt: string;
  expiresAt: string;
  invitedBy: string | null;
};

type Search = { now: string; tokenHash?: string; id?: string; email?: string };

/** The newest first. */
export async function listOpenInvites(tx: Kysely<Tables>, search: Search): Promise<OpenInvite[]> {
  const { email, id, now, tokenHash } = search;
  const rows = await tx
    .selectFrom('account_link as link')
    .leftJoin('user', 'user.id', 'link.created_by')
    .select([
      'link.token_hash as tokenHash',
      'link.id',
      'link.email',
      'link.name',
      'link.role',
      'link.created_by as createdBy',
      'link.created_at as createdAt',
      'link.expires_at as expiresAt',
      'user.name as invitedBy',
    ])
    .where('link.purpose', '=', 'invite')
    .where('link.used_at', 'is', null)
    .where('link.expires_at', '>', now)
    .$if(tokenHash !== undefined, (query) => query.where('link.token_hash', '=', tokenHash ?? ''))
    .$if(id !== undefined, (query) => query.where('link.id', '=', id ?? ''))
    .$if(email !== undefined, (query) => query.where('link.email', '=', email ?? ''))
    .orderBy('link.created_at', 'desc')
    .orderBy('link.id', 'desc')
    .execute();
  return rows.flatMap(({ email: to, id: named, role, ...row }) =>
    to === null || named === null || role === null
      ? []
      : [Object.assign(row, { email: to, id: named, role })],
  );
}

/** The one that is open, if there is one. */
export async function findOpenInvite(
  tx: Kysely<Tables>,
  search: Search & ({ tokenHash: string } | { id: string } | { email: string }),
): Promise<OpenInvite | null> {
  const [invite] = await listOpenInvites(tx, search);
  return invite ?? null;
}

export async function deleteInvite(tx: Kysely<Tables>, { tokenHash }: { tokenHash: string }): Promise<void> {
  await tx.deleteFrom('account_link').where('token_hash', '=', tokenHash).execute();
}

/** The unused ones that a user has made, for these roles. Returns how many there were. */
export async function deleteInvitesBy(
  tx: Kysely<Tables>,
  { createdBy, roles }: { createdBy: string; roles: readonly StoredInvite['role'][] },
): Promise<number> {
  if (roles.length === 0) return 0;
  const { numDeletedRows } = await tx
    .deleteFrom('account_link')
    .where('purpose', '=', 'invite')
    .where('used_at', 'is', null)
    .where('created_by', '=', createdBy)
    .where('role', 'in', roles)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
