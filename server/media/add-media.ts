import type { Transaction } from 'kysely';
import type { LogPosition } from '../../model/publication.ts';
import { requirePermission } from '../accounts/require-permission.ts';
import { lockDecision } from '../store/locks.ts';
import { findMediaByUpload, insertMedia, type StoredMedia } from '../store/media.ts';
import { putVariants } from '../store/media-variants.ts';
import { newId } from '../store/new-id.ts';
import type { Tables } from '../store/tables.ts';
import { auditMedia } from './audit-media.ts';
import { mediaTypeOf } from './detect-type.ts';
import { mismatchOf } from './file-name.ts';
import { inTurn } from './intake.ts';
import { requestAvif } from './make-avif.ts';
import type { Call, MediaContext, ReceivedFile } from './media-context.ts';
import { prepareFile, type PreparedFile } from './prepare-file.ts';
import { publishFacts } from './publish-facts.ts';

export type AddedMedia = {
  media: StoredMedia;
  /** The same bytes had been uploaded before: this is what they have become. */
  isKnown: boolean;
  notes: string[];
};

/** Makes a file of the library of what has arrived; of bytes that are there already, it is the file that they are. */
export async function addMedia(
  context: MediaContext,
  { file: received, ...call }: Call & { file: ReceivedFile },
): Promise<AddedMedia> {
  requirePermission(call.actor, 'media.upload', { kind: 'installation' });
  return await inTurn(() => takeIn(context, { received, call }));
}

async function takeIn(
  context: MediaContext,
  { call, received }: { call: Call; received: ReceivedFile },
): Promise<AddedMedia> {
  const known = await findKept(context, received);
  if (known !== null) return { media: known, isKnown: true, notes: notesOn(received, known) };
  const prepared = await prepareFile(context, received);
  const { publication, ...added } = await context.database.write((tx) =>
    insert(tx, { context, call, prepared }),
  );
  if (publication !== null) context.publicationCommitted(publication);
  return { ...added, notes: prepared.notes };
}

function notesOn(received: ReceivedFile, { contentType }: StoredMedia): string[] {
  const type = mediaTypeOf(contentType);
  const mismatch = type === undefined ? null : mismatchOf(received, type);
  return mismatch === null ? [] : [mismatch];
}

/** With its bytes: what a disk has lost is taken in again. */
async function findKept(
  { database, store }: MediaContext,
  { hash: uploadHash }: ReceivedFile,
): Promise<StoredMedia | null> {
  const known = await findMediaByUpload(database.db, { uploadHash });
  return known !== null && (await store.stat(known.hash)) !== null ? known : null;
}

type Insertion = { context: MediaContext; call: Call; prepared: PreparedFile };

async function insert(
  tx: Transaction<Tables>,
  { call, context, prepared: { file, variants } }: Insertion,
): Promise<Omit<AddedMedia, 'notes'> & { publication: LogPosition | null }> {
  await lockDecision(tx, { name: `media upload ${file.uploadHash ?? ''}` });
  await putVariants(tx, variants);
  const known =
    file.uploadHash === null ? null : await findMediaByUpload(tx, { uploadHash: file.uploadHash });
  if (known !== null) return { media: known, isKnown: true, publication: null };
  const at = context.now().toISOString();
  const { actor } = call;
  const media: StoredMedia = {
    id: newId(),
    ...file,
    alt: '',
    isDecorative: 0,
    focalX: 0.5,
    focalY: 0.5,
    createdAt: at,
    createdBy: actor.userId,
  };
  await insertMedia(tx, media);
  await requestAvif(tx, { media, variants, now: at, correlationId: call.correlationId });
  const { contentType, fileName, id, sizeBytes } = media;
  const details = { fileName, contentType, sizeBytes };
  await auditMedia(tx, { ...call, id, at, action: 'media.upload', details });
  const publication = await publishFacts(tx, { ...call, at, media });
  return { media, isKnown: false, publication };
}
