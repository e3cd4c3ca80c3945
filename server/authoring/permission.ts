import { findCollection, type ContentModel } from '../../model/content-model.ts';
import type { Subject } from '../accounts/can.ts';

export { requirePermission } from '../accounts/require-permission.ts';

/** A single belongs to the site, whoever made it. */
export function entrySubject(
  model: ContentModel,
  { collection, createdBy }: { collection: string; createdBy: string | null },
): Subject {
  const isSingle = findCollection(model, collection)?.single ?? false;
  return { kind: 'entry', ownerId: isSingle ? null : createdBy };
}
