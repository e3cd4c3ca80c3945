import { AppError } from '../errors.ts';
import { useAccountLink } from '../store/account-links.ts';
import { appendAudit } from '../store/audit.ts';
import { isUniqueViolation } from '../store/constraint-errors.ts';
import type { Database } from '../store/database.ts';
import { findOpenInvite } from '../store/invites.ts';
import { lockDecision } from '../store/locks.ts';
import { newId } from '../store/new-id.ts';
import { findUserByEmail, insertUser } from '../store/users.ts';
import { accountUserOf } from './account-user.ts';
import { auditedRole } from './actor.ts';
import { emailTaken, INVITE_PURPOSE, inviteNotValid } from './invite.ts';
import { openSession, type Client, type SignedIn } from './open-session.ts';
import { OWNER_DECISION } from './owner-link.ts';
import { hashPassword, passwordIssues } from './password.ts';
import { personNameIssues } from './person-name.ts';
import { hashToken } from './secret-token.ts';

export type InviteAcceptance = {
  token: string;
  name: string;
  password: string;
  client: Client;
  now: Date;
  correlationId: string | null;
};

/** Makes the account that somebody was invited to and signs them in, once. */
export async function acceptInvite(database: Database, acceptance: InviteAcceptance): Promise<SignedIn> {
  const { client, correlationId, now, password } = acceptance;
  const at = now.toISOString();
  const link = { tokenHash: hashToken(acceptance.token), purpose: INVITE_PURPOSE, now: at } as const;
  // Looked at before the slow hash as well: a stranger without a link must not make the server work.
  const invite = await findOpenInvite(database.db, link);
  if (invite === null) throw inviteNotValid();
  const { email, role } = invite;
  const created = { id: newId(), email, name: checkedName(acceptance, email), role };
  const user = accountUserOf(created);
  const passwordHash = await hashPassword(password);
  try {
    return await database.write(async (tx) => {
      // After whoever withdraws it, or takes from its maker the right to invite.
      await lockDecision(tx, OWNER_DECISION);
      if ((await useAccountLink(tx, link)) === null) throw inviteNotValid();
      if ((await findUserByEmail(tx, { email })) !== null) throw emailTaken(email);
      await insertUser(tx, { ...created, passwordHash, createdAt: at });
      await appendAudit(tx, {
        at,
        actorId: user.id,
        action: 'invite.accept',
        subject: `user:${user.id}`,
        correlationId,
        details: { invite: invite.id, invitedBy: invite.createdBy, ...auditedRole(role) },
      });
      return await openSession(tx, { user, client, now, mailing: null, correlationId });
    });
  } catch (error) {
    // Somebody has changed theirs to it meanwhile, which waits for no decision.
    throw isUniqueViolation(error) ? emailTaken(email) : error;
  }
}

function checkedName({ name, password }: InviteAcceptance, email: string): string {
  const trimmed = name.trim();
  const issues = [...personNameIssues(trimmed), ...passwordIssues(password, email)];
  if (issues.length === 0) return trimmed;
  throw new AppError('invalid-input', 'The account was not made. Mend what is named and send it again.', {
    issues,
  });
}
