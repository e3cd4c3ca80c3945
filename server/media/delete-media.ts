import type { LogPosition } from '../../model/publication.ts';
import { countOf } from '../count-of.ts';
import { AppError } from '../errors.ts';
import { countMentions } from '../store/entry-references.ts';
import { deleteMedia as removeMedia } from '../store/media.ts';
import { deletePublishedMedia, readPublishedMedia } from '../store/published-media.ts';
import { appendPublication, lockPublicationLog } from '../store/publications.ts';
import { auditMedia } from './audit-media.ts';
import { findMediaToChange } from './find-media.ts';
import type { Call, MediaContext } from './media-context.ts';

/**
 * Takes a file out of the library; its bytes go once nothing can come back to them. One that stands in entries stays, unless it is said that it goes all the same:
 * pages then show nothing in its place.
 */
export async function deleteMedia(
  context: MediaContext,
  { despiteUse, id, ...call }: Call & { id: string; despiteUse: boolean },
): Promise<LogPosition | null> {
  const { actor, correlationId } = call;
  const at = context.now().toISOString();
  const publication = await context.database.write(async (tx) => {
    const media = await findMediaToChange(tx, { id, actor, action: 'media.delete', context });
    const count = await countMentions(tx, { targetId: id });
    if (count > 0 && !despiteUse) throw inUse(`stands in ${countOf(count, 'entry', 'entries')}`, count);
    if (!despiteUse && context.isShown?.(id) === true) throw inUse('is shown on public pages', count);
    await lockPublicationLog(tx);
    const previous = (await readPublishedMedia(tx, { ids: [id] })).get(id);
    await removeMedia(tx, { id });
    const { contentType, fileName } = media;
    const details = { fileName, contentType, entries: count };
    await auditMedia(tx, { ...call, id, at, action: 'media.delete', details });
    if (previous === undefined) return null;
    await deletePublishedMedia(tx, { id });
    return await appendPublication(tx, {
      actorId: actor.userId,
      correlationId,
      committedAt: at,
      items: [{ kind: 'media-removed', mediaId: id, previous }],
    });
  });
  if (publication !== null) context.publicationCommitted(publication);
  return publication;
}

function inUse(how: string, count: number): AppError {
  return new AppError(
    'media-in-use',
    `The file ${how}; nothing was deleted. GET …/usage lists them. Take it out there, or delete it with despiteUse=true: pages then show nothing in its place.`,
    { extra: { count } },
  );
}
