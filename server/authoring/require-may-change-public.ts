import type { Kysely } from 'kysely';
import type { ContentModel } from '../../model/content-model.ts';
import type { Actor } from '../accounts/actor.ts';
import { can } from '../accounts/can.ts';
import { AppError } from '../errors.ts';
import { listPublicHolders } from '../store/entry-references.ts';
import type { Tables } from '../store/tables.ts';
import { entrySubject } from './permission.ts';

type Change = { actor: Actor; mediaId: string; model: ContentModel };

/** What is changed of a file is public at once wherever it is shown: that takes what publishing those entries takes. */
export async function requireMayChangePublic(
  tx: Kysely<Tables>,
  { actor, mediaId, model }: Change,
): Promise<void> {
  if (can(actor, 'media.publish', { kind: 'installation' })) return;
  const holders = await listPublicHolders(tx, { targetId: mediaId });
  const isTheirs = holders.every((entry) => can(actor, 'entry.publish', entrySubject(model, entry)));
  if (isTheirs) return;
  throw new AppError(
    'not-allowed',
    'The file stands in public entries that you may not publish, and a change of it would change them at once. Upload it as a file of its own, or ask somebody who may publish them.',
  );
}
