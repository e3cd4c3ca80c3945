import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { setUserDisabledAt } from '../store/users.ts';
import { accountOf, type Account } from './account.ts';
import { lockUser, type UserChange } from './lock-user.ts';

/** Lets a deactivated user sign in again. Their old sessions stay ended. */
export async function activateUser(database: Database, change: UserChange): Promise<Account> {
  const { actor, id, now, correlationId } = change;
  return await database.write(async (tx) => {
    const user = await lockUser(tx, change);
    if (user.disabledAt === null) return accountOf(user);
    await setUserDisabledAt(tx, { id, disabledAt: null });
    await appendAudit(tx, {
      at: now.toISOString(),
      actorId: actor.userId,
      action: 'user.activate',
      subject: `user:${id}`,
      correlationId,
      details: {},
    });
    return accountOf({ ...user, disabledAt: null });
  });
}
