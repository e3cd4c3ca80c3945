import { AppError } from '../errors.ts';
import { readOpenLink, useAccountLink } from '../store/account-links.ts';
import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { newId } from '../store/new-id.ts';
import { lockDecision } from '../store/locks.ts';
import { hasOwner, insertUser } from '../store/users.ts';
import { accountUserOf } from './account-user.ts';
import { emailIssues, normalizeEmail } from './email-address.ts';
import { openSession, type Client, type SignedIn } from './open-session.ts';
import { OWNER_DECISION, OWNER_LINK_PURPOSE } from './owner-link.ts';
import { hashPassword, passwordIssues } from './password.ts';
import { personNameIssues } from './person-name.ts';
import { hashToken } from './secret-token.ts';

export type OwnerLinkAcceptance = {
  token: string;
  email: string;
  name: string;
  password: string;
  client: Client;
  now: Date;
  correlationId: string | null;
};

/** Makes the owner's account and signs them in. Of two at once, one becomes the owner. */
export async function acceptOwnerLink(
  database: Database,
  acceptance: OwnerLinkAcceptance,
): Promise<SignedIn> {
  const at = acceptance.now.toISOString();
  const link = { tokenHash: hashToken(acceptance.token), purpose: OWNER_LINK_PURPOSE, now: at } as const;
  // Looked at before the slow hash as well: a stranger without a link must not make the server work.
  if ((await readOpenLink(database.db, link)) === null) throw linkNotValid();
  const { created, password } = checkedUser(acceptance);
  const user = accountUserOf(created);
  const passwordHash = await hashPassword(password);
  return await database.write(async (tx) => {
    await lockDecision(tx, OWNER_DECISION);
    if ((await useAccountLink(tx, link)) === null || (await hasOwner(tx))) throw linkNotValid();
    await insertUser(tx, { ...created, passwordHash, createdAt: at });
    await appendAudit(tx, {
      at,
      actorId: user.id,
      action: 'owner.create',
      subject: `user:${user.id}`,
      correlationId: acceptance.correlationId,
      details: {},
    });
    const { client, correlationId, now } = acceptance;
    return await openSession(tx, { user, client, now, mailing: null, correlationId });
  });
}

function checkedUser(acceptance: OwnerLinkAcceptance) {
  const { password } = acceptance;
  const email = normalizeEmail(acceptance.email);
  const name = acceptance.name.trim();
  const issues = [...emailIssues(email), ...personNameIssues(name), ...passwordIssues(password, email)];
  if (issues.length > 0) {
    throw new AppError('invalid-input', 'The account was not made. Mend what is named and send it again.', {
      issues,
    });
  }
  return { created: { id: newId(), email, name, role: 'owner' } as const, password };
}

function linkNotValid(): AppError {
  return new AppError(
    'link-not-valid',
    'This link has been used, was replaced by a newer one, or is older than a day. If you have an account, sign in; if there is none yet, start Stillpress again to get a new link.',
  );
}
