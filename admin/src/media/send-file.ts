import { ApiError } from '../../../model/api/api-error.ts';
import type { ApiClient } from '../../../model/api/client.ts';
import type { Media } from '../../../model/api/media.ts';
import { endsSession, reportEnd } from '../api/session-end.ts';
import { fingerprintOf, type UploadShelf } from './upload-shelf.ts';

type UploadApi = Pick<ApiClient, 'beginUpload' | 'readUpload' | 'appendUpload' | 'endUpload' | 'readMedia'>;

export type SendingDeps = {
  api: UploadApi;
  shelf: UploadShelf;
  /** Resolves after so long, or earlier: once it is worth trying again, or the signal says that it is not. */
  pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  now: () => number;
};

export type Sending = {
  file: File;
  signal: AbortSignal;
  onSent: (sentBytes: number) => void;
  /** Whether the server can be reached just now. */
  onWaiting: (isWaiting: boolean) => void;
};

/** Where an upload stands. */
type Place = { uploadId: string; sentBytes: number; mediaId: string | null };

/**
 * Brings a file to the server by pieces, and returns what it has become there. Whatever happens to the connection, to the server or to the page, what has
 * come is not sent again. What fails in passing is tried until it goes or the signal says that nobody wants it any more; the rest is thrown.
 */
export async function sendFile(deps: SendingDeps, sending: Sending): Promise<Media> {
  const { signal } = sending;
  const fingerprint = await readable(fingerprintOf(sending.file));
  const tries: Tries = { failures: 0, losses: 0, key: newKey(), uploadId: undefined };
  const size = createPieceSize();
  let place: Place | null = null;
  for (;;) {
    try {
      place ??= await findPlace(deps, { ...sending, fingerprint, tries });
      tries.uploadId = place.uploadId;
      sending.onSent(place.sentBytes);
      if (place.mediaId !== null) return await finish(deps, { ...place, mediaId: place.mediaId, signal });
      place = await sendPiece(deps, { place, sending, size });
      tries.failures = 0;
      sending.onWaiting(false);
    } catch (error) {
      if (signal.aborted) {
        await abandon(deps, { fingerprint, tries });
        throw signal.reason;
      }
      // It may have got further than this page has heard.
      place = null;
      if (codeOf(error) === 'upload-not-found' && tries.losses < LOSSES_MAX) {
        forget(deps, fingerprint);
        tries.losses += 1;
        tries.key = newKey();
        tries.uploadId = undefined;
        continue;
      }
      reportEnd(codeOf(error));
      if (!isPassing(error)) {
        if (ENDING.has(codeOf(error))) forget(deps, fingerprint);
        throw error;
      }
      tries.failures += 1;
      size.shrink();
      sending.onWaiting(isUnreachable(error));
      // Over before its time where nobody wants the file any more: the next try finds out.
      await deps.pause(pauseMs(error, tries.failures), signal);
    }
  }
}

type Tries = {
  /** Since something has come. */
  failures: number;
  losses: number;
  key: string;
  /** That of this page, where the browser remembers none. */
  uploadId: string | undefined;
};

/** The server ends an upload that it refuses, and forgets one after a day: each is begun anew, but not for ever. */
const LOSSES_MAX = 3;

type Finding = Sending & { fingerprint: string; tries: Tries };

/** Where the server says that the upload of this file stands; a new one where there is none. */
async function findPlace(
  { api, shelf }: SendingDeps,
  { file, fingerprint, signal, tries }: Finding,
): Promise<Place> {
  const known = tries.uploadId ?? shelf.find(fingerprint)?.uploadId;
  if (known !== undefined) {
    const { body } = await api.readUpload({ id: known, signal });
    return { uploadId: body.id, sentBytes: body.receivedBytes, mediaId: body.mediaId };
  }
  const type = file.type === '' ? '' : `,filetype ${base64(file.type)}`;
  const { body } = await api.beginUpload({
    signal,
    // Of a request whose answer was lost, it is the upload that it has begun.
    idempotencyKey: tries.key,
    headers: {
      'Tus-Resumable': '1.0.0',
      'Upload-Length': String(file.size),
      'Upload-Metadata': `filename ${base64(file.name)}${type}`,
    },
  });
  const { expiresAt, id: uploadId } = body;
  const { name: fileName, size: sizeBytes } = file;
  shelf.put({ fingerprint, uploadId, fileName, sizeBytes, sentBytes: 0, expiresAt });
  return { uploadId, sentBytes: 0, mediaId: null };
}

type SendingPiece = { place: Place; sending: Sending; size: PieceSize };

