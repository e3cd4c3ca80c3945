import { AppError } from '../errors.ts';
import type { OpenInvite } from '../store/invites.ts';
import { namedRole, type NamedRole } from './account-user.ts';

export const INVITE_PURPOSE = 'invite';

/** Long enough for a holiday to end, and short enough that a forgotten mail opens nothing. */
export const INVITE_LIFETIME_MS = 7 * 24 * 60 * 60_000;

/** An invite as those see it who look after the accounts: without its token, which is in the mail alone. */
export type Invite = {
  id: string;
  email: string;
  name: string | null;
  invitedBy: string | null;
  createdAt: string;
  expiresAt: string;
} & NamedRole;

export function inviteOf({ id, email, name, role, invitedBy, createdAt, expiresAt }: OpenInvite): Invite {
  return { id, email, name, ...namedRole(role), invitedBy, createdAt, expiresAt };
}

export function inviteNotValid(): AppError {
  return new AppError(
    'link-not-valid',
    'This invite has been accepted, withdrawn or replaced by a newer one, or it is older than seven days. Ask whoever has invited you for another one; if you have an account already, sign in.',
  );
}

export function emailTaken(email: string): AppError {
  return new AppError(
    'email-taken',
    `There is an account with the address ${email} already. Use another address, or sign in with that account.`,
  );
}
