import type { Database } from '../store/database.ts';
import { findOpenInvite } from '../store/invites.ts';
import { namedRole } from './account-user.ts';
import { inviteNotValid, type Invite } from './invite.ts';
import { hashToken } from './secret-token.ts';

/** Whom a link invites. Looking does not use it up. */
export async function readInvite(
  database: Database,
  { token, now }: { token: string; now: Date },
): Promise<Omit<Invite, 'id' | 'createdAt'>> {
  const invite = await findOpenInvite(database.db, { tokenHash: hashToken(token), now: now.toISOString() });
  if (invite === null) throw inviteNotValid();
  const { email, name, role, invitedBy, expiresAt } = invite;
  return { email, name, ...namedRole(role), invitedBy, expiresAt };
}
