import { AppError } from '../errors.ts';
import { insertAccountLink } from '../store/account-links.ts';
import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { deleteInvite, findOpenInvite } from '../store/invites.ts';
import { newId } from '../store/new-id.ts';
import { findUserByEmail, readUser } from '../store/users.ts';
import { namedRole } from './account-user.ts';
import { auditedRole, type Actor } from './actor.ts';
import { emailIssues, normalizeEmail } from './email-address.ts';
import { emailTaken, INVITE_LIFETIME_MS, INVITE_PURPOSE, type Invite } from './invite.ts';
import { lockAccounts, requireAllOf } from './lock-user.ts';
import type { MailGuard } from './mail-guard.ts';
import { findRole } from './find-role.ts';
import { linkTo, type Mailing } from './mailing.ts';
import { personNameIssues } from './person-name.ts';
import { createSecretToken } from './secret-token.ts';

export type NewInvite = {
  actor: Actor;
  email: string;
  name?: string | undefined;
  /** `editor`, or the id of a role that the site has made. */
  role: string;
  guard: MailGuard;
  mailing: Mailing;
  now: Date;
  correlationId: string | null;
};

/**
 * Where no mail is sent, the link is for whoever invites to pass on: what it allows they may give, and nobody else gets to see it. Null where a mail
 * brings it.
 */
export type CreatedInvite = Invite & { link: string | null };

/** Sends somebody a link with which they make their account. A new one takes the place of an older one to the same address. */
export async function createInvite(database: Database, order: NewInvite): Promise<CreatedInvite> {
  const { actor, correlationId, mailing, now } = order;
  if (actor.userId !== null) await order.guard.admitInvite({ userId: actor.userId, now });
  const { email, name } = checkedPerson(order);
  const { token, tokenHash } = createSecretToken();
  const id = newId();
  const at = now.toISOString();
  const expiresAt = new Date(now.getTime() + INVITE_LIFETIME_MS).toISOString();
  return await database.write(async (tx) => {
    const inviter = await lockAccounts(tx, actor);
    const role = await findRole(tx, order);
    requireAllOf(inviter, role);
    if ((await findUserByEmail(tx, { email })) !== null) throw emailTaken(email);
    const older = await findOpenInvite(tx, { email, now: at });
    if (older !== null) {
      requireAllOf(inviter, older.role);
      await deleteInvite(tx, older);
    }
    const stored = { tokenHash, purpose: INVITE_PURPOSE, userId: null, createdAt: at, expiresAt } as const;
    await insertAccountLink(tx, { ...stored, invite: { id, email, name, role, createdBy: actor.userId } });
    await appendAudit(tx, {
      at,
      actorId: actor.userId,
      action: 'invite.create',
      subject: `invite:${id}`,
      correlationId,
      details: { email, ...auditedRole(role) },
    });
    const user = actor.userId === null ? null : await readUser(tx, { id: actor.userId });
    const invitedBy = user?.name ?? null;
    const link = linkTo(mailing, { page: 'invite', token });
    await mailing.mail.sendInvite(tx, {
      to: email,
      locale: mailing.locale,
      now: at,
      correlationId,
      link,
      expiresAt,
      invitedBy,
    });
    return {
      id,
      email,
      name,
      ...namedRole(role),
      invitedBy,
      createdAt: at,
      expiresAt,
      link: mailing.hasServer ? null : link,
    };
  });
}

function checkedPerson(order: NewInvite): { email: string; name: string | null } {
  const email = normalizeEmail(order.email);
  const name = order.name?.trim() ?? null;
  const issues = [...emailIssues(email), ...(name === null ? [] : personNameIssues(name))];
  if (issues.length === 0) return { email, name };
  throw new AppError('invalid-input', 'Nobody was invited. Mend what is named and send it again.', {
    issues,
  });
}
