import type { Transaction } from 'kysely';
import { AppError } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { deletePendingSignIn, readPendingSignIn } from '../store/pending-sign-ins.ts';
import { countRecoveryCodes } from '../store/recovery-codes.ts';
import type { Tables } from '../store/tables.ts';
import { readUser } from '../store/users.ts';
import { accountUserOf } from './account-user.ts';
import type { CodeGuard } from './code-guard.ts';
import type { Mailing } from './mailing.ts';
import { openSession, type Client, type SignedIn } from './open-session.ts';
import { admitCode } from './own-second-factor.ts';
import { useCode, WRONG_CODE } from './second-factor.ts';
import { hashToken } from './secret-token.ts';

export type SecondStep = {
  /** Of the first step; null where the browser has none. */
  token: string | null;
  code: string;
  client: Client;
  guard: CodeGuard;
  mailing: Mailing;
  now: Date;
  correlationId: string | null;
};

/** Makes a session of a sign-in that waits for a second step, by a code. A wrong code leaves it waiting. */
export async function finishSignIn(database: Database, step: SecondStep): Promise<SignedIn> {
  const { client, code, correlationId, guard, mailing, now } = step;
  const tokenHash = hashToken(step.token ?? '');
  const pending = await readPendingSignIn(database.db, { tokenHash, now: now.toISOString() });
  if (pending === null) throw signInNotPending();
  const { userId } = pending;
  await admitCode(database, { userId, client, code, guard, now });
  const signedIn = await database.write(async (tx) => {
    const user = await readUser(tx, { id: userId });
    const isPending = await deletePendingSignIn(tx, { tokenHash });
    if (!isPending || user === null || user.disabledAt !== null) throw signInNotPending();
    const used = await useCode(tx, { userId, code, now });
    if (used === null) throw wrongCode();
    if (used === 'recovery-code') await auditRecoveryCode(tx, { userId, now, correlationId });
    return await openSession(tx, { user: accountUserOf(user), client, now, mailing, correlationId });
  });
  await guard.clear({ userId, address: client.address, now });
  return signedIn;
}

async function auditRecoveryCode(
  tx: Transaction<Tables>,
  { correlationId, now, userId }: { userId: string; now: Date; correlationId: string | null },
): Promise<void> {
  await appendAudit(tx, {
    at: now.toISOString(),
    actorId: userId,
    action: 'user.use-recovery-code',
    subject: `user:${userId}`,
    correlationId,
    details: { left: await countRecoveryCodes(tx, { userId }) },
  });
}

export function signInNotPending(): AppError {
  return new AppError(
    'sign-in-not-pending',
    'No sign-in waits for a second step in this browser: it took too long, was finished, or the password has been changed. Sign in with POST /api/v1/session again.',
  );
}

function wrongCode(): AppError {
  return new AppError('wrong-code', 'You are not signed in yet: the code is not good now.', {
    issues: [{ path: 'code', message: WRONG_CODE }],
  });
}
