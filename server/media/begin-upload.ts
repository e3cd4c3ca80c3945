import { requirePermission } from '../accounts/require-permission.ts';
import { AppError } from '../errors.ts';
import { countOpenUploads, insertUpload, type StoredUpload } from '../store/media-uploads.ts';
import { newId } from '../store/new-id.ts';
import { fileTooLarge } from './inspect-file.ts';
import type { Call, MediaContext } from './media-context.ts';
import type { DirectUploads } from './upload-place.ts';

/** Each may leave a file of the largest size half there. */
const OPEN_UPLOADS_MAX = 20;
/** Since its last byte came. */
export const UPLOAD_LIFETIME_MS = 24 * 60 * 60_000;

type NewUpload = Call & {
  fileName: string;
  claimedType: string | null;
  sizeBytes: number;
  /** Where its sender puts the parts; those of others come through this server. */
  direct?: DirectUploads;
};

/** The beginning of a file that comes in pieces, whichever connections and processes it takes. */
export async function beginUpload(
  { database, limits, now, uploads }: MediaContext,
  { actor, claimedType, direct, fileName, sizeBytes }: NewUpload,
): Promise<StoredUpload> {
  requirePermission(actor, 'media.upload', { kind: 'installation' });
  if (sizeBytes > limits.bytes) throw fileTooLarge(limits.bytes);
  const at = now();
  const id = newId();
  const upload: StoredUpload = {
    id,
    userId: actor.userId ?? '',
    fileName,
    claimedType,
    sizeBytes,
    receivedBytes: 0,
    mediaId: null,
    place: await (direct ?? uploads).begin({ id }),
    createdAt: at.toISOString(),
    expiresAt: new Date(at.getTime() + UPLOAD_LIFETIME_MS).toISOString(),
  };
  try {
    await database.write(async (tx) => {
      const open = await countOpenUploads(tx, { userId: upload.userId, now: upload.createdAt });
      if (open >= OPEN_UPLOADS_MAX) throw tooMany();
      await insertUpload(tx, upload);
    });
  } catch (error) {
    await uploads.remove(upload);
    throw error;
  }
  return upload;
}

function tooMany(): AppError {
  return new AppError(
    'too-many-uploads',
    `${OPEN_UPLOADS_MAX} uploads of yours are not whole yet. Finish some, or end them with DELETE; each ends by itself a day after its last byte.`,
  );
}
