import { idProblem } from '../../model/text-rules.ts';
import { doneBy } from '../accounts/actor.ts';
import { appendAudit } from '../store/audit.ts';
import { markLinkRevoked, readPreviewLink } from '../store/preview-links.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { findEntryAnywhere } from './find-entry.ts';
import { entrySubject, requirePermission } from './permission.ts';
import { previewLinkNotFound } from './preview-link.ts';

/** It opens nothing from now on, for those who are looking as well. One that is revoked already stays so. */
export async function revokePreviewLink(
  { database, model, now }: AuthoringContext,
  { actor, correlationId, entryId, linkId }: Call & { entryId: string; linkId: string },
): Promise<void> {
  await database.write(async (tx) => {
    const entry = await findEntryAnywhere(tx, { id: entryId, actor, model });
    requirePermission(actor, 'entry.save', entrySubject(model, entry));
    const link = idProblem(linkId) === null ? await readPreviewLink(tx, { id: linkId }) : null;
    if (link?.entryId !== entryId) throw previewLinkNotFound(linkId);
    const at = now().toISOString();
    if (!(await markLinkRevoked(tx, { id: linkId, at }))) return;
    await appendAudit(tx, {
      at,
      ...doneBy(actor),
      action: 'preview-link.revoke',
      subject: `entry:${entryId}`,
      correlationId,
      details: { linkId, label: link.label },
    });
  });
}
