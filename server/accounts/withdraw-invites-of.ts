import type { Transaction } from 'kysely';
import { deleteInvite, listOpenInvites } from '../store/invites.ts';
import type { Tables } from '../store/tables.ts';
import { readUser } from '../store/users.ts';
import type { GivenRole } from './actor.ts';
import { can, hasAllOf } from './can.ts';

/**
 * No invite outlasts the right to make it: it would give what its maker cannot give any more. With the role that the user has from now on; null:
 * they may do nothing. Returns how many there were.
 */
export async function withdrawInvitesOf(
  tx: Transaction<Tables>,
  { now, role, userId }: { userId: string; role: GivenRole | null; now: string },
): Promise<number> {
  const actor = role === null ? null : { userId, role };
  const mayInvite = actor !== null && can(actor, 'user.change', { kind: 'installation' });
  const invites = await listOpenInvites(tx, { createdBy: userId, now });
  const ended = invites.filter((invite) => !mayInvite || !hasAllOf(actor, invite.role));
  for (const invite of ended) await deleteInvite(tx, invite);
  return ended.length;
}

/** The same for everybody who has invited somebody, after a role has become another one. */
export async function withdrawUnentitledInvites(
  tx: Transaction<Tables>,
  { now }: { now: string },
): Promise<number> {
  const invites = await listOpenInvites(tx, { now });
  const makers = new Set(invites.flatMap(({ createdBy }) => createdBy ?? []));
  let ended = 0;
  for (const userId of makers) {
    const role = (await readUser(tx, { id: userId }))?.role ?? null;
    ended += await withdrawInvitesOf(tx, { userId, role, now });
  }
  return ended;
}
