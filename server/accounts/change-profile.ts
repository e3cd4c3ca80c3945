import { AppError } from '../errors.ts';
import { deleteUnusedLinks } from '../store/account-links.ts';
import { appendAudit } from '../store/audit.ts';
import { isUniqueViolation } from '../store/constraint-errors.ts';
import type { Database } from '../store/database.ts';
import { readUser, setUserProfile, type StoredUser } from '../store/users.ts';
import { accountOf, userNotFound, type Account } from './account.ts';
import { emailIssues, normalizeEmail } from './email-address.ts';
import { emailTaken } from './invite.ts';
import { notYourPassword, requireOwnPassword, type PasswordProof } from './own-password.ts';
import type { Mailing } from './mailing.ts';
import { personNameIssues } from './person-name.ts';
import { RESET_PURPOSE } from './reset-link.ts';
import { tellOfChange } from './tell-of-change.ts';

export type ProfileChange = Omit<PasswordProof, 'current'> & {
  userId: string;
  name: string;
  /** Another one needs the password: who gets the mail of an account can get into it. */
  email?: string | undefined;
  current?: string | undefined;
  mailing: Mailing;
  correlationId: string | null;
};

export async function changeProfile(database: Database, change: ProfileChange): Promise<Account> {
  const { correlationId, now, userId: id } = change;
  const user = await readUser(database.db, { id });
  if (user === null) throw userNotFound(id);
  const { email, name } = checkedProfile(user, change);
  if (email !== user.email) await requireOwnPassword(user, { ...change, current: change.current ?? '' });
  try {
    return await database.write(async (tx) => {
      const stored = await readUser(tx, { id });
      if (stored === null) throw userNotFound(id);
      const changed = [
        ...(stored.name === name ? [] : ['name']),
        ...(stored.email === email ? [] : ['email']),
      ];
      if (changed.length === 0) return accountOf(stored);
      // Where another password has been set since the proof, whoever knew the old one may be out.
      const proven = changed.includes('email') ? { passwordHash: user.passwordHash } : {};
      if (!(await setUserProfile(tx, { id, name, email, ...proven }))) throw notYourPassword();
      // They were sent to the old address.
      if (changed.includes('email')) {
        await deleteUnusedLinks(tx, { purpose: RESET_PURPOSE, userId: id });
        await tellOfChange(tx, { ...change, what: 'email', to: stored.email });
      }
      await appendAudit(tx, {
        at: now.toISOString(),
        actorId: id,
        action: 'user.change-profile',
        subject: `user:${id}`,
        correlationId,
        details: { changed },
      });
      return accountOf({ ...stored, name, email });
    });
  } catch (error) {
    throw isUniqueViolation(error) ? emailTaken(email) : error;
  }
}

function checkedProfile(user: StoredUser, change: ProfileChange): { name: string; email: string } {
  const name = change.name.trim();
  const email = change.email === undefined ? user.email : normalizeEmail(change.email);
  const issues = [...personNameIssues(name), ...emailIssues(email)];
  if (email !== user.email && change.current === undefined)
    issues.push({ path: 'current', message: 'Another e-mail address needs your current password.' });
  if (issues.length === 0) return { name, email };
  throw new AppError('invalid-input', 'Nothing was changed. Mend what is named and send it again.', {
    issues,
  });
}
