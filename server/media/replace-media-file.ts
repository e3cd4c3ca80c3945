import { requirePermission } from '../accounts/require-permission.ts';
import { replaceMediaFile as putFile } from '../store/media.ts';
import { putVariants } from '../store/media-variants.ts';
import type { AddedMedia } from './add-media.ts';
import { auditMedia } from './audit-media.ts';
import { findMedia, findMediaToChange } from './find-media.ts';
import { inTurn } from './intake.ts';
import { requestAvif } from './make-avif.ts';
import type { Call, MediaContext, ReceivedFile } from './media-context.ts';
import { prepareFile } from './prepare-file.ts';
import { publishFacts } from './publish-facts.ts';
import { AppError } from '../errors.ts';

/** Other bytes under the same id: whatever names the file shows them from now on. What is said about it stays. */
export async function replaceMediaFile(
  context: MediaContext,
  { file: received, id, ...call }: Call & { id: string; file: ReceivedFile },
): Promise<AddedMedia> {
  const { database } = context;
  const there = await findMedia(database.db, { id });
  requirePermission(call.actor, 'media.update', { kind: 'media', ownerId: there.createdBy });
  if (there.uploadHash === received.hash) return { media: there, isKnown: true, notes: [] };
  const { file, notes, variants } = await inTurn(() => prepareFile(context, received));
  const at = context.now().toISOString();
  const { media, publication } = await database.write(async (tx) => {
    const before = await findMediaToChange(tx, { id, actor: call.actor, action: 'media.update', context });
    if ((before.width === null) !== (file.width === null)) throw otherKind(file.contentType);
    await putVariants(tx, variants);
    const after = { ...before, ...file };
    await putFile(tx, { ...file, id });
    await requestAvif(tx, { media: after, variants, now: at, correlationId: call.correlationId });
    const { contentType, fileName, sizeBytes } = file;
    const details = { fileName, contentType, sizeBytes, replacedHash: before.hash };
    await auditMedia(tx, { ...call, id, at, action: 'media.replace', details });
    return { media: after, publication: await publishFacts(tx, { ...call, at, media: after }) };
  });
  if (publication !== null) context.publicationCommitted(publication);
  return { media, isKnown: false, notes };
}

function otherKind(contentType: string): AppError {
  return new AppError(
    'media-type-refused',
    `A picture is replaced by a picture, and another file by another file: where this one stands, ${contentType} could not be shown. Nothing was changed; upload it as a file of its own.`,
  );
}
