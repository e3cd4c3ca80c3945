import { deleteApiTokensOf } from '../store/api-tokens.ts';
import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { deleteSessionsOf } from '../store/sessions.ts';
import { setUserDisabledAt } from '../store/users.ts';
import { accountOf, type Account } from './account.ts';
import { lockUser, requireOtherOwner, type UserChange } from './lock-user.ts';
import { withdrawInvitesOf } from './withdraw-invites-of.ts';

/** Ends all sessions, API tokens and open invites of the user, who keeps the name on what they wrote and can sign in no more. */
export async function deactivateUser(database: Database, change: UserChange): Promise<Account> {
  const { actor, id, now, correlationId } = change;
  return await database.write(async (tx) => {
    const user = await lockUser(tx, change);
    if (user.disabledAt !== null) return accountOf(user);
    await requireOtherOwner(tx, user);
    const disabledAt = now.toISOString();
    await setUserDisabledAt(tx, { id, disabledAt });
    const sessions = await deleteSessionsOf(tx, { userId: id });
    const tokens = await deleteApiTokensOf(tx, { userId: id });
    const invites = await withdrawInvitesOf(tx, { userId: id, role: null, now: disabledAt });
    await appendAudit(tx, {
      at: disabledAt,
      actorId: actor.userId,
      action: 'user.deactivate',
      subject: `user:${id}`,
      correlationId,
      details: { sessions, tokens, invites },
    });
    return accountOf({ ...user, disabledAt });
  });
}
