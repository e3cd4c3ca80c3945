import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { AppError } from '../errors.ts';
import { moveUpload, type StoredUpload } from '../store/media-uploads.ts';
import type { AddedMedia } from './add-media.ts';
import { UPLOAD_LIFETIME_MS } from './begin-upload.ts';
import { storeError } from './disk-media-store.ts';
import { findUpload } from './find-upload.ts';
import { finishUpload } from './finish-upload.ts';
import type { Call, MediaContext } from './media-context.ts';
import { makeScratchFolder, uploadFile } from './scratch-files.ts';

/** So much is sent again at most, when a process dies in the middle of a long piece. */
const CHECKPOINT_BYTES = 4 * 1024 * 1024;

export type Checksum = { algorithm: 'sha1' | 'sha256'; digest: Buffer };

type Piece = Call & {
  id: string;
  /** Where its sender believes that the upload stands. */
  offset: number;
  bytes: Readable;
  checksum?: Checksum | undefined;
};

export type Appended = { upload: StoredUpload; added: AddedMedia | null };

/** Of one upload one piece at a time, within this process; between processes the offset in the database decides. */
const appending = new Set<string>();

/**
 * Adds a piece to an upload. What the database says has come is on the disk for certain; bytes behind it, of a connection or a process that ended,
 * are written over. Without a checksum, what came of a piece that was cut off is kept; with one, a piece counts as a whole or not at all.
 */
export async function appendUpload(context: MediaContext, { id, ...piece }: Piece): Promise<Appended> {
  const upload = await findUpload(context, { ...piece, id });
  if (appending.has(id)) throw busy();
  appending.add(id);
  try {
    if (piece.offset !== upload.receivedBytes) throw elsewhere(upload.receivedBytes);
    const moved = upload.mediaId === null ? await receive(context, { upload, piece }) : upload;
    return await finishIfWhole(context, { ...piece, upload: moved });
  } catch (error) {
    throw storeError(error);
  } finally {
    appending.delete(id);
  }
}

/** How far an upload is. One that was whole when its process died becomes what it is now. */
export async function readUpload(
  context: MediaContext,
  { id, ...call }: Call & { id: string },
): Promise<Appended> {
  const upload = await findUpload(context, { ...call, id });
  if (appending.has(id)) return { upload, added: null };
  return await finishIfWhole(context, { ...call, upload });
}

async function finishIfWhole(
  context: MediaContext,
  { actor, correlationId, upload }: Call & { upload: StoredUpload },
): Promise<Appended> {
  if (upload.mediaId !== null || upload.receivedBytes < upload.sizeBytes) return { upload, added: null };
  const added = await finishUpload(context, { actor, correlationId, upload });
  return { upload: { ...upload, mediaId: added.media.id }, added };
}

type Receiving = { upload: StoredUpload; piece: Omit<Piece, 'id'> };

async function receive(context: MediaContext, { piece, upload }: Receiving): Promise<StoredUpload> {
  await makeScratchFolder(context);
  const handle = await open(uploadFile(context, upload), constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    const { size } = await handle.stat();
    if (size < upload.receivedBytes) throw lost();
    const writer = createWriter(context, { handle, upload });
    await writeAll(writer, { piece, upload });
    return await writer.keep();
  } finally {
    await handle.close();
  }
}

type Writer = {
  write(bytes: Uint8Array): Promise<void>;
  /** Brings what was written to the disk, and counts it. */
  keep(): Promise<StoredUpload>;
};

function createWriter(
  { database, now }: MediaContext,
  { handle, upload }: { handle: FileHandle; upload: StoredUpload },
): Writer {
  let kept = upload;
  let at = upload.receivedBytes;
  return {
    write: async (bytes) => {
      for (let done = 0; done < bytes.byteLength;) {
        const { bytesWritten } = await handle.write(bytes, done, bytes.byteLength - done, at);
        done += bytesWritten;
        at += bytesWritten;
      }
    },
    keep: async () => {
      if (at === kept.receivedBytes) return kept;
      await handle.sync();
      const expiresAt = new Date(now().getTime() + UPLOAD_LIFETIME_MS).toISOString();
      const move = { id: upload.id, from: kept.receivedBytes, to: at, expiresAt };
      if (!(await database.write((tx) => moveUpload(tx, move)))) throw busy();
      kept = { ...kept, receivedBytes: at, expiresAt };
      return kept;
    },
  };
}

async function writeAll(writer: Writer, { piece, upload }: Receiving): Promise<void> {
  const { bytes, checksum } = piece;
  const hash: Hash | null = checksum === undefined ? null : createHash(checksum.algorithm);
  let left = upload.sizeBytes - upload.receivedBytes;
  let sinceKept = 0;
  try {
    // What is left of a request that is refused has to be read, or its sender never reads the answer.
    for await (const chunk of bytes.iterator({ destroyOnReturn: false })) {
      const part = chunk as Uint8Array;
      left -= part.byteLength;
      if (left < 0) throw tooLong(upload.sizeBytes);
      hash?.update(part);
      await writer.write(part);
      sinceKept += part.byteLength;
      if (hash !== null || sinceKept < CHECKPOINT_BYTES) continue;
      await writer.keep();
      sinceKept = 0;
    }
  } catch (error) {
    if (hash === null && isCutOff(error)) await writer.keep();
    throw error;
  }
  if (checksum !== undefined && hash?.digest().equals(checksum.digest) !== true) throw otherSum();
}

/** The other side has gone away. */
function isCutOff(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'].includes(String(error.code))
  );
}

function busy(): AppError {
  return new AppError(
    'upload-busy',
    'Another request is adding to this upload. Nothing of this one was kept; ask where the upload stands, and go on from there.',
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

function lost(): AppError {
  return new AppError(
    'upload-not-found',
    'What had come of this upload is not on this machine any more. Begin again.',
  );
}
