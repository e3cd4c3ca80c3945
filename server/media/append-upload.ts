import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { AppError } from '../errors.ts';
import { moveUpload, type StoredUpload } from '../store/media-uploads.ts';
import { UPLOAD_LIFETIME_MS } from './begin-upload.ts';
import { storeError } from './disk-media-store.ts';
import { findUpload } from './find-upload.ts';
import { finishUpload } from './finish-upload.ts';
import type { Call, MediaContext } from './media-context.ts';
import { isUnderWay, uploadAlone, uploadBusy } from './upload-alone.ts';
import type { Kept, UploadWriter } from './upload-place.ts';

export type Checksum = { algorithm: 'sha1' | 'sha256'; digest: Buffer };

type Piece = Call & {
  id: string;
  /** Where its sender believes that the upload stands. */
  offset: number;
  bytes: Readable;
  checksum?: Checksum | undefined;
};

/**
 * Adds a piece to an upload. What the database says has come is kept for certain; bytes behind it, of a connection or a process that ended,
 * are written over. Without a checksum, what came of a piece that was cut off is kept; with one, a piece counts as a whole or not at all.
 */
export async function appendUpload(context: MediaContext, { id, ...piece }: Piece): Promise<StoredUpload> {
  const upload = await findUpload(context, { ...piece, id });
  return await uploadAlone(upload, async () => {
    try {
      if (piece.offset !== upload.receivedBytes) throw elsewhere(upload.receivedBytes);
      const moved = upload.mediaId === null ? await receive(context, { upload, piece }) : upload;
      return await finishIfWhole(context, { ...piece, upload: moved });
    } catch (error) {
      throw storeError(error);
    }
  });
}

/** How far an upload is. One that was whole when its process died becomes what it is now. */
export async function readUpload(
  context: MediaContext,
  { id, ...call }: Call & { id: string },
): Promise<StoredUpload> {
  const upload = await findUpload(context, { ...call, id });
  if (isUnderWay(upload)) return upload;
  return await finishIfWhole(context, { ...call, upload });
}

async function finishIfWhole(
  context: MediaContext,
  { actor, correlationId, upload }: Call & { upload: StoredUpload },
): Promise<StoredUpload> {
  if (upload.mediaId !== null || upload.receivedBytes < upload.sizeBytes) return upload;
  return await finishUpload(context, { actor, correlationId, upload });
}

type Receiving = { upload: StoredUpload; piece: Omit<Piece, 'id'> };

async function receive(context: MediaContext, { piece, upload }: Receiving): Promise<StoredUpload> {
  const writer = await context.uploads.open(upload);
  let kept = upload;
  const commit = async (far: Kept): Promise<void> => {
    kept = await move(context, { kept, far });
  };
  const keep = async (): Promise<void> => await writer.keep(commit);
  try {
    await writeAll({ ...writer, keep }, { piece, upload });
    await keep();
    return kept;
  } finally {
    await writer.close();
  }
}

async function move(
  { database, now }: MediaContext,
  { far, kept }: { kept: StoredUpload; far: Kept },
): Promise<StoredUpload> {
  const { place, receivedBytes } = far;
  const expiresAt = new Date(now().getTime() + UPLOAD_LIFETIME_MS).toISOString();
  const order = { id: kept.id, from: kept.receivedBytes, to: receivedBytes, place, expiresAt };
  if (!(await database.write((tx) => moveUpload(tx, order)))) throw uploadBusy();
  return { ...kept, ...far, expiresAt };
}

type Writer = Pick<UploadWriter, 'stepBytes' | 'write'> & { keep: () => Promise<void> };

async function writeAll({ keep, stepBytes, write }: Writer, { piece, upload }: Receiving): Promise<void> {
  const { bytes, checksum } = piece;
  const hash: Hash | null = checksum === undefined ? null : createHash(checksum.algorithm);
  let at = upload.receivedBytes;
  try {
    // What is left of a request that is refused has to be read, or its sender never reads the answer.
    for await (const chunk of bytes.iterator({ destroyOnReturn: false })) {
      hash?.update(chunk as Uint8Array);
      for (const part of cut(chunk as Uint8Array, { at, stepBytes })) {
        at += part.byteLength;
        if (at > upload.sizeBytes) throw tooLong(upload.sizeBytes);
        await write(part);
        if (hash === null && at % stepBytes === 0) await keep();
      }
    }
  } catch (error) {
    if (hash === null && isCutOff(error)) await keep();
    throw error;
  }
  if (checksum !== undefined && hash?.digest().equals(checksum.digest) !== true) throw otherSum();
}

/** Where a step ends. */
function* cut(
  bytes: Uint8Array,
  { at, stepBytes }: { at: number; stepBytes: number },
): Generator<Uint8Array> {
  for (let from = 0; from < bytes.byteLength;) {
    const to = from + stepBytes - ((at + from) % stepBytes);
    yield bytes.subarray(from, to);
    from = to;
  }
}

/** The other side has gone away. */
function isCutOff(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'].includes(String(error.code))
  );
}

function elsewhere(offset: number): AppError {
  return new AppError(
    'upload-offset',
    `The upload stands at byte ${offset}, and this piece is of another place. Nothing of it was kept; go on from there.`,
    { extra: { offset } },
  );
}

function tooLong(sizeBytes: number): AppError {
  return new AppError(
    'file-too-large',
    `The upload was said to have ${sizeBytes} bytes, and here are more. Begin again, and say how many there are.`,
  );
}

function otherSum(): AppError {
  return new AppError(
    'upload-checksum',
    'The piece is not what its checksum says: it changed on its way. Nothing of it was kept; send it again.',
  );
}