async function sendPiece(
  { api, now, shelf }: SendingDeps,
  { place, sending, size }: SendingPiece,
): Promise<Place> {
  const { file, signal } = sending;
  const { sentBytes, uploadId } = place;
  // What is whole and has become nothing yet: to ask for it is enough.
  if (sentBytes >= file.size) {
    const { body } = await api.readUpload({ id: uploadId, signal });
    if (body.mediaId === null) throw new ApiError('It is being taken in.', { code: 'upload-busy' });
    return { ...place, mediaId: body.mediaId };
  }
  const bytes = await readable(file.slice(sentBytes, sentBytes + size.bytes()).arrayBuffer());
  const began = now();
  const { location } = await api.appendUpload({
    id: uploadId,
    signal,
    idempotencyKey: null,
    headers: {
      'Tus-Resumable': '1.0.0',
      'Upload-Offset': String(sentBytes),
      'Content-Type': 'application/offset+octet-stream',
    },
    body: new Blob([bytes]),
  });
  size.took(now() - began);
  const sent = sentBytes + bytes.byteLength;
  const known = shelf.list().find((upload) => upload.uploadId === uploadId);
  if (known !== undefined) shelf.put({ ...known, sentBytes: sent });
  return { uploadId, sentBytes: sent, mediaId: location?.split('/').at(-1) ?? null };
}

type Finishing = { uploadId: string; mediaId: string; signal: AbortSignal };

async function finish({ api, shelf }: SendingDeps, { mediaId, signal, uploadId }: Finishing): Promise<Media> {
  const { body } = await api.readMedia({ id: mediaId, signal });
  shelf.remove(uploadId);
  return body;
}

function forget({ shelf }: SendingDeps, fingerprint: string): string | undefined {
  const known = shelf.find(fingerprint);
  if (known !== undefined) shelf.remove(known.uploadId);
  return known?.uploadId;
}

/** Nobody wants it any more: the server need not keep what has come. */
async function abandon(
  deps: SendingDeps,
  { fingerprint, tries }: Pick<Finding, 'fingerprint' | 'tries'>,
): Promise<void> {
  const uploadId = forget(deps, fingerprint) ?? tries.uploadId;
  // It ends there by itself, too.
  if (uploadId !== undefined) await deps.api.endUpload({ id: uploadId }).catch(() => {});
}

type PieceSize = { bytes: () => number; took: (milliseconds: number) => void; shrink: () => void };

const PIECE_BYTES = { least: 128 * 1024, first: 512 * 1024, most: 8 * 1024 * 1024 };
/** Often enough that progress is seen, and seldom enough that a fast connection is used. */
const PIECE_MS = { short: 400, long: 2_000 };

/** As much at once as a connection takes in about a second. */
export function createPieceSize(): PieceSize {
  let bytes = PIECE_BYTES.first;
  const shrink = (): void => {
    bytes = Math.max(PIECE_BYTES.least, bytes / 2);
  };
  return {
    bytes: () => bytes,
    shrink,
    took: (milliseconds) => {
      if (milliseconds < PIECE_MS.short) bytes = Math.min(PIECE_BYTES.most, bytes * 2);
      else if (milliseconds > PIECE_MS.long) shrink();
    },
  };
}

/** What mends itself: the connection, the server while it starts again, somebody who has to sign in again, and a place that the server knows better. */
function isPassing(error: unknown): boolean {
  const code = codeOf(error);
  return isUnreachable(error) || endsSession(code) || PASSING.has(code) || statusOf(error) === 429;
}

const PASSING = new Set(['upload-offset', 'upload-busy']);

function isUnreachable(error: unknown): boolean {
  return codeOf(error) === 'no-answer' || [502, 503, 504].includes(statusOf(error));
}

/** With these the server keeps nothing of what has come. */
const ENDING = new Set(['file-too-large', 'media-damaged', 'media-type-refused', 'picture-too-large']);

function codeOf(error: unknown): string {
  return error instanceof ApiError ? error.code : '';
}

function statusOf(error: unknown): number {
  return error instanceof ApiError ? (error.status ?? 0) : 0;
}

/** `crypto.randomUUID` is missing where a page is served over plain http. */
function newKey(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('-');
}

const PAUSE_MS = { first: 500, most: 15_000 };

function pauseMs(error: unknown, failures: number): number {
  const asked = error instanceof ApiError ? (error.retryAfterSeconds ?? 0) * 1_000 : 0;
  return Math.max(asked, Math.min(PAUSE_MS.most, PAUSE_MS.first * 2 ** (failures - 1)));
}

/** A file on the disk that has been changed or taken away since it was chosen. */
export class FileGoneError extends Error {}

async function readable<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw new FileGoneError('The file cannot be read any more.', { cause: error });
  }
}

function base64(text: string): string {
  return btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
}
