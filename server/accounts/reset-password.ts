import { AppError } from '../errors.ts';
import { deleteUnusedLinks, readOpenLink, useAccountLink } from '../store/account-links.ts';
import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { deleteSessionsOf } from '../store/sessions.ts';
import { readUser, setUserPassword, type StoredUser } from '../store/users.ts';
import { accountUserOf } from './account-user.ts';
import { enter, type Entered } from './enter.ts';
import type { Mailing } from './mailing.ts';
import type { Client } from './open-session.ts';
import { hashPassword, passwordIssues } from './password.ts';
import { RESET_PURPOSE, resetNotValid } from './reset-link.ts';
import { hashToken } from './secret-token.ts';

export type PasswordReset = {
  token: string;
  password: string;
  client: Client;
  mailing: Mailing;
  now: Date;
  correlationId: string | null;
};

/**
 * Sets the password of who has the link, ends all of their sessions and signs them in: whoever has taken the account from them is out. Their other
 * links go with it. Who has a second factor is asked for it: a mailbox alone opens no account.
 */
export async function resetPassword(database: Database, reset: PasswordReset): Promise<Entered> {
  const { client, correlationId, mailing, now, password } = reset;
  const at = now.toISOString();
  const link = { tokenHash: hashToken(reset.token), purpose: RESET_PURPOSE, now: at } as const;
  // Looked at before the slow hash as well: a stranger without a link must not make the server work.
  const open = await readOpenLink(database.db, link);
  const { email, id } = requireActive(await readUser(database.db, { id: open?.userId ?? '' }));
  const issues = passwordIssues(password, email);
  if (issues.length > 0)
    throw new AppError(
      'invalid-input',
      'The password stays as it was. Mend what is named and send it again.',
      {
        issues,
      },
    );
  const passwordHash = await hashPassword(password);
  return await database.write(async (tx) => {
    if ((await useAccountLink(tx, link)) === null) throw resetNotValid();
    const { name, role } = requireActive(await readUser(tx, { id }));
    await setUserPassword(tx, { id, passwordHash });
    await deleteUnusedLinks(tx, { purpose: RESET_PURPOSE, userId: id });
    const sessions = await deleteSessionsOf(tx, { userId: id });
    await appendAudit(tx, {
      at,
      actorId: id,
      action: 'user.reset-password',
      subject: `user:${id}`,
      correlationId,
      details: { sessions },
    });
    const user = accountUserOf({ id, email, name, role });
    return await enter(tx, { user, client, now, mailing, correlationId });
  });
}

function requireActive(user: StoredUser | null): StoredUser {
  if (user === null || user.disabledAt !== null) throw resetNotValid();
  return user;
}
