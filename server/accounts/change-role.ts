import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { setUserRole } from '../store/users.ts';
import { accountOf, type Account } from './account.ts';
import type { Role } from './actor.ts';
import { lockUser, requireCurrentAllOf, requireOtherOwner, type UserChange } from './lock-user.ts';
import { withdrawInvitesOf } from './withdraw-invites-of.ts';

/** Holds from the user's next request on: every request reads the role anew. */
export async function changeRole(database: Database, change: UserChange & { role: Role }): Promise<Account> {
  const { actor, id, role, now, correlationId } = change;
  return await database.write(async (tx) => {
    const user = await lockUser(tx, change);
    await requireCurrentAllOf(tx, { actor, role });
    if (user.role === role) return accountOf(user);
    await requireOtherOwner(tx, user);
    await setUserRole(tx, { id, role });
    const invites = await withdrawInvitesOf(tx, { userId: id, role });
    await appendAudit(tx, {
      at: now.toISOString(),
      actorId: actor.userId,
      action: 'user.change-role',
      subject: `user:${id}`,
      correlationId,
      details: { from: user.role, to: role, invites },
    });
    return accountOf({ ...user, role });
  });
}
