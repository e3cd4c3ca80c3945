import type { EntrySummary } from '../../../model/api/entry.ts';
import type { ContentModel } from '../../../model/content-model.ts';
import { allows, type Action, type GrantPlace } from '../../../model/permission.ts';
import { useSession } from '../app/use-session.ts';

type Granted = Pick<EntrySummary, 'collection' | 'createdBy' | 'locale'>;

/** Whether somebody may do something to an entry: the server decides, and what it would refuse is not offered. */
export function useMayDo(model: ContentModel): (action: Action, entry: Granted) => boolean {
  const { entryGrants, user } = useSession().session;
  return (action, entry) => allows(entryGrants, action, grantPlace(entry, { model, userId: user.id }));
}

/** What somebody's grants have to reach. A single is nobody's own. */
export function grantPlace(
  { collection, createdBy, locale }: Granted,
  { model, userId }: { model: ContentModel; userId: string },
): GrantPlace {
  const isOwn = createdBy === userId && model.collections[collection]?.single !== true;
  return { collection, locale, whose: isOwn ? 'own' : 'any' };
}
