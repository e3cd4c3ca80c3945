import { findCollection, type ContentModel } from '../../model/content-model.ts';
import type { Actor } from '../accounts/actor.ts';
import { can, reachOf, type Subject } from '../accounts/can.ts';
import type { EntryScope } from '../store/entry-scope.ts';

export { requirePermission } from '../accounts/require-permission.ts';

export type EntryPlace = { collection: string; locale: string; createdBy: string | null };

/** A single belongs to the site, whoever made it. */
export function entrySubject(model: ContentModel, { collection, createdBy, locale }: EntryPlace): Subject {
  const isSingle = findCollection(model, collection)?.single ?? false;
  return { kind: 'entry', collection, locale, ownerId: isSingle ? null : createdBy };
}

export function canRead({ actor, model }: { actor: Actor; model: ContentModel }, entry: EntryPlace): boolean {
  return can(actor, 'entry.read', entrySubject(model, entry));
}

/** The entries that an actor may read, for the database to look at no others: what it leaves out is neither listed nor counted. */
export function readableScope(model: ContentModel, actor: Actor): EntryScope {
  const reach = reachOf(actor, 'entry.read');
  if (reach === 'all') return 'all';
  const singles = Object.entries(model.collections).flatMap(([name, { single }]) => (single ? [name] : []));
  return reach.map(({ collections, locales, whose }) =>
    whose === 'any'
      ? { collections, locales, createdBy: null, except: [] }
      : { collections, locales, createdBy: actor.userId ?? '', except: singles },
  );
}
