import { AppError } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { deleteInvite, findOpenInvite } from '../store/invites.ts';
import { auditedRole } from './actor.ts';
import { lockAccounts, requireAllOf, type UserChange } from './lock-user.ts';

/** Its link works no more. */
export async function withdrawInvite(database: Database, change: UserChange): Promise<void> {
  const { actor, correlationId, id, now } = change;
  const at = now.toISOString();
  await database.write(async (tx) => {
    const current = await lockAccounts(tx, actor);
    const invite = await findOpenInvite(tx, { id, now: at });
    if (invite === null) throw inviteNotFound(id);
    requireAllOf(current, invite.role);
    await deleteInvite(tx, invite);
    await appendAudit(tx, {
      at,
      actorId: actor.userId,
      action: 'invite.withdraw',
      subject: `invite:${id}`,
      correlationId,
      details: { email: invite.email, ...auditedRole(invite.role) },
    });
  });
}

function inviteNotFound(id: string): AppError {
  return new AppError(
    'invite-not-found',
    `No open invite has the id ${id}: it has been accepted or withdrawn, or has expired. GET /api/v1/invites lists those that are open.`,
  );
}
