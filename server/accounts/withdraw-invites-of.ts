import type { Transaction } from 'kysely';
import { deleteInvitesBy } from '../store/invites.ts';
import type { Tables } from '../store/tables.ts';
import { ROLES, type Role } from './actor.ts';
import { can, hasAllOf } from './can.ts';

/**
 * No invite outlasts the right to make it: it would give what its maker cannot give any more. With the role that the user has from now on; null:
 * they may do nothing. Returns how many there were.
 */
export async function withdrawInvitesOf(
  tx: Transaction<Tables>,
  { userId, role }: { userId: string; role: Role | null },
): Promise<number> {
  const actor = role === null ? null : { userId, role };
  const mayInvite = actor !== null && can(actor, 'user.change', { kind: 'installation' });
  const roles = mayInvite ? ROLES.filter((given) => !hasAllOf(actor, given)) : ROLES;
  return await deleteInvitesBy(tx, { createdBy: userId, roles });
}
