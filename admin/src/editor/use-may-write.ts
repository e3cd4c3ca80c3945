import type { Entry } from '../../../model/api/entry.ts';
import type { ContentModel } from '../../../model/content-model.ts';
import { allows, type GrantPlace } from '../../../model/permission.ts';
import { useSession } from '../app/use-session.ts';
import { grantPlace } from '../content/use-may-do.ts';
import { isBlank } from './blank-entry.ts';

/** Why somebody can only read an entry; null: they may write in it. */
export type ReadOnly = 'trashed' | 'nothing' | 'others' | 'this' | null;

/** As the server decides: what nobody may save is not to be typed. */
export function useReadOnly(model: ContentModel, entry: Entry | undefined): ReadOnly {
  const { session } = useSession();
  if (entry === undefined) return null;
  if (entry.trashedAt !== null) return 'trashed';
  const { entryGrants, user } = session;
  const place = placeOf(entry, { model, userId: user.id });
  if (allows(entryGrants, 'entry.save', place)) return null;
  if (!entryGrants.some(({ actions }) => actions.includes('entry.save'))) return 'nothing';
  const isOfSite = model.collections[entry.collection]?.single ?? false;
  return allows(entryGrants, 'entry.save', { ...place, whose: 'own' }) && !isOfSite ? 'others' : 'this';
}

/** What is not there yet is whoever's begins it. */
export function placeOf(
  entry: Entry,
  { model, userId }: { model: ContentModel; userId: string },
): GrantPlace {
  const { collection, locale } = entry;
  const createdBy = isBlank(entry) ? userId : entry.createdBy;
  return grantPlace({ collection, createdBy, locale }, { model, userId });
}
