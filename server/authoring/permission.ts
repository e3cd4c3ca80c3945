import { findCollection, type ContentModel } from '../../model/content-model.ts';
import type { Actor } from '../accounts/actor.ts';
import { can, type Action, type Subject } from '../accounts/can.ts';
import { AppError } from '../errors.ts';

export function requirePermission(actor: Actor, action: Action, subject: Subject): void {
  if (can(actor, action, subject)) return;
  throw new AppError(
    'not-allowed',
    `The role "${actor.role}" does not allow this here (${action}). Ask an owner or an admin for another role, or for help.`,
  );
}

/** A single belongs to the site, whoever made it. */
export function entrySubject(
  model: ContentModel,
  { collection, createdBy }: { collection: string; createdBy: string | null },
): Subject {
  const isSingle = findCollection(model, collection)?.single ?? false;
  return { kind: 'entry', ownerId: isSingle ? null : createdBy };
}
