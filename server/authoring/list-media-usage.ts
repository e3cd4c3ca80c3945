import type { PagesShowing } from '../../model/site-pages.ts';
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
  /** The same for the public pages. */
  pagesCursor?: string | undefined;
  /** Of each of the two. */
  limit?: number | undefined;
};

export type MediaUsage = BacklinkList & {
  /** Null where nothing is known of the pages. */
  pages: PagesShowing | null;
};

/**
 * The entries in which a media file stands, by title, and whether it does in their draft, in their public version, or in both; and the public pages that
 * show it, whatever brings it there.
 */
export async function listMediaUsage(
  { database, model, pages }: AuthoringContext,
  { actor, cursor, limit = LIMIT_DEFAULT, mediaId, pagesCursor }: MediaUsageListing,
): Promise<MediaUsage> {
  requirePermission(actor, 'media.read', { kind: 'installation' });
  const list = await database.read(async (tx) => {
    const found = idProblem(mediaId) === null ? await readMedia(tx, { ids: [mediaId] }) : [];
    if (found.length === 0) throw notFound(mediaId);
    const search = { entryId: mediaId, cursor, limit, scope: readableScope(model, actor) };
    const { referrers, ...rest } = await listReferrers(tx, search);
    return { ...rest, entries: referrers.map(backlinkOf) };
  });
  return { ...list, pages: pages?.showingMedia({ mediaId, after: pagesCursor, limit }) ?? null };
}

function notFound(id: string): AppError {
  return new AppError(
    'media-not-found',
    `There is no media file with the id ${JSON.stringify(id)}. Check the id.`,
  );
}
