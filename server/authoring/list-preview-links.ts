import { listPreviewLinks as selectLinks } from '../store/preview-links.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { findEntryAnywhere } from './find-entry.ts';
import { entrySubject, requirePermission } from './permission.ts';
import { previewLinkOf, type PreviewLink } from './preview-link.ts';

/** The newest first, those that have ended as well. */
export async function listPreviewLinks(
  { database, model, now }: AuthoringContext,
  { actor, entryId }: Call & { entryId: string },
): Promise<PreviewLink[]> {
  return await database.read(async (tx) => {
    const entry = await findEntryAnywhere(tx, { id: entryId, actor, model });
    requirePermission(actor, 'entry.save', entrySubject(model, entry));
    const links = await selectLinks(tx, { entryId });
    return links.map((link) => previewLinkOf(link, now()));
  });
}
