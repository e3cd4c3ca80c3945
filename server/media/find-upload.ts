import { idProblem } from '../../model/text-rules.ts';
import { requirePermission } from '../accounts/require-permission.ts';
import { AppError } from '../errors.ts';
import { readUpload, type StoredUpload } from '../store/media-uploads.ts';
import type { Call, MediaContext } from './media-context.ts';

/** One of the actor's own: there are no others for them. */
export async function findUpload(
  { database, now }: Pick<MediaContext, 'database' | 'now'>,
  { actor, id }: Call & { id: string },
): Promise<StoredUpload> {
  requirePermission(actor, 'media.upload', { kind: 'installation' });
  const own = { id, userId: actor.userId ?? '', now: now().toISOString() };
  const upload = idProblem(id) === null ? await readUpload(database.db, own) : null;
  if (upload !== null) return upload;
  throw new AppError(
    'upload-not-found',
    'You have no upload with this id: it was ended, what it brought was refused, or its last byte came more than a day ago. Begin again.',
  );
}
