import { AppError } from '../errors.ts';
import type { StoredUser } from '../store/users.ts';
import type { Client } from './open-session.ts';
import { passwordMatches } from './password.ts';
import type { PasswordGuard } from './password-guard.ts';

export type PasswordProof = { current: string; client: Client; guard: PasswordGuard; now: Date };

/** Whoever has found a browser open must not become the one who has the account; nor try passwords there as often as they like. */
export async function requireOwnPassword(
  user: Pick<StoredUser, 'email' | 'passwordHash'>,
  { client, current, guard, now }: PasswordProof,
): Promise<void> {
  const attempt = { email: user.email, address: client.address, now };
  await guard.admit(attempt);
  if (!(await passwordMatches(user.passwordHash, current))) throw notYourPassword();
  await guard.clear(attempt);
}

export function notYourPassword(): AppError {
  return new AppError('invalid-input', 'This is not your current password; nothing was changed.', {
    issues: [{ path: 'current', message: 'This is not your current password. Type it again.' }],
  });
}
