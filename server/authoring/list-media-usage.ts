import { idProblem } from '../../model/text-rules.ts';
import { AppError } from '../errors.ts';
import { listReferrers } from '../store/entry-references.ts';
import { readMedia } from '../store/media.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { backlinkOf, type BacklinkList } from './list-backlinks.ts';
import { readableScope, requirePermission } from './permission.ts';

const LIMIT_DEFAULT = 50;

export type MediaUsageListing = Call & {
  mediaId: string;
  /** From the page before. */
  cursor?: string | undefined;
  limit?: number | undefined;
};

/** The entries in which a media file stands, by title, and whether it does in their draft, in their public version, or in both. */
export async function listMediaUsage(
  { database, model }: AuthoringContext,
  { actor, cursor, limit = LIMIT_DEFAULT, mediaId }: MediaUsageListing,
): Promise<BacklinkList> {
  requirePermission(actor, 'media.read', { kind: 'installation' });
  return await database.read(async (tx) => {
    const found = idProblem(mediaId) === null ? await readMedia(tx, { ids: [mediaId] }) : [];
    if (found.length === 0) throw notFound(mediaId);
    const search = { entryId: mediaId, cursor, limit, scope: readableScope(model, actor) };
    const { referrers, ...list } = await listReferrers(tx, search);
    return { ...list, entries: referrers.map(backlinkOf) };
  });
}

function notFound(id: string): AppError {
  return new AppError(
    'media-not-found',
    `There is no media file with the id ${JSON.stringify(id)}. Check the id.`,
  );
}
