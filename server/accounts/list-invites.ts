import type { Database } from '../store/database.ts';
import { listOpenInvites } from '../store/invites.ts';
import type { Actor } from './actor.ts';
import { inviteOf, type Invite } from './invite.ts';
import { requirePermission } from './require-permission.ts';

/** Those that can be accepted, the newest first. */
export async function listInvites(
  database: Database,
  { actor, now }: { actor: Actor; now: Date },
): Promise<Invite[]> {
  requirePermission(actor, 'user.read', { kind: 'installation' });
  return (await listOpenInvites(database.db, { now: now.toISOString() })).map(inviteOf);
}
