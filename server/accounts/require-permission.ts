import { AppError } from '../errors.ts';
import { roleName, type Actor } from './actor.ts';
import { can, type Action, type Subject } from './can.ts';

export function requirePermission(actor: Actor, action: Action, subject: Subject): void {
  if (can(actor, action, subject)) return;
  throw new AppError(
    'not-allowed',
    `The role "${roleName(actor.role)}" does not allow this here (${action}). Ask an owner or an admin for another role, or for help.`,
  );
}
