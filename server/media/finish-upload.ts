import { AppError } from '../errors.ts';
import { deleteUpload, finishUpload as markFinished, type StoredUpload } from '../store/media-uploads.ts';
import { addMedia } from './add-media.ts';
import { findUpload } from './find-upload.ts';
import type { Call, MediaContext } from './media-context.ts';
import { uploadLost } from './upload-lost.ts';

type Finishing = Call & {
  upload: StoredUpload;
  /** What its sender says that it is, in hexadecimal digits. */
  sha256?: string | undefined;
};

/** Makes a file of the library of an upload that is whole. What is refused ends the upload: no further byte could change it. */
export async function finishUpload(
  context: MediaContext,
  { sha256, upload, ...call }: Finishing,
): Promise<StoredUpload> {
  const gathered = await context.uploads.gather(upload);
  if (gathered === null) return await finishedElsewhere(context, { ...call, upload });
  const { hash, path } = gathered;
  const { claimedType, fileName, id, sizeBytes } = upload;
  try {
    if (sha256 !== undefined && sha256 !== hash) throw otherSum();
    const { media } = await addMedia(context, {
      ...call,
      file: { path, fileName, claimedType, sizeBytes, hash },
    });
    await context.database.write((tx) => markFinished(tx, { id, mediaId: media.id }));
    await context.uploads.remove(upload);
    return { ...upload, receivedBytes: sizeBytes, mediaId: media.id };
  } catch (error) {
    if (error instanceof AppError && REFUSALS.has(error.code)) await endUpload(context, upload);
    throw error;
  } finally {
    await gathered.close();
  }
}

const REFUSALS: ReadonlySet<string> = new Set([
  'file-too-large',
  'media-damaged',
  'media-type-refused',
  'picture-too-large',
  'upload-checksum',
]);

function otherSum(): AppError {
  return new AppError(
    'upload-checksum',
    'What has come is not what its checksum says: it changed on its way. Nothing of it was kept; begin again.',
  );
}

/** Another process may have been quicker, and has thrown away what is not needed any more. */
async function finishedElsewhere(
  context: MediaContext,
  { upload, ...call }: Finishing,
): Promise<StoredUpload> {
  const found = await findUpload(context, { ...call, id: upload.id });
  if (found.mediaId === null) throw uploadLost();
  return found;
}

export async function endUpload(
  context: MediaContext,
  upload: Pick<StoredUpload, 'id' | 'place'>,
): Promise<void> {
  await context.database.write((tx) => deleteUpload(tx, upload));
  await context.uploads.remove(upload);
}
