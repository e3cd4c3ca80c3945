import { requirePermission } from '../accounts/require-permission.ts';
import { AppError } from '../errors.ts';
import type { StoredUpload } from '../store/media-uploads.ts';
import { beginUpload } from './begin-upload.ts';
import { findUpload } from './find-upload.ts';
import { finishUpload } from './finish-upload.ts';
import type { Call, MediaContext } from './media-context.ts';
import { uploadAlone } from './upload-alone.ts';
import type { DirectUploads, UploadPart } from './upload-place.ts';

/** Whoever has an address needs nothing else: it is good for as long as a slow connection takes for one part. */
const ADDRESS_SECONDS = 15 * 60;
/** Half a gigabyte, and an answer of some 50 KB. */
const ADDRESSES_MAX = 100;

export type DirectUpload = {
  upload: StoredUpload;
  /** The first of those that are missing, each with the address that takes it. */
  parts: (UploadPart & { url: string })[];
  missingParts: number;
  missingBytes: number;
  urlsExpireAt: string;
};

type NewDirectUpload = Call & { fileName: string; claimedType: string | null; sizeBytes: number };

/** The beginning of a file whose bytes go straight to where media are kept. */
export async function beginDirectUpload(
  context: MediaContext,
  order: NewDirectUpload,
): Promise<DirectUpload> {
  requirePermission(order.actor, 'media.upload', { kind: 'installation' });
  const direct = directOf(context);
  return await address(context, { direct, upload: await beginUpload(context, { ...order, direct }) });
}

/** What is still missing, with fresh addresses. */
export async function addressUploadParts(
  context: MediaContext,
  order: Call & { id: string },
): Promise<DirectUpload> {
  const upload = await findUpload(context, order);
  return await address(context, { direct: directOf(context), upload });
}

type Addressing = { direct: DirectUploads; upload: StoredUpload };

async function address({ now }: MediaContext, { direct, upload }: Addressing): Promise<DirectUpload> {
  const missing = upload.mediaId === null ? await direct.missing(upload) : [];
  const until = { at: now(), seconds: ADDRESS_SECONDS };
  const parts = await Promise.all(
    missing
      .slice(0, ADDRESSES_MAX)
      .map(async (part) => Object.assign(part, { url: await direct.sign(upload, part, until) })),
  );
  return {
    upload,
    parts,
    missingParts: missing.length,
    missingBytes: missing.reduce((sum, { size }) => sum + size, 0),
    urlsExpireAt: new Date(until.at.getTime() + ADDRESS_SECONDS * 1_000).toISOString(),
  };
}

/** Looks at what is there, whatever its sender says of it, and makes a file of the library of it. Idempotent. */
export async function finishDirectUpload(
  context: MediaContext,
  { id, sha256, ...call }: Call & { id: string; sha256?: string | undefined },
): Promise<StoredUpload> {
  const upload = await findUpload(context, { ...call, id });
  const direct = directOf(context);
  if (upload.mediaId !== null) return upload;
  return await uploadAlone(upload, async () => {
    const missing = await direct.missing(upload);
    if (missing.length > 0) throw incomplete(missing);
    return await finishUpload(context, { ...call, upload, sha256 });
  });
}

function directOf({ uploads }: MediaContext): DirectUploads {
  if (uploads.direct !== null) return uploads.direct;
  throw new AppError(
    'no-direct-upload',
    'Media are kept in a folder here: bytes come through this server, in a form to /api/v1/media or by pieces to /api/v1/uploads.',
  );
}

function incomplete(missing: readonly UploadPart[]): AppError {
  const numbers = missing.slice(0, ADDRESSES_MAX).map(({ number }) => number);
  return new AppError(
    'upload-incomplete',
    `Of the upload ${missing.length} of its parts are not in the bucket, or not of their size. Ask for their addresses, put them there, and finish it then.`,
    { extra: { missing: numbers } },
  );
}
