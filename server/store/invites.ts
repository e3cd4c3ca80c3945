import type { Kysely } from 'kysely';
import type { StoredInvite } from './account-links.ts';
import { roleOf } from './roles.ts';
import type { Tables } from './tables.ts';

/** An invite that can be accepted, with the name of who made it; null: the installation itself. */
export type OpenInvite = StoredInvite & {
  tokenHash: string;
  createdAt: string;
  expiresAt: string;
  invitedBy: string | null;
};

type Search = { now: string; tokenHash?: string; id?: string; email?: string; createdBy?: string };

/** The newest first. */
export async function listOpenInvites(tx: Kysely<Tables>, search: Search): Promise<OpenInvite[]> {
  const { createdBy, email, id, now, tokenHash } = search;
  const rows = await tx
    .selectFrom('account_link as link')
    .leftJoin('user', 'user.id', 'link.created_by')
    .leftJoin('role', 'role.id', 'link.role_id')
    .select([
      'link.token_hash as tokenHash',
      'link.id',
      'link.email',
      'link.name',
      'link.role',
      'link.role_id as roleId',
      'role.name as roleName',
      'role.grants as roleGrants',
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
    .$if(createdBy !== undefined, (query) => query.where('link.created_by', '=', createdBy ?? ''))
    .orderBy('link.created_at', 'desc')
    .orderBy('link.id', 'desc')
    .execute();
  return rows.flatMap(({ email: to, id: named, role, roleGrants, roleId, roleName, ...row }) => {
    if (to === null || named === null || role === null) return [];
    const given = roleOf({ role, roleGrants, roleId, roleName });
    return [Object.assign(row, { email: to, id: named, role: given })];
  });
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
