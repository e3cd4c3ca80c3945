import type { Transaction } from 'kysely';
import { AppError } from '../errors.ts';
import { lockDecision } from '../store/locks.ts';
import type { Tables } from '../store/tables.ts';
import { hasOtherActiveOwner, readUser, type StoredUser } from '../store/users.ts';
import { userNotFound } from './account.ts';
import { roleName, type Actor, type GivenRole } from './actor.ts';
import { hasAllOf, type Action } from './can.ts';
import { OWNER_DECISION } from './owner-link.ts';
import { requirePermission } from './require-permission.ts';

/** What every change of a user needs to know. */
export type UserChange = { actor: Actor; id: string; now: Date; correlationId: string | null };

/**
 * The user to be changed. Changes of users wait for each other, and what the actor may do is read anew after the wait: of two
 * admins who demote each other, one comes too late, and the last two owners cannot both go.
 */
export async function lockUser(tx: Transaction<Tables>, { actor, id }: UserChange): Promise<StoredUser> {
  const current = await lockAccounts(tx, actor);
  const user = await readUser(tx, { id });
  if (user === null) throw userNotFound(id);
  requireAllOf(current, user.role);
  return user;
}

/** As `lockUser`, for who is no user yet, and for roles. Returns the actor with the role of now. */
export async function lockAccounts(
  tx: Transaction<Tables>,
  actor: Actor,
  action: Action = 'user.change',
): Promise<Actor> {
  await lockDecision(tx, OWNER_DECISION);
  const current = await readCurrent(tx, actor);
  requirePermission(current, action, { kind: 'installation' });
  return current;
}

/** Ask under `lockUser`. */
export async function requireCurrentAllOf(
  tx: Transaction<Tables>,
  { actor, role }: { actor: Actor; role: GivenRole },
): Promise<void> {
  requireAllOf(await readCurrent(tx, actor), role);
}

/** Ask under `lockUser`, before this user stops being an owner who can sign in. */
export async function requireOtherOwner(tx: Transaction<Tables>, user: StoredUser): Promise<void> {
  if (user.role !== 'owner' || user.disabledAt !== null || (await hasOtherActiveOwner(tx, user))) return;
  throw new AppError(
    'last-owner',
    `${user.name} is the only owner who can sign in. Make somebody else an owner first.`,
  );
}

async function readCurrent(tx: Transaction<Tables>, actor: Actor): Promise<Actor> {
  if (actor.userId === null) return actor;
  const user = await readUser(tx, { id: actor.userId });
  if (user === null || user.disabledAt !== null) {
    throw new AppError('not-signed-in', 'Your account has been deactivated. Ask an owner or an admin.');
  }
  return { userId: user.id, role: user.role };
}

export function requireAllOf(actor: Actor, role: GivenRole): void {
  if (hasAllOf(actor, role)) return;
  throw new AppError(
    'not-allowed',
    `The role "${roleName(role)}" allows more than your own ("${roleName(actor.role)}"), so you can neither give it nor change somebody who has it. Ask an owner.`,
  );
}
