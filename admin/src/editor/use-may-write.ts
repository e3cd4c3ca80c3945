import type { Entry } from '../../../model/api/entry.ts';
import type { ContentModel } from '../../../model/content-model.ts';
import { allows } from '../../../model/permission.ts';
import { useSession } from '../app/use-session.ts';
import { isBlank } from './blank-entry.ts';

/** Why somebody can only read an entry; null: they may write in it. */
export type ReadOnly = 'nothing' | 'others' | 'this' | null;

/** As the server decides: what nobody may save is not to be typed. */
export function useReadOnly(model: ContentModel, entry: Entry | undefined): ReadOnly {
  const { session } = useSession();
  if (entry === undefined) return null;
  const { entryGrants, user } = session;
  const { collection, createdBy, locale } = entry;
  const isOfSite = model.collections[collection]?.single ?? false;
  const isOwn = !isOfSite && (isBlank(entry) || createdBy === user.id);
  const may = (whose: 'own' | 'any'): boolean =>
    allows(entryGrants, 'entry.save', { collection, locale, whose });
  if (may(isOwn ? 'own' : 'any')) return null;
  if (!entryGrants.some(({ actions }) => actions.includes('entry.save'))) return 'nothing';
  return may('own') && !isOfSite ? 'others' : 'this';
}
