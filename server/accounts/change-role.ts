import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { setUserRole } from '../store/users.ts';
import { accountOf, type Account } from './account.ts';
import { roleKey } from './actor.ts';
import { findRole } from './find-role.ts';
import { lockUser, requireCurrentAllOf, requireOtherOwner, type UserChange } from './lock-user.ts';
import { withdrawInvitesOf } from './withdraw-invites-of.ts';

/** Holds from the user's next request on: every request reads the role anew. */
export async function changeRole(
  database: Database,
  change: UserChange & { /** `editor`, or the id of a role that the site has made. */ role: string },
): Promise<Account> {
  const { actor, id, now, correlationId } = change;
  return await database.write(async (tx) => {
    const user = await lockUser(tx, change);
    const role = await findRole(tx, change);
    await requireCurrentAllOf(tx, { actor, role });
    if (roleKey(user.role) === roleKey(role)) return accountOf(user);
    await requireOtherOwner(tx, user);
    await setUserRole(tx, { id, role });
    const invites = await withdrawInvitesOf(tx, { userId: id, role, now: now.toISOString() });
    await appendAudit(tx, {
      at: now.toISOString(),
      actorId: actor.userId,
      action: 'user.change-role',
      subject: `user:${id}`,
      correlationId,
      details: { from: roleKey(user.role), to: roleKey(role), invites },
    });
    return accountOf({ ...user, role });
  });
}
