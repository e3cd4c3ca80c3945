import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { AppError } from '../errors.ts';
import { deleteUpload, finishUpload as markFinished, type StoredUpload } from '../store/media-uploads.ts';
import { addMedia, type AddedMedia } from './add-media.ts';
import type { Call, MediaContext } from './media-context.ts';
import { uploadFile } from './scratch-files.ts';

/** Makes a file of the library of an upload that is whole. What is refused ends the upload: no further byte could change it. */
export async function finishUpload(
  context: MediaContext,
  { upload, ...call }: Call & { upload: StoredUpload },
): Promise<AddedMedia> {
  const path = uploadFile(context, upload);
  const { claimedType, fileName, id, sizeBytes } = upload;
  const file = { path, fileName, claimedType, sizeBytes, hash: await hashOf(path) };
  try {
    const added = await addMedia(context, { ...call, file });
    await context.database.write((tx) => markFinished(tx, { id, mediaId: added.media.id }));
    await rm(path, { force: true });
    return added;
  } catch (error) {
    if (error instanceof AppError && REFUSALS.has(error.code)) await endUpload(context, { id });
    throw error;
  }
}

const REFUSALS: ReadonlySet<string> = new Set([
  'file-too-large',
  'media-damaged',
  'media-type-refused',
  'picture-too-large',
]);

export async function endUpload(context: MediaContext, { id }: { id: string }): Promise<void> {
  await context.database.write((tx) => deleteUpload(tx, { id }));
  await rm(uploadFile(context, { id }), { force: true });
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}
