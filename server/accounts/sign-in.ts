import { AppError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { deleteExpiredPendingSignIns } from '../store/pending-sign-ins.ts';
import { deleteExpiredSessions } from '../store/sessions.ts';
import { isKnownClient } from '../store/known-clients.ts';
import { findUserByEmail } from '../store/users.ts';
import { accountUserOf } from './account-user.ts';
import { hashClient } from './client-hash.ts';
import { emailIssues, normalizeEmail } from './email-address.ts';
import { enter, type Entered } from './enter.ts';
import type { Mailing } from './mailing.ts';
import type { Client } from './open-session.ts';
import { passwordMatches } from './password.ts';
import type { PasswordGuard } from './password-guard.ts';

export type Credentials = {
  email: string;
  password: string;
  client: Client;
  guard: PasswordGuard;
  mailing: Mailing;
  now: Date;
  correlationId: string | null;
};

/** Says the same, after the same work, whether the address is unknown, the account is disabled or the password is wrong. */
export async function signIn(database: Database, credentials: Credentials): Promise<Entered> {
  const { client, correlationId, guard, mailing, now } = credentials;
  const email = normalizeEmail(credentials.email);
  const attempt = { email, address: client.address, now };
  await guard.admit(attempt);
  const user = emailIssues(email).length > 0 ? null : await findUserByEmail(database.db, { email });
  const userId = user?.id ?? '';
  const isKnown = await isKnownClient(database.db, { userId, clientHash: hashClient(client, { userId }) });
  if (!isKnown) await guard.admitStranger(attempt);
  const matches = await passwordMatches(user?.passwordHash, credentials.password);
  if (user === null || !matches || user.disabledAt !== null) throw wrongCredentials();
  await guard.clear(attempt);
  return await database.write(async (tx) => {
    // Old sessions go when somebody comes: they need no clock of their own.
    await deleteExpiredSessions(tx, { now: now.toISOString() });
    await deleteExpiredPendingSignIns(tx, { now: now.toISOString() });
    return await enter(tx, { user: accountUserOf(user), client, now, mailing, correlationId });
  });
}

function wrongCredentials(): AppError {
  return new AppError(
    'wrong-credentials',
    'No account has this e-mail address and this password. Check both and try again.',
  );
}
