import { AppError } from '../errors.ts';
import { deleteUnusedLinks } from '../store/account-links.ts';
import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { deleteSessionsOf } from '../store/sessions.ts';
import { readUser, setUserPassword } from '../store/users.ts';
import { userNotFound } from './account.ts';
import type { Mailing } from './mailing.ts';
import { notYourPassword, requireOwnPassword, type PasswordProof } from './own-password.ts';
import { hashPassword, passwordIssues } from './password.ts';
import { RESET_PURPOSE } from './reset-link.ts';
import { hashToken } from './secret-token.ts';
import { tellOfChange } from './tell-of-change.ts';

export type PasswordChange = PasswordProof & {
  userId: string;
  /** Of the session that goes on. */
  token: string;
  password: string;
  mailing: Mailing;
  correlationId: string | null;
};

/** Ends the other sessions of the user, since whoever knew the old password may have them. Returns how many there were. */
export async function changePassword(database: Database, change: PasswordChange): Promise<number> {
  const { correlationId, now, password, token, userId: id } = change;
  const user = await readUser(database.db, { id });
  if (user === null) throw userNotFound(id);
  const issues = passwordIssues(password, user.email);
  if (issues.length > 0)
    throw new AppError(
      'invalid-input',
      'The password stays as it was. Mend what is named and send it again.',
      {
        issues,
      },
    );
  await requireOwnPassword(user, change);
  const passwordHash = await hashPassword(password);
  return await database.write(async (tx) => {
    // Of two at once, or beside a new password by mail, one has come too late.
    if (!(await setUserPassword(tx, { id, passwordHash, replaced: user.passwordHash })))
      throw notYourPassword();
    await deleteUnusedLinks(tx, { purpose: RESET_PURPOSE, userId: id });
    await tellOfChange(tx, { ...change, what: 'password', to: user.email });
    const sessions = await deleteSessionsOf(tx, { userId: id, exceptTokenHash: hashToken(token) });
    await appendAudit(tx, {
      at: now.toISOString(),
      actorId: id,
      action: 'user.change-password',
      subject: `user:${id}`,
      correlationId,
      details: { sessions },
    });
    return sessions;
  });
}
