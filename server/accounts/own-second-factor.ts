import type { Transaction } from 'kysely';
import { isKnownClient } from '../store/known-clients.ts';
import type { Database } from '../store/database.ts';
import type { Tables } from '../store/tables.ts';
import { readUser, type StoredUser } from '../store/users.ts';
import { userNotFound } from './account.ts';
import { hashClient } from './client-hash.ts';
import type { CodeGuard } from './code-guard.ts';
import type { Mailing } from './mailing.ts';
import type { Client } from './open-session.ts';
import { notYourPassword, requireOwnPassword, type PasswordProof } from './own-password.ts';
import { isTotpCode } from './totp.ts';

/** Who changes what they sign in with, and by which password. */
export type OwnFactorChange = PasswordProof & {
  userId: string;
  /** Of the session that asks. */
  token: string;
  mailing: Mailing;
  correlationId: string | null;
};

/** The user, whose password this is. */
export async function requireUserByPassword(
  database: Database,
  change: OwnFactorChange,
): Promise<StoredUser> {
  const user = await readUser(database.db, { id: change.userId });
  if (user === null) throw userNotFound(change.userId);
  await requireOwnPassword(user, change);
  return user;
}

/** Where another password has been set since the proof, whoever knew the old one may be out. */
export async function requireSamePassword(
  tx: Transaction<Tables>,
  { id, passwordHash }: Pick<StoredUser, 'id' | 'passwordHash'>,
): Promise<void> {
  if ((await readUser(tx, { id }))?.passwordHash !== passwordHash) throw notYourPassword();
}

type Attempt = { userId: string; client: Client; code: string; guard: CodeGuard; now: Date };

/** Ask before a code is looked at. */
export async function admitCode(
  database: Database,
  { client, code, guard, now, userId }: Attempt,
): Promise<void> {
  const isKnown = await isKnownClient(database.db, { userId, clientHash: hashClient(client, { userId }) });
  const isGuess = !isKnown && isTotpCode(code.replaceAll(/\s/g, ''));
  await guard.admit({ userId, address: client.address, now, isGuess });
}
