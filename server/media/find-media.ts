import type { Kysely } from 'kysely';
import { idProblem } from '../../model/text-rules.ts';
import type { Actor } from '../accounts/actor.ts';
import { requirePermission } from '../accounts/require-permission.ts';
import { AppError } from '../errors.ts';
import { lockDecision } from '../store/locks.ts';
import { readMedia, type StoredMedia } from '../store/media.ts';
import type { Tables } from '../store/tables.ts';
import type { MediaContext } from './media-context.ts';

export async function findMedia(tx: Kysely<Tables>, { id }: { id: string }): Promise<StoredMedia> {
  const [media] = idProblem(id) === null ? await readMedia(tx, { ids: [id] }) : [];
  if (media !== undefined) return media;
  throw new AppError(
    'media-not-found',
    `There is no media file with the id ${JSON.stringify(id)}. Check the id; GET /api/v1/media lists those that there are.`,
  );
}

type Change = {
  id: string;
  actor: Actor;
  action: 'media.update' | 'media.delete';
  context: Pick<MediaContext, 'requireMayChange'>;
};

/** Nobody else changes it until the transaction ends. */
export async function findMediaToChange(
  tx: Kysely<Tables>,
  { action, actor, context, id }: Change,
): Promise<StoredMedia> {
  await lockDecision(tx, { name: `media ${id}` });
  const media = await findMedia(tx, { id });
  requirePermission(actor, action, { kind: 'media', ownerId: media.createdBy });
  await context.requireMayChange?.(tx, { actor, mediaId: id });
  return media;
}
