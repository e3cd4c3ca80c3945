import { AppError } from '../errors.ts';
import type { StoredUser } from '../store/users.ts';
import { accountUserOf, type AccountUser } from './account-user.ts';

/** A user as those see them who look after the accounts. */
export type Account = AccountUser & { createdAt: string; disabledAt: string | null };

export function accountOf(user: StoredUser): Account {
  const { createdAt, disabledAt } = user;
  return { ...accountUserOf(user), createdAt, disabledAt };
}

export function userNotFound(id: string): AppError {
  return new AppError('user-not-found', `No user has the id ${id}. GET /api/v1/users lists them.`);
}
